"""The query part of a run: every question to stores of all sizes in turn, in rounds, beside the yardsticks."""

import http.client
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any

from .inside import Inside, inside
from .questions import NATIVE, NATIVE_OVER_ROWS, QUESTIONS, Call, Facts, Question, empty_call, question_call
from .servers import Running, serving
from .stores import Store

MOST = 40
DEEP = 50_000
TIMEOUT = 300

Advance = Callable[[], None]


@dataclass
class Asked:
    """A store that answers, and the process inside it."""

    store: Store
    server: Running
    inside: Inside
    facts: Facts
    access: dict[str, Any]
    seconds: float  # for a question in a round; one that takes longer is asked once

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        """A fresh connection."""
        self._connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT)

    def answer(self, call: Call) -> tuple[float, bytes]:
        """Milliseconds of one full call, and what came back. Raises RuntimeError for anything but 200."""
        begun = time.perf_counter()
        self._connection.request(call.method, call.path, call.body.encode() or None, call.headers)
        answer = self._connection.getresponse()
        body = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{call.path}: {answer.status} {body[:200]!r}")
        return taken, body

    def milliseconds(self, call: Call) -> float:
        """The median of some calls after one that warms."""
        first, _ = self.answer(call)
        if first > self.seconds * 1000:
            return first
        times, until = [], time.perf_counter() + self.seconds
        while not times or (time.perf_counter() < until and len(times) < MOST):
            times.append(self.answer(call)[0])
        return median(times)


def ask_all(stores: dict[str, Store], *, rounds: int, seconds: float, advance: Advance) -> list[dict[str, Any]]:
    """One result for each question, size and round."""
    results = []
    with ExitStack() as stack:
        asked = {size: _asked(stack, store, seconds) for size, store in stores.items()}
        for number in range(rounds):
            for question in QUESTIONS:
                for size in _rotated(list(asked), number):
                    results.append({"size": size, "round": number} | _measure(question, asked[size]))
                advance()
            for title, method, more in (*NATIVE, *NATIVE_OVER_ROWS):
                for size in _rotated(list(asked), number):
                    results.append({"size": size, "round": number} | _native(title, method, more, asked[size]))
                advance()
    return results


def steps(rounds: int) -> int:
    return rounds * (len(QUESTIONS) + len(NATIVE) + len(NATIVE_OVER_ROWS))


def _asked(stack: ExitStack, store: Store, seconds: float) -> Asked:
    state = store.state()
    server = stack.enter_context(serving(store))
    process = stack.enter_context(inside(store))
    deep = min(DEEP, state["size"] // 2)
    facts = Facts(end=datetime.fromisoformat(state["end"]), **process.ask("facts", deep=deep))
    return Asked(store, server, process, facts, state["access"], seconds)


def _measure(question: Question, asked: Asked) -> dict[str, Any]:
    call = question_call(question, asked.facts, asked.access)
    result: dict[str, Any] = {"title": question.title, "group": question.group}
    asked.connect()  # the last one may have been closed while slower stores were asked
    try:
        _, body = asked.answer(call)
        result["rows"] = question.rows(json.loads(body))
        result["bytes"] = len(body)
        result["ms"] = asked.milliseconds(call)
        result["empty_ms"] = _empty_ms(question, asked)
        result["statements"] = asked.inside.ask("statements", request=asdict(call))
        result["same_sql_ms"] = asked.inside.ask("replay", request=asdict(call), seconds=asked.seconds / 2)
        if question.sql is not None:
            result["best_sql_ms"] = asked.inside.ask("best", sql=question.sql(asked.facts), seconds=asked.seconds / 2)
    except (RuntimeError, OSError, http.client.HTTPException) as error:
        result["error"] = str(error)[:300]
    return result


def _empty_ms(question: Question, asked: Asked) -> float:
    """A log that is not there is a 404, so one log is held against the empty list, like other pages."""
    return asked.milliseconds(empty_call(question, asked.facts, asked.access))


def _native(title: str, method: str, more: dict[str, Any], asked: Asked) -> dict[str, Any]:
    result: dict[str, Any] = {"title": title}
    arguments = {"end": asked.facts.end.isoformat(), **more}
    try:
        result["ms"] = asked.inside.ask(
            "native", name=method, project=asked.facts.project, arguments=arguments, seconds=asked.seconds
        )
    except RuntimeError as error:
        result["error"] = str(error)[:300]
    return result


def _rotated(values: list, turn: int) -> list:
    first = turn % len(values)
    return [*values[first:], *values[:first]]
