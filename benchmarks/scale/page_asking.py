"""The pages part of a run: every page over HTTP by somebody who signed in, and what it asked of the store inside."""

import http.client
import re
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from statistics import median
from typing import Any
from urllib.parse import urlencode

from .accounts import OWNER
from .inside import Inside, inside
from .page_list import PAGES, Page
from .questions import CUSTOMER
from .servers import Running, serving
from .stores import Store
from .workload import MAIN

TIMEOUT = 120
MOST = 7  # askings of a page in a round; a slow one has fewer

Advance = Callable[[], None]


class Browser:
    """Somebody's browser: one connection, and the cookies of who signed in."""

    def __init__(self, server: Running) -> None:
        self._port = server.port
        self._cookies: dict[str, str] = {}
        self.connect()

    def connect(self) -> None:
        """A fresh connection; the last one may have been closed."""
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)

    def sign_in(self, email: str, password: str) -> None:
        """Raises RuntimeError where it is refused."""
        _, form = self._call("GET", "/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        fields = {"csrfmiddlewaretoken": token[1].decode() if token else "", "username": email, "password": password}
        status, _ = self._call("POST", "/accounts/login/", urlencode(fields))
        if status != 302:
            raise RuntimeError(f"signing in was answered with {status}")

    def get(self, address: str, key: str = "") -> tuple[float, bytes]:
        """Milliseconds of one full call, and what came back. Raises RuntimeError for anything but 200."""
        begun = time.perf_counter()
        status, body = self._call("GET", address, key=key)
        taken = (time.perf_counter() - begun) * 1000
        if status != 200:
            raise RuntimeError(f"{address}: {status} {body[:200]!r}")
        return taken, body

    def _call(self, method: str, address: str, form: str = "", key: str = "") -> tuple[int, bytes]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        headers |= {"Authorization": f"Bearer {key}"} if key else {"Cookie": self._cookie()}
        self._connection.request(method, address, form or None, headers)
        answer = self._connection.getresponse()
        body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return answer.status, body

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())


def ask_pages(store: Store, *, rounds: int, seconds: float, advance: Advance) -> list[dict[str, Any]]:
    """One result for each page and round; what happens inside is the same in every round, and counted in the first."""
    state, results = store.state(), []
    key = state["access"][MAIN]["key"]
    with serving(store) as server, inside(store) as process:
        facts = {**process.ask("page_facts", customer=CUSTOMER), "end": state["end"]}
        browser = Browser(server)
        browser.sign_in(*OWNER)
        for number in range(rounds):
            for page in PAGES:
                address, own_key = page.address(facts), key if page.by_key else ""
                result = {"title": page.title, "round": number, "bodies": page.bodies}
                result |= _timed(browser, address, own_key, seconds)
                if not number:
                    result |= _counted(process, page, address, own_key)
                results.append(result)
                advance()
    return results


def steps(rounds: int) -> int:
    return rounds * len(PAGES)


def _timed(browser: Browser, address: str, key: str, seconds: float) -> dict[str, Any]:
    """The median of some calls after one that warms."""
    browser.connect()
    try:
        browser.get(address, key)
        times, until = [], time.perf_counter() + seconds
        while not times or (time.perf_counter() < until and len(times) < MOST):
            times.append(browser.get(address, key)[0])
        return {"ms": median(times)}
    except (RuntimeError, OSError, http.client.HTTPException) as error:
        return {"error": str(error)[:300]}


def _counted(process: Inside, page: Page, address: str, key: str) -> dict[str, Any]:
    try:
        return process.ask("page", address=address, key=key)
    except RuntimeError as error:
        return {"error": f"{page.title}: {error}"[:300]}
