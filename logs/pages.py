"""Which keys stand on a page of a list: asked for so that an engine reads little more than it shows.

An engine that has to sort reads all that match. It need not where an index has the order and the page is found early
in it; but it cannot know whether it will be, and both ways of guessing wrong read the whole store. So the greatest
(least, newest) `WALKED` logs of the project are looked through first, whatever the filters, and only where these do
not fill the page is the engine asked to find and sort: then few logs match.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, OrderBy, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In, LessThan, LessThanOrEqual

from .engines import engine_of
from .engines.plans import Sorted
from .fields import INDEXED_CHARACTERS, IdentifierField, escape_text
from .ids import MAX_TAIL, key_at
from .needles import Containing, required, scope_of

if TYPE_CHECKING:
    from .querysets import LogQuerySet

# Some milliseconds of looking, on either engine, while the rows are in memory.
WALKED = 5_000
# Entries of an index that are counted to tell a rare value from a common one.
_PROBED = 2_000
# Indexes of `models.Log` that have an order: (project, column, key). The first is the order of time.
_ORDERS = {"id": "log_project", "latency_ms": "log_latency", "cost_usd": "log_cost", "total_tokens": "log_tokens"}
# Indexes that find the logs with one value, in order of time; the first are the most telling.
VALUE_INDEXES = {
    "custom_id": "log_custom",
    "thread_id": "log_thread",
    "customer_id": "log_customer",
    "bot_id": "log_bot",
    "model": "log_model",
    "status": "log_status",
}


@dataclass(frozen=True, slots=True)
class Sort:
    """By one column, ties by key in the same direction; logs that do not know it are last, or count as a value."""

    column: str
    is_descending: bool
    unknown_is: Value | None = None

    @property
    def key(self) -> str:
        return "-id" if self.is_descending else "id"

    def terms(self, *, by_index: bool = True) -> tuple:
        """For `order_by`, in one query; `by_index` is False where what was found shall be sorted."""
        column = F(self.column) if by_index else Sorted(F(self.column))
        shown = column if self.unknown_is is None else Coalesce(column, self.unknown_is)
        return (OrderBy(shown, descending=self.is_descending, nulls_last=True), self.key)

    def known_terms(self) -> tuple[str, ...]:
        """The same among logs that know the column, as the index has it on every engine."""
        return tuple(dict.fromkeys((f"-{self.column}" if self.is_descending else self.column, self.key)))


def page_keys(logs: LogQuerySet, offset: int, limit: int) -> list[int]:
    """Keys [offset, offset + limit) of `logs` in their order."""
    sort = logs.sort
    if sort is None or _searches(logs):
        return _keys(logs, offset, limit)
    if sort.column == "id":
        return _newest_keys(logs, sort, offset, limit)
    edge = _edge(logs, sort, offset + limit)
    if edge is None:
        return _in_parts(list(_parts(logs, sort)), offset, limit)
    found = _before(edge, logs, sort, offset, limit)
    if len(found) == limit:
        return found
    index = _telling_index(logs, _values(logs, Exact, In))
    return _keys(logs.order_by(*sort.terms(by_index=False)).by_index(index), offset, limit)


def whole_page(logs: LogQuerySet) -> LogQuerySet | None:
    """The queryset whose first rows are the first page, where that is clear without another question; else None."""
    is_clear = logs.sort is not None and logs.sort.column == "id" and not _searches(logs)
    if not is_clear or _latest_end(logs) is not None or (_values(logs, In) and not _values(logs, Exact)):
        return None
    return by_value(logs)


def by_value(logs: LogQuerySet) -> LogQuerySet:
    """`logs` in order of time, read through the index of the value that tells most, where they are asked for by one."""
    return logs.by_index(_telling_index(logs, _values(logs, Exact)))


def _newest_keys(logs: LogQuerySet, sort: Sort, offset: int, limit: int) -> list[int]:
    """In order of time, in which every index of values has its logs, but not those of several values."""
    several = _values(logs, In)
    if _values(logs, Exact):
        return _keys(by_value(logs), offset, limit)
    until = _latest_end(logs) if sort.is_descending else None
    if until is not None:
        return _ended_keys(logs, until, offset, limit)
    edge = _edge(logs, sort, offset + limit) if several else None
    if edge is None:
        return _keys(logs, offset, limit)
    found = _before(edge, logs, sort, offset, limit)
    return found if len(found) == limit else _keys(logs.by_index(_telling_index(logs, several)), offset, limit)


def _ended_keys(logs: LogQuerySet, until: datetime, offset: int, limit: int) -> list[int]:
    """The newest of the logs that ended by `until`: they started before, if clocks are right, and shortly before it."""
    last = key_at(until) | MAX_TAIL
    project_id = scope_of(logs.query).project_id
    if project_id is None or offset + limit > WALKED or logs.filter(id__gt=last).by_index("log_ended").exists():
        return _keys(logs, offset, limit)
    newest = _everything(logs, project_id).filter(id__lte=last).order_by("-id")
    edge = newest.values_list("id", flat=True)[WALKED : WALKED + 1].first()
    if edge is None:
        return _keys(logs, offset, limit)
    found = _keys(logs.filter(id__gt=edge, id__lte=last).by_index("log_project"), offset, limit)
    return found if len(found) == limit else _keys(logs, offset, limit)


def _latest_end(logs: LogQuerySet) -> datetime | None:
    """The time by which all of `logs` ended, where the queryset has one."""
    ends = (one.rhs for name, one in _comparisons(logs, LessThan, LessThanOrEqual) if name == "ended_at")
    return min(ends, default=None)


def _edge(logs: LogQuerySet, sort: Sort, needed: int) -> Any:
    """The value up to which `WALKED` logs of the project stand; None where walking them helps nobody."""
    project_id = scope_of(logs.query).project_id
    if len(logs.query.where.children) <= 1 or sort.column not in _ORDERS or needed > WALKED or project_id is None:
        return None  # everything matches, or nothing is to be expected
    known = _everything(logs, project_id).filter(**{f"{sort.column}__isnull": False}).order_by(*sort.known_terms())
    edge = known.values_list(sort.column, flat=True)[WALKED : WALKED + 1].first()
    return edge if edge is not None and _is_before_unknown(sort, edge) else None


def _before(edge: Any, logs: LogQuerySet, sort: Sort, offset: int, limit: int) -> list[int]:
    """Keys of the page among the first logs; those at the edge itself may be many (a cost of 0) and are left out."""
    inside = logs.filter(**{f"{sort.column}__{'gt' if sort.is_descending else 'lt'}": edge})
    return _keys(inside.order_by(*sort.known_terms()).by_index(_ORDERS[sort.column]), offset, limit)


def _everything(logs: LogQuerySet, project_id: int) -> LogQuerySet:
    return logs.model.objects.using(logs.db).of_project(project_id)


def _is_before_unknown(sort: Sort, value: Any) -> bool:
    """Whether logs up to this value stand before all that do not know theirs."""
    if sort.unknown_is is None:
        return True
    return value >= sort.unknown_is.value if sort.is_descending else value <= sort.unknown_is.value


def _parts(logs: LogQuerySet, sort: Sort) -> Iterator[LogQuerySet]:
    """`logs` in the sets that stand one after the other, each in an order that an index has."""
    unknown = Q(**{f"{sort.column}__isnull": True})
    if not logs.model._meta.get_field(sort.column).null:
        yield logs
    elif sort.unknown_is is not None:
        sides = [Q(**{f"{sort.column}__{side}": sort.unknown_is.value}) for side in ("lt", "exact", "gt")]
        before, same, after = reversed(sides) if sort.is_descending else sides
        yield logs.filter(before).order_by(*sort.known_terms())
        yield logs.filter(same | unknown).order_by(sort.key)
        yield logs.filter(after).order_by(*sort.known_terms())
    elif engine_of(logs.db).SORTS_UNKNOWN_APART:
        yield logs.filter(~unknown).order_by(*sort.known_terms())
        yield logs.filter(unknown).order_by(sort.key)
    else:
        yield logs


def _in_parts(parts: list[LogQuerySet], offset: int, limit: int) -> list[int]:
    found: list[int] = []
    for part in parts:
        keys = _keys(part, offset, limit - len(found))
        found += keys
        if len(found) == limit or part is parts[-1]:
            break
        if offset:
            offset = 0 if keys else offset - part.order_by().count()
    return found


def _keys(logs: LogQuerySet, offset: int, limit: int) -> list[int]:
    return list(logs.values_list("id", flat=True)[offset : offset + limit])


# -- what a queryset asks for


def _searches(logs: LogQuerySet) -> bool:
    """Whether a text is looked for: then the logs that hold it are found first, and there is nothing to be saved."""
    waiting = [logs.query.where]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Containing):
            return True
        waiting += getattr(one, "children", [])
    return False


def _values(logs: LogQuerySet, *lookups: type) -> list[tuple[str, Exact | In]]:
    """The comparisons that an index of values answers, the most telling first."""
    places = list(VALUE_INDEXES)
    found = [
        (name, child) for name, child in _comparisons(logs, *lookups) if name in VALUE_INDEXES and _is_indexed(child)
    ]
    return sorted(found, key=lambda pair: places.index(pair[0]))


def _comparisons(logs: LogQuerySet, *lookups: type) -> Iterator[tuple[str, Exact | In]]:
    """Comparisons of a column with values that every log must meet, by name of the column."""
    for one in required(logs.query.where):
        if isinstance(one, lookups) and hasattr(one.lhs, "target") and one.rhs_is_direct_value():
            yield one.lhs.target.name, one


def _is_indexed(child: Exact | In) -> bool:
    """Identifiers are compared by their index alone where they are short (`fields.IdentifierField`)."""
    values = child.rhs if isinstance(child, In) else [child.rhs]
    if not isinstance(child.lhs.target, IdentifierField):
        return True
    return bool(values) and all(
        isinstance(value, str) and len(escape_text(value)) < INDEXED_CHARACTERS for value in values
    )


def _telling_index(logs: LogQuerySet, values: list[tuple[str, Exact | In]]) -> str | None:
    """The index under which the fewest logs of the project and time stand; where a value is common, counting stops."""
    scope = scope_of(logs.query)
    if not values or scope.project_id is None or not engine_of(logs.db).TAKES_HINTS:
        return None
    if len(values) == 1:
        return VALUE_INDEXES[values[0][0]]
    near = _everything(logs, scope.project_id).filter(id__range=(scope.low, scope.high))
    return VALUE_INDEXES[min(values, key=lambda pair: _probe(near, *pair))[0]]


def _probe(near: LogQuerySet, name: str, child: Exact | In) -> int:
    some = near.filter(**{f"{name}__{child.lookup_name}": child.rhs}).by_index(VALUE_INDEXES[name])
    return some.order_by().values("id")[:_PROBED].count()
