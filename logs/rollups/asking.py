"""The one statement that reads rollups: the cells of a plan and the notes that no cell has yet, as of one moment.

Two statements could see a note neither or twice, because another process may fold it in between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from ..fields import unescape_text
from .conditions import SERIES
from .levels import Cut, Span, Stretch, level_of
from .measures import COLUMNS, WHOLE
from .notes import Dimensions, Fact, unpack
from .planning import Plan

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column to read of the cells, with its type in SQL."""

    sql: str
    type: str


TOTAL = Column("SUM(c.total)", "bigint")
MEASURES = tuple(Column(f"SUM(c.{name})", "bigint" if name in WHOLE else "double precision") for name in COLUMNS)
START = "start"  # may stand among dimensions: the first hour of the cell

_CELLS = "logs_rollupcell AS c"
_SERIES = f"logs_rollupseries AS {SERIES}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known: values of cells by key, and facts of which the cells do not know yet."""

    cells: Sequence[tuple[Key, tuple]]
    facts: Sequence[tuple[Dimensions, Fact]]


def ask(
    logs: QuerySet, planned: Plan, columns: Sequence[Column], by: Sequence[str] = (), longest: Span = Span.MONTH
) -> Answer:
    """Read `columns` of the plan's cells, grouped `by` dimensions and START, and the facts of notes that match."""
    try:
        sql, params = _statement(logs, planned, columns, by, longest)
    except EmptyResultSet:
        return Answer([], [])
    with connections[logs.db].cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    width = len(by)
    cells = [(_key(row[:width]), row[width:-1]) for row in found if row[-1] is None and row[width] is not None]
    return Answer(cells, list(_facts(planned, [bytes(row[-1]) for row in found if row[-1] is not None])))


def _key(values: Sequence[Any]) -> Key:
    return tuple(unescape_text(value) if isinstance(value, str) else value for value in values)


def _facts(planned: Plan, blobs: Sequence[bytes]) -> Iterator[tuple[Dimensions, Fact]]:
    for dimensions, facts in map(unpack, blobs):
        admitted = {place: _key(texts) for place, texts in enumerate(dimensions) if planned.condition.admits(texts)}
        for fact in facts:
            if fact.place in admitted and planned.holds(fact.hour):
                yield admitted[fact.place], fact


def _statement(
    logs: QuerySet, planned: Plan, columns: Sequence[Column], by: Sequence[str], longest: Span
) -> tuple[str, list]:
    """Raises EmptyResultSet."""
    compiler = logs.query.get_compiler(logs.db)
    condition, values = planned.condition.as_sql(compiler, connections[logs.db])
    parts, params = [], []
    for project_id, stretch in product(planned.project_ids, planned.stretches(longest)):
        sql, more = _cells(project_id, planned.cut, stretch, columns, by, condition)
        parts.append(sql)
        params += [*more[:2], *values, *more[2:]] if condition else more
    types = ["integer" if name == START else "text" for name in by] + [column.type for column in columns]
    nulls = ", ".join(f"CAST(NULL AS {name})" for name in types)
    parts += [f"SELECT {nulls}, blob FROM logs_rollupdelta WHERE project_id = %s"] * len(planned.project_ids)  # noqa: S608
    return " UNION ALL ".join(parts), [*params, *planned.project_ids]


def _cells(
    project_id: int, cut: Cut, stretch: Stretch, columns: Sequence[Column], by: Sequence[str], condition: str
) -> tuple[str, list]:
    """One SELECT over the cells of a stretch; the values of `condition` go after the first two parameters."""
    level = level_of(cut, stretch.span)
    within = "c.level = %s AND c.start >= %s AND c.start < %s"
    bounds = [level, stretch.first, stretch.end]
    joined = f"{_CELLS} JOIN {_SERIES} ON {SERIES}.id = c.series_id"
    if condition:
        # From the few series to their cells: nothing else may tempt the planner.
        source, where = joined, f"{SERIES}.project_id = %s AND {SERIES}.cut = %s AND ({condition}) AND {within}"
        params = [project_id, cut.value, *bounds]
    else:
        source = joined if set(by) - {START} else _CELLS
        where, params = f"c.project_id = %s AND {within}", [project_id, *bounds]
    keys = ["c.start" if name == START else f"{SERIES}.{name}" for name in by]
    read = ", ".join([*keys, *(column.sql for column in columns), "CAST(NULL AS bytea)"])
    grouped = f" GROUP BY {', '.join(keys)}" if keys and columns[0].sql.startswith("SUM(") else ""
    return f"SELECT {read} FROM {source} WHERE {where}{grouped}", params  # noqa: S608
