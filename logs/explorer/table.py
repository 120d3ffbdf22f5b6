"""The table of logs as it is drawn: a row for each log with its cells and number, and a head where a day begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ..models import Log
from ..templatetags.formats import day
from .columns import Column
from .latency import Bar, LatencyScale
from .paging import PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column shows of a log."""

    column: Column
    value: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A log with what is worked out to draw it. `day` is set where it is the first of its day."""

    log: Log
    bar: Bar | None
    day: str | None
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which rows of the whole list are shown, where that is known: the page came from its first row, step by step."""

    first: int
    last: int

    @classmethod
    def of(cls, request: HttpRequest, logs: Sequence[Log]) -> "Numbers | None":
        """By the parameter that links to further rows carry; None where a page was entered in the middle."""
        before = _before(request)
        return cls(before + 1, before + len(logs)) if before is not None and logs else None


def rows_of(logs: Sequence[Log], columns: Sequence[Column], *, has_days: bool, last_day: str = "") -> list[Row]:
    """The rows of a page. `last_day` is the day of the row above them, whose head stands there already."""
    return list(_rows(logs, columns, has_days, last_day))


def _rows(logs: Sequence[Log], columns: Sequence[Column], has_days: bool, last_day: str) -> Iterator[Row]:
    scale = LatencyScale.of(logs)
    for log in logs:
        today = day(log.started_at) if has_days else ""
        cells = [Cell(column, column.value(log)) for column in columns]
        yield Row(log, scale.bar(log), today if today != last_day else None, cells)
        last_day = today


def _before(request: HttpRequest) -> int | None:
    """How many rows of the list stand above those of a page."""
    given, page = request.GET.get("from", ""), request.GET.get("page", "")
    if given.isdecimal() and len(given) < 10:
        return int(given)
    if page.isdecimal():
        return (int(page) - 1) * PAGE_SIZE
    return None if request.GET.get("before") or request.GET.get("after") else 0
