"""A search as a condition of a query, and what else that query demands. The answer comes from `logs.search`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from django.db.models import F, lookups
from django.db.models.sql import Query
from django.db.models.sql.where import AND, WhereNode

from .engines.keys import KeyIn

NEWEST_KEY = (1 << 63) - 1
_LOWER = (lookups.GreaterThan, lookups.GreaterThanOrEqual)
_UPPER = (lookups.LessThan, lookups.LessThanOrEqual)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search looks: a project, or all, and a range of keys, both ends included."""

    project_id: int | None = None
    low: int = 0
    high: int = NEWEST_KEY


class Containing(KeyIn):
    """Logs that contain a folded needle. It combines with any other condition; all its logs are found when it runs."""

    lookup_name = "containing"

    def __init__(self, needle: str) -> None:
        super().__init__(F("id"), needle)
        # Shared by the copies that a query makes of it, so that a page and its counts search once.
        self._known: dict[Scope, tuple[Any, list[int]]] = {}

    def keys(self, compiler: Any) -> Sequence[int]:
        scope, finding = scope_of(compiler.query), search()
        moment = finding.moment()
        if self._known.get(scope, (None,))[0] != moment:
            self._known[scope] = moment, finding.resolve(self.rhs, scope)
        return self._known[scope][1]


def search() -> ModuleType:
    """What answers. It reads bodies, which stand above the query layer, so it is asked for when a query runs."""
    return import_module("logs.search.finding")


def needles_of(query: Query) -> list[str]:
    """The folded needles that a query looks for, each once; not those that its rows must not contain."""
    return list(dict.fromkeys(_needles(query.where)))


def _needles(where: WhereNode) -> Iterator[str]:
    for child in where.children if not where.negated else ():
        if isinstance(child, WhereNode):
            yield from _needles(child)
        elif isinstance(child, Containing):
            yield child.rhs


def required(where: WhereNode) -> Iterator[Any]:
    """The conditions that every row must meet by themselves."""
    if where.negated or (where.connector != AND and len(where.children) > 1):
        return
    for child in where.children:
        if isinstance(child, WhereNode):
            yield from required(child)
        else:
            yield child


def without(where: WhereNode, condition: Any) -> WhereNode:
    """The conditions but one of the `required`."""
    rest = where.create(connector=where.connector, negated=where.negated)
    rest.children = [
        without(child, condition) if isinstance(child, WhereNode) else child
        for child in where.children
        if child is not condition
    ]
    return rest


def tightened(where: WhereNode) -> WhereNode:
    """The same conditions with no more than one bound of the key on either side.

    Of several SQLite takes the first it reads for where to begin, and walks to the others: from the start of a time
    to the cursor of a page in it, or through all of a month to count the last millisecond of it.
    """
    for tightest, sides in ((max, _LOWER), (min, _UPPER)):
        bounds = [one for one in required(where) if isinstance(one, sides) and _is_about_key(one)]
        if len(bounds) > 1:
            kept = tightest(bounds, key=_bound)
            for one in bounds:
                where = where if one is kept else without(where, one)
    return where


def _is_about_key(one: Any) -> bool:
    column = getattr(one.lhs, "target", None)
    return column is not None and column.name == "id" and type(one.rhs) is int


def _bound(one: Any) -> int:
    """The first key that it admits, or the last."""
    if isinstance(one, lookups.GreaterThan):
        return one.rhs + 1
    return one.rhs - 1 if isinstance(one, lookups.LessThan) else one.rhs


def scope_of(query: Query) -> Scope:
    """The project and the keys that a query of logs is about at most."""
    project_id, low, high = None, 0, NEWEST_KEY
    for one in required(query.where):
        column, value = getattr(getattr(one, "lhs", None), "target", None), getattr(one, "rhs", None)
        if column is None or type(value) is not int:
            continue
        if column.name == "project_id" and isinstance(one, lookups.Exact):
            project_id = value
        elif column.name == "id" and isinstance(one, lookups.GreaterThanOrEqual | lookups.GreaterThan):
            low = max(low, value)
        elif column.name == "id" and isinstance(one, lookups.LessThanOrEqual | lookups.LessThan):
            high = min(high, value)
    return Scope(project_id, low, high)
