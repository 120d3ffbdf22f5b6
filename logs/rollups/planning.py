"""What the cells know of a queryset: its project, a condition on dimensions, and the hours that are whole.

A queryset that asks for anything else is `Unplannable`, and its rows are counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThan, LessThanOrEqual
from django.db.models.sql.where import AND, WhereNode

from ..ids import MAX_TAIL, TAIL_BITS, key_at
from .conditions import Condition, Unplannable, is_about_dimensions
from .history import history_of
from .levels import CUT_DIMENSIONS, CUT_SPANS, EPOCH, FIRST_HOUR, LAST_HOUR, Cut, Span, Stretch, cover, moment_of

_MICROSECOND = timedelta(microseconds=1)
_HOUR_US = 3_600_000_000
_HOUR_MS = 3_600_000
_LAST_KEY = 2**63 - 1
_LAST_MS = _LAST_KEY >> TAIL_BITS


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask of which cells, and which rows the cells leave out.

    Cells answer for the hours [first, end); rows before and after them that match too are the edges.
    """

    project_id: int
    condition: Condition
    cut: Cut
    first: int
    end: int
    edges: Sequence[QuerySet]  # each a narrow range of keys
    counts_history: bool = False

    @property
    def project_ids(self) -> Sequence[int]:
        """Whose cells to ask: history stands under a project of its own."""
        return (self.project_id, history_of(self.project_id)) if self.counts_history else (self.project_id,)

    def stretches(self, longest: Span = Span.MONTH) -> Iterator[Stretch]:
        """The cells to ask, no longer than `longest`."""
        spans = tuple(span for span in CUT_SPANS[self.cut] if span <= longest)
        return cover(self.first, self.end, spans)

    def holds(self, hour: int) -> bool:
        """Whether cells answer for an hour."""
        return self.first <= hour < self.end


@dataclass(slots=True)
class _Bounds:
    """What a where tree says, as it is walked."""

    project_id: int | None = None
    start_us: int | None = None
    end_us: int | None = None
    first_key: int = 0
    last_key: int = _LAST_KEY
    conditions: list[Any] = field(default_factory=list)


def plan(logs: QuerySet, *dimensions: str) -> Plan:
    """The plan for a queryset whose logs are told apart by `dimensions`. Raises Unplannable."""
    bounds = _Bounds()
    for expression in _conjunction(_where_of(logs)):
        _take_in(bounds, expression)
    if bounds.project_id is None:
        raise Unplannable
    condition = Condition(bounds.conditions)
    cut = _cut_for(condition.dimensions | set(dimensions))
    first, end = _whole_hours(bounds, cut)
    edges = list(_edges(_narrow(logs, condition), bounds, first, end))
    return Plan(bounds.project_id, condition, cut, first, end, edges, getattr(logs, "counts_history", False))


def _where_of(logs: QuerySet) -> WhereNode:
    """The conditions of a queryset that is filtered and nothing else. Raises Unplannable."""
    query = logs.query
    has_more = (
        query.is_sliced or query.combinator or query.distinct or query.annotations or query.extra or query.group_by
    )
    if has_more or query.is_empty() or len(query.alias_map) > 1:
        raise Unplannable
    return query.where


def _conjunction(node: Any) -> Iterator[Any]:
    """The expressions that must all hold. Of alternatives, one that cannot hold is none."""
    if not isinstance(node, WhereNode) or node.negated:
        yield node
        return
    children = node.children if node.connector == AND else [child for child in node.children if not _is_void(child)]
    if node.connector == AND or len(children) == 1:
        for child in children:
            yield from _conjunction(child)
    else:
        yield node


def _is_void(expression: Any) -> bool:
    """Whether nothing can meet a condition: one of no values, or one that demands such a one."""
    if isinstance(expression, WhereNode):
        return expression.connector == AND and not expression.negated and any(map(_is_void, expression.children))
    return isinstance(expression, In) and isinstance(expression.rhs, list | tuple | set) and not expression.rhs


