"""A chromium, a served project with sample logs, and pages in which a person is signed in.

Playwright runs an event loop in the test's thread, so the database may not be used in these tests: ask the server.
"""

import json
import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, StorageState, expect, sync_playwright

from logs.tests.engine_plugin import LEFT_OUT
from logs.tests.server import Server, copied_store, serving

OpenPage = Callable[..., Page]

PASSWORD = "correct horse battery"
PEOPLE = {"owner": "owner@example.com", "newcomer": "newcomer@example.com"}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
NO_BROWSER = f"{LEFT_OUT}: no browser is found; install chromium, or give its path in CHROMIUM"
SAMPLE_LOGS = "400"
WIDE, PHONE = 1440, 390
HEIGHT = 900
# Rows of a table are alike: the first dozen of them stand for the rest, and axe takes seconds for fifty.
ROWS_ALIKE = [["tbody tr:nth-child(n + 13)"]]
# A theme changes colours and nothing else.
RULES_OF_A_THEME = ["color-contrast", "link-in-text-block"]

expect.set_options(timeout=20_000)  # other tests may have the machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if CHROMIUM is None and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Server]:
    """A server with sample logs. Tests share it: what one changes it makes for itself."""
    with (
        copied_store(tmp_path_factory.mktemp("site"), f"llmlogs_browser_{worker_id}") as store,
        serving(store) as server,
    ):
        server.manage("demo_logs", "--count", SAMPLE_LOGS, "--days", "7")
        server.manage("bootstrap", "--project", "empty", "--email", PEOPLE["newcomer"], "--password", PASSWORD)
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Of a module's own: while it runs, Django refuses the database to this thread."""
    with sync_playwright() as playwright:
        # Without its sandbox it starts in containers, and as root.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(site: Server, chromium: Browser) -> Callable[[str], StorageState]:
    """signed_in(person) -> the cookies of a person, who signs in once."""

    @cache
    def sign_in(person: str) -> StorageState:
        page = chromium.new_page(base_url=site.url)
        page.goto("/accounts/login/")
        page.fill("[name=username]", PEOPLE[person])
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        cookies = page.context.storage_state()
        page.context.close()
        return cookies

    return sign_in


@pytest.fixture
def open_page(site: Server, chromium: Browser, signed_in: Callable[[str], StorageState]) -> Iterator[OpenPage]:
    """open_page(address, width=, scheme=, script=, person=) -> the page, signed in where a person is named.

    At the end a test fails where a page wrote an error to the console, threw, or asked another host for something.
    """
    contexts, complaints = [], []

    def open_(
        address: str,
        *,
        width: int = WIDE,
        scheme: str = "light",
        script: bool = True,
        person: str | None = "owner",
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
            storage_state=signed_in(person) if person else None,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_errors(message, site.url + address)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_strangers(request, site.url)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def send(site: Server, **log: object) -> None:
    """Stores a log of the test's own: samples are of other kinds at every hour of a day."""
    request = urllib.request.Request(
        f"{site.url}/api/request-logs/create/",
        data=json.dumps({"model": "browser-test", **log}).encode(),
        headers={"Authorization": f"Bearer {site.key}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()


def violations(page: Page, *, within: str = "html", rules: list[str] | None = None) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices, or some of its rules, each with its place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    run = "([where, options]) => axe.run(where, options).then((found) => found.violations)"
    found = page.evaluate(run, [{"include": [[within]], "exclude": ROWS_ALIKE}, options])
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


def flaws(page: Page) -> list[str]:
    """What is wrong with a page as it stands now in either theme, at phone and wide size."""
    found = []
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme, rules in (("dark", RULES_OF_A_THEME), ("light", None)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}, {width} wide: {violation}" for violation in violations(page, rules=rules)]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{width} wide: scrolls sideways")
    return found


def _errors(message: ConsoleMessage, address: str) -> list[str]:
    """Of the page that was asked for, chromium reports the status as an error too: that is the test's business."""
    is_own_status = message.location["url"] == address and message.text.startswith("Failed to load resource")
    return [message.text] if message.type == "error" and not is_own_status else []


def _strangers(request: Request, url: str) -> list[str]:
    is_ours = request.url.startswith((url, "data:", "blob:", "about:"))
    return [] if is_ours else [f"asked for {request.url}"]
