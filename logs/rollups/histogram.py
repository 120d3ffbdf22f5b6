"""Logs by time: cells no longer than a bucket where rollups know, rows at the edges and where they do not."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from ..ids import MAX_TAIL, TAIL_BITS
from . import rows
from .answering import exact, key_of, refuse_oversized
from .asking import MEASURES, START, ask
from .conditions import Unplannable
from .levels import CUT_SPANS, DIMENSIONS, EPOCH, Span, moment_of
from .measures import Measures, add, nothing, stats_of
from .planning import plan
from .shapes import Bin, Histogram

_STATUS = DIMENSIONS.index("status")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# By bucket: the longest cells that no bucket cuts, and the step by which rows are grouped. No cell is as short as a
# minute; weeks and months are put together from days.
_SPANS = {"hour": Span.HOUR, "day": Span.DAY, "week": Span.DAY, "month": Span.MONTH}
_STEPS = {"minute": _MINUTE, "hour": _HOUR, "day": _DAY, "week": _DAY, "month": _DAY}
BUCKETS = tuple(_STEPS)
_FIRST_ODD = ((1 << 63) - 1) & ~MAX_TAIL  # the last millisecond of keys, which all later dates share

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
    longest = _SPANS.get(bucket)
    if longest is None or longest < min(CUT_SPANS[planned.cut]):
        raise Unplannable
    answer = ask(logs, planned, MEASURES, (START, *dimensions), longest)
    found: _Bins = {}
    for (hour, *values), measures in answer.cells:
        _add(found, begin(bucket, moment_of(hour)), values, exact(measures))
    for texts, fact in answer.facts:
        start = begin(bucket, moment_of(fact.hour))
        _add(found, start, key_of(texts, dimensions), fact.measures(texts[_STATUS]), fact.sign)
    refuse_oversized(found)
    for edge in planned.edges:
        for (start, value), measures in _from_rows(edge, bucket, dimensions).items():
            _add(found, start, (value,), measures)
    return found


def _from_rows(logs: QuerySet, bucket: str, dimensions: tuple[str, ...]) -> _Bins:
    """Grouped by the time in the key; the few dates that no key can hold by the column."""
    found: _Bins = {}
    width = (_STEPS[bucket] // timedelta(milliseconds=1)) << TAIL_BITS
    ordinary = logs.filter(id__gt=MAX_TAIL, id__lt=_FIRST_ODD).annotate(step=F("id") / width)
    for (step, *values), measures in rows.measures_by(ordinary, ("step", *dimensions)).items():
        _add(found, begin(bucket, EPOCH + step * _STEPS[bucket]), values, measures)
    for odd in (logs.filter(id__lte=MAX_TAIL), logs.filter(id__gte=_FIRST_ODD)):
        for (moment, *values), measures in rows.measures_by(odd, ("started_at", *dimensions)).items():
            _add(found, begin(bucket, moment), values, measures)
    return found


def _add(found: _Bins, start: datetime, values: object, measures: Measures, sign: int = 1) -> None:
    key = (start, next(iter(values), None))
    add(found.setdefault(key, nothing()), measures, sign)