def _take_in(bounds: _Bounds, expression: Any) -> None:
    if is_about_dimensions(expression):
        bounds.conditions.append(expression)
        return
    column = getattr(expression, "lhs", None)
    name = column.target.name if isinstance(column, Col) else None
    value = getattr(expression, "rhs", None)
    if name == "project_id" and isinstance(expression, Exact) and isinstance(value, int):
        if bounds.project_id not in (None, value):
            raise Unplannable
        bounds.project_id = value
    elif name == "started_at" and isinstance(value, datetime):
        _bound_time(bounds, expression, (value - EPOCH) // _MICROSECOND)
    elif name == "id" and isinstance(value, int):
        _bound_key(bounds, expression, value)
    else:
        raise Unplannable


def _bound_time(bounds: _Bounds, expression: Any, moment: int) -> None:
    first, last = _range(expression, moment)
    if first is not None:
        bounds.start_us = first if bounds.start_us is None else max(bounds.start_us, first)
    if last is not None:
        bounds.end_us = last if bounds.end_us is None else min(bounds.end_us, last)


def _bound_key(bounds: _Bounds, expression: Any, key: int) -> None:
    first, last = _range(expression, key)
    bounds.first_key = bounds.first_key if first is None else max(bounds.first_key, first)
    bounds.last_key = bounds.last_key if last is None else min(bounds.last_key, last)


def _range(expression: Any, value: int) -> tuple[int | None, int | None]:
    """First and last whole number that a comparison admits."""
    match expression:
        case GreaterThanOrEqual():
            return value, None
        case GreaterThan():
            return value + 1, None
        case LessThanOrEqual():
            return None, value
        case LessThan():
            return None, value - 1
        case Exact():
            return value, value
    raise Unplannable


def _cut_for(dimensions: set[str]) -> Cut:
    return next(cut for cut in Cut if dimensions <= set(CUT_DIMENSIONS[cut]))


def _whole_hours(bounds: _Bounds, cut: Cut) -> tuple[int, int]:
    """The hours within the bounds, whole days where the cut has no hours. Raises Unplannable where there are none."""
    step = 1 if Span.HOUR in CUT_SPANS[cut] else 24
    first, end = _first_hour(bounds), _end_hour(bounds)
    first = first if first in (FIRST_HOUR, LAST_HOUR) else -(-first // step) * step
    end = end if end in (FIRST_HOUR, LAST_HOUR) else end // step * step
    if first >= end:
        raise Unplannable
    return first, end


def _narrow(logs: QuerySet, condition: Condition) -> QuerySet:
    """The rows of a day by their customer where one is named: SQLite would look at all rows of the day."""
    return logs.filter(customer_id__isnull=False).by_index("log_customer") if condition.names_customers else logs


def _edges(logs: QuerySet, bounds: _Bounds, first: int, end: int) -> Iterator[QuerySet]:
    """The rows on either side of the whole hours; a side that ends with an hour has none."""
    if first > FIRST_HOUR and bounds.start_us != _us(first) and not _begins(first, bounds.first_key):
        yield _between(logs, bounds.start_us, _us(first) - 1)
    if end < LAST_HOUR and bounds.end_us != _us(end) - 1 and not _begins(end, bounds.last_key + 1):
        yield _between(logs, _us(end), bounds.end_us)


def _first_hour(bounds: _Bounds) -> int:
    """The first hour all of whose logs are within the lower bounds."""
    by_time = FIRST_HOUR if bounds.start_us is None else -(-bounds.start_us // _HOUR_US)
    if bounds.first_key <= 0:
        return by_time
    ms = (bounds.first_key + MAX_TAIL) >> TAIL_BITS
    return max(by_time, LAST_HOUR if ms > _LAST_MS else -(-ms // _HOUR_MS))


def _end_hour(bounds: _Bounds) -> int:
    """The hour after the last one all of whose logs are within the upper bounds."""
    by_time = LAST_HOUR if bounds.end_us is None else (bounds.end_us + 1) // _HOUR_US
    if bounds.last_key >= _LAST_KEY:
        return by_time
    return min(by_time, FIRST_HOUR if bounds.last_key < 0 else ((bounds.last_key + 1) >> TAIL_BITS) // _HOUR_MS)


def _us(hour: int) -> int:
    return hour * _HOUR_US


def _begins(hour: int, key: int) -> bool:
    """Whether `key` is the first one of an hour. Dates that no key can hold share the keys of one millisecond."""
    return 0 < key >> TAIL_BITS < _LAST_MS and key == key_at(moment_of(hour))


def _between(logs: QuerySet, start_us: int | None, end_us: int | None) -> QuerySet:
    """Those of `logs` that started within [start_us, end_us]; keys bound the walk, the column decides."""
    if start_us is not None:
        start = EPOCH + start_us * _MICROSECOND
        logs = logs.filter(id__gte=key_at(start) & ~MAX_TAIL, started_at__gte=start)
    if end_us is not None:
        end = EPOCH + end_us * _MICROSECOND
        logs = logs.filter(id__lte=key_at(end) | MAX_TAIL, started_at__lte=end)
    return logs
