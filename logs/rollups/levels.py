"""Which rollups there are: by what logs are cut, over which spans, and which of them covers what stretch of time.

Times are hours since 1970 throughout, negative before. Pure; standard library only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Beyond any date that a log can have; stand for "since ever" and "for ever".
FIRST_HOUR, LAST_HOUR = -(2**31), 2**31 - 1

DIMENSIONS = ("kind", "provider", "model", "status", "customer_id")


class Cut(IntEnum):
    """By which dimensions the logs of a project are told apart."""

    STATUS = 0
    MODELS = 1
    CUSTOMERS = 2


class Span(IntEnum):
    """How long a cell is."""

    HOUR = 0
    DAY = 1
    MONTH = 2


CUT_DIMENSIONS: dict[Cut, tuple[str, ...]] = {
    Cut.STATUS: ("status",),
    Cut.MODELS: ("kind", "provider", "model", "status"),
    Cut.CUSTOMERS: DIMENSIONS,
}
# One cell an hour and customer would be half as many cells as logs.
CUT_SPANS: dict[Cut, tuple[Span, ...]] = {
    Cut.STATUS: (Span.HOUR, Span.DAY, Span.MONTH),
    Cut.MODELS: (Span.HOUR, Span.DAY, Span.MONTH),
    Cut.CUSTOMERS: (Span.DAY, Span.MONTH),
}
SKETCHED = (Cut.STATUS, Cut.MODELS)


def level_of(cut: Cut, span: Span) -> int:
    """The number that cells carry for a cut and a span."""
    return cut * 10 + span


def span_of(level: int) -> Span:
    """The span of a level."""
    return Span(level % 10)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Cells of one span with a start in [first, end)."""

    span: Span
    first: int
    end: int


def hour_of(moment: datetime) -> int:
    """The hour that `moment` lies in."""
    since = moment - EPOCH
    return since.days * 24 + since.seconds // 3600


def moment_of(hour: int) -> datetime:
    """When an hour begins; the ends of the calendar for hours beyond it."""
    try:
        return EPOCH + hour * HOUR
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if hour < 0 else datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def start_of(span: Span, hour: int) -> int:
    """The first hour of the span that `hour` lies in."""
    if span == Span.HOUR:
        return hour
    if span == Span.DAY:
        return hour - hour % 24
    return hour_of(moment_of(hour).replace(day=1, hour=0))


def next_start(span: Span, start: int) -> int:
    """The first hour after the span that begins at `start`."""
    if span == Span.MONTH:
        return start_of(Span.MONTH, start + 31 * 24)
    return start + (24 if span == Span.DAY else 1)


def cover(first: int, end: int, spans: tuple[Span, ...]) -> Iterator[Stretch]:
    """[first, end) as the fewest stretches of the longest spans; both must be ends of the shortest of `spans`."""
    if first >= end:
        return
    *shorter, longest = sorted(spans)
    inner_first = first if first <= FIRST_HOUR else _ceil(longest, first)
    inner_end = end if end >= LAST_HOUR else start_of(longest, end)
    if inner_first >= inner_end:
        yield from cover(first, end, tuple(shorter))
        return
    yield from cover(first, inner_first, tuple(shorter))
    yield Stretch(longest, inner_first, inner_end)
    yield from cover(inner_end, end, tuple(shorter))


def _ceil(span: Span, hour: int) -> int:
    start = start_of(span, hour)
    return start if start == hour else next_start(span, start)
