"""What a row of the table is: a case, what it sends to which gates, and the answer of each, status and sentence."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from .doors import Caller, Gate, answer_of

Answer = tuple[int, str]
OK: Answer = (200, "")


class Knock(NamedTuple):
    """One request of a case and the answer it must get; a body that is a function is made when it is sent."""

    gate: Gate
    request: Mapping[str, Any]
    answer: Answer

    def answered(self, caller: Caller) -> Answer:
        request = dict(self.request)
        if callable(request.get("body")):
            request["body"] = request["body"]()
        return answer_of(self.gate, caller.send(self.gate, **request))


class Row(NamedTuple):
    """One case over the gates that it concerns."""

    case: str
    knocks: tuple[Knock, ...]


def each_knock(rows: list[Row]) -> list[Any]:
    """The knocks of a table as parameters of a test."""
    return [
        pytest.param(knock, id=f"{row.case} {knock.gate} {knock.request.get('method', '')}")
        for row in rows
        for knock in row.knocks
    ]
