"""Conditions that no index answers: the logs of a project are looked through for them, the newest first, and only so
many of them or for so long. What comes out says how far it looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

from django.db.models.lookups import Exact, In
from django.db.models.sql.where import AND, WhereNode

from .needles import scope_of
from .pages import VALUE_INDEXES
from .querysets import LogQuerySet, Rows
from .rollups.conditions import Unplannable
from .rollups.planning import plan

# A first look is short, as most conditions are met often; the longest takes a fifth of a second where it reads maps.
_FIRST, _GROWTH, _LONGEST = 5_000, 4, 80_000
_BOUNDS = {"project_id", "id", "started_at"}


def is_found(logs: LogQuerySet) -> bool:
    """Whether an index leads to these logs and to no others, or the search does, which knows its own limits."""
    if logs.needles():
        return True
    others = [one for one in _conditions(logs.query.where) if _column(one) not in _BOUNDS]
    return not others or (len(others) == 1 and _is_indexed(others[0]))


def is_counted(logs: LogQuerySet) -> bool:
    """Whether they can be counted without looking through others: rollups know them, or `is_found`."""
    try:
        plan(logs)
    except Unplannable:
        return is_found(logs)
    return True


def among_newest(logs: LogQuerySet, most: int) -> tuple[LogQuerySet, bool]:
    """`logs` among the newest `most` of their project and time, and whether these are all there are. One query."""
    edge = _edge(logs, most, is_descending=True)
    return (logs, True) if edge is None else (logs.filter(id__gte=edge), False)


def first_rows(
    logs: LogQuerySet, count: int, *, is_descending: bool, seconds: float, unread: Sequence[str] = ()
) -> Rows:
    """The first rows in order of time, looked for in stretches for so many `seconds`; `reached` is where that ended."""
    logs, found = logs.order_by("-id" if is_descending else "id"), Rows()
    until, length = monotonic() + seconds, _FIRST
    while True:
        edge = _edge(logs, length, is_descending=is_descending)
        found += _up_to(logs, edge, is_descending=is_descending).first_rows(count - len(found), unread=unread)
        if edge is None or len(found) >= count:
            return found
        if monotonic() >= until:
            found.reached = edge
            return found
        logs = logs.filter(id__lt=edge) if is_descending else logs.filter(id__gt=edge)
        length = min(length * _GROWTH, _LONGEST)


def _up_to(logs: LogQuerySet, edge: int | None, *, is_descending: bool) -> LogQuerySet:
    if edge is None:
        return logs
    return logs.filter(id__gte=edge) if is_descending else logs.filter(id__lte=edge)


def _edge(logs: LogQuerySet, length: int, *, is_descending: bool) -> int | None:
    """The key of log number `length` of the project within the bounds of `logs`; None where there are not so many."""
    scope = scope_of(logs.query)
    every = logs.model.objects.using(logs.db).of_project(scope.project_id).filter(id__range=(scope.low, scope.high))
    keys = every.order_by("-id" if is_descending else "id").values_list("id", flat=True)
    return keys[length - 1 : length].first()


def _conditions(where: WhereNode) -> Iterator[Any]:
    """What must all hold; alternatives and what must not hold count as one each."""
    if where.negated or (where.connector != AND and len(where.children) > 1):
        yield where
        return
    for child in where.children:
        if isinstance(child, WhereNode):
            yield from _conditions(child)
        else:
            yield child


def _column(condition: Any) -> str | None:
    target = getattr(getattr(condition, "lhs", None), "target", None)
    return None if target is None else target.name


def _is_indexed(condition: Any) -> bool:
    return isinstance(condition, Exact | In) and _column(condition) in VALUE_INDEXES
