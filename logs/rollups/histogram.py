"""Logs by time: cells no longer than a bucket where rollups know, rows at the edges and where they do not."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from ..ids import MAX_TAIL, TAIL_BITS
from . import rows
from .answering import exact, key_of, refuse_oversized
from .asking import MEASURES, START, Key, ask
from .conditions import Unplannable
from .levels import CUT_SPANS, DIMENSIONS, EPOCH, FIRST_HOUR, LAST_HOUR, Span, moment_of, start_of
from .measures import Measures, add, nothing, stats_of
from .planning import Plan, plan
from .shapes import Bin, Histogram

_STATUS = DIMENSIONS.index("status")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# By bucket: the longest cells that no bucket cuts, and the step by which rows are grouped. No cell is as short as a
# minute; weeks and months are put together from days.
CELL_SPANS = {"hour": Span.HOUR, "day": Span.DAY, "week": Span.DAY, "month": Span.MONTH}
_STEPS = {"minute": _MINUTE, "hour": _HOUR, "day": _DAY, "week": _DAY, "month": _DAY}
BUCKETS = tuple(_STEPS)
_FIRST_ODD = ((1 << 63) - 1) & ~MAX_TAIL  # the last millisecond of keys, which all later dates share

_DAY_HOURS = 24
_LAST_ORDINARY_HOUR = (_FIRST_ODD >> TAIL_BITS) // (_HOUR // timedelta(milliseconds=1)) - _DAY_HOURS

_Cells = dict[Key, Measures]  # the first hour of the cell, then the value that is told apart, if one is
_Bins = dict[tuple[datetime, str | None], Measures]


def histogram(logs: QuerySet, bucket: str, by: str | None = None) -> Histogram:
    """The logs by buckets of time in UTC, and by the values of a column. Raises ValueError for an unknown bucket."""
    if bucket not in BUCKETS:
        raise ValueError(f"A bucket is one of {', '.join(BUCKETS)}.")
    dimensions = () if by is None else (by,)
    try:
        found = _from_cells(logs, bucket, dimensions)
    except Unplannable:
        found = _from_rows(logs, bucket, dimensions)
    ordered = sorted(found.items(), key=lambda item: (item[0][0], item[0][1] is not None, item[0][1] or ""))
    bins = (Bin(start, value, stats_of(measures)) for (start, value), measures in ordered if measures[0])
    return Histogram(bucket, by, tuple(bins))


def begin(bucket: str, moment: datetime) -> datetime:
    """When the bucket that a moment lies in begins."""
    start = EPOCH + (moment - EPOCH) // _STEPS[bucket] * _STEPS[bucket]
    if bucket == "week":
        return start - start.weekday() * _DAY
    return start.replace(day=1) if bucket == "month" else start


def _from_cells(logs: QuerySet, bucket: str, dimensions: tuple[str, ...]) -> _Bins:
    """Raises Unplannable."""
    if not set(dimensions) <= set(DIMENSIONS):
        raise Unplannable
    planned = plan(logs, *dimensions)
    longest = CELL_SPANS.get(bucket)
    if longest is None or longest < min(CUT_SPANS[planned.cut]):
        raise Unplannable
    answer = ask(logs, planned, MEASURES, (START, *dimensions), longest)
    found: _Cells = {}
    for key, measures in answer.cells:
        _add(found, key, exact(measures))
    for texts, fact in answer.facts:
        key = (start_of(longest, fact.hour), *key_of(texts, dimensions))
        add(found.setdefault(key, nothing()), fact.measures(texts[_STATUS]), fact.sign)
    refuse_oversized(found)
    bins = _in_buckets(bucket, found)
    for edge in planned.edges:
        for key, measures in _from_rows(edge, bucket, dimensions, are_ordinary=_is_ordinary(planned)).items():
            _add(bins, key, measures)
    return bins


def _in_buckets(bucket: str, cells: _Cells) -> _Bins:
    """Cells put together; there is one a bin where both are of one length."""
    found: _Bins = {}
    for (hour, *values), measures in cells.items():
        _add(found, (begin(bucket, moment_of(hour)), next(iter(values), None)), measures)
    return found


def _is_ordinary(planned: Plan) -> bool:
    """Whether the keys of the edges, which are a day long at most, are of dates that keys can hold."""
    ends = {planned.first, planned.end} - {FIRST_HOUR, LAST_HOUR}
    return all(_DAY_HOURS < end < _LAST_ORDINARY_HOUR for end in ends)


def _from_rows(logs: QuerySet, bucket: str, dimensions: tuple[str, ...], *, are_ordinary: bool = False) -> _Bins:
    """Grouped by the time in the key; the few dates that no key can hold by the column."""
    found: _Bins = {}
    width = (_STEPS[bucket] // timedelta(milliseconds=1)) << TAIL_BITS
    ordinary = logs.filter(id__gt=MAX_TAIL, id__lt=_FIRST_ODD).annotate(step=F("id") / width)
    for (step, *values), measures in rows.measures_by(ordinary, ("step", *dimensions)).items():
        _add(found, (begin(bucket, EPOCH + step * _STEPS[bucket]), next(iter(values), None)), measures)
    for odd in () if are_ordinary else (logs.filter(id__lte=MAX_TAIL), logs.filter(id__gte=_FIRST_ODD)):
        for (moment, *values), measures in rows.measures_by(odd, ("started_at", *dimensions)).items():
            _add(found, (begin(bucket, moment), next(iter(values), None)), measures)
    return found


def _add(found: _Bins, key: tuple[datetime, str | None], measures: Measures) -> None:
    """Add measures that nobody else holds."""
    known = found.setdefault(key, measures)
    if known is not measures:
        add(known, measures)
