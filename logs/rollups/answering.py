"""Sums and counts over a queryset of logs: from cells where they know, from rows at the edges and where they do not."""

from django.db.models import QuerySet

from . import rows
from .asking import MEASURES, TOTAL, Key, ask
from .conditions import Unplannable
from .levels import DIMENSIONS
from .measures import COLUMNS, WHOLE, Measures, add, nothing, stats_of
from .notes import Dimensions
from .planning import Plan, plan
from .shapes import Stats

_OVERSIZED = COLUMNS.index("oversized")
_STATUS = DIMENSIONS.index("status")


def stats(logs: QuerySet) -> Stats:
    """Counts and sums over the logs, exactly."""
    try:
        found = measures_by(logs, plan(logs))
    except Unplannable:
        found = rows.measures_by(logs)
    return stats_of(found.get((), nothing()))


def stats_by(logs: QuerySet, column: str) -> dict[str | None, Stats]:
    """The same by the values of a column."""
    try:
        if column not in DIMENSIONS:
            raise Unplannable
        found = measures_by(logs, plan(logs, column), (column,))
    except Unplannable:
        found = rows.measures_by(logs, (column,))
    return {value: stats_of(measures) for (value,), measures in found.items() if measures[0]}


def count(logs: QuerySet) -> int:
    """How many logs there are. Raises Unplannable."""
    return sum(counts_by(logs, plan(logs)).values())


def counts_by(logs: QuerySet, planned: Plan, by: tuple[str, ...] = ()) -> dict[Key, int]:
    """How many logs a plan finds, by dimensions."""
    answer = ask(logs, planned, [TOTAL], by)
    found: dict[Key, int] = {}
    counts = [(key, int(total)) for key, (total,) in answer.cells]
    counts += [(key_of(dimensions, by), fact.sign) for dimensions, fact in answer.facts]
    counts += [item for edge in planned.edges for item in rows.counts_by(edge, by).items()]
    for key, total in counts:
        found[key] = found.get(key, 0) + total
    return {key: total for key, total in found.items() if total}


def measures_by(logs: QuerySet, planned: Plan, by: tuple[str, ...] = ()) -> dict[Key, Measures]:
    """Measures of the logs of a plan, by dimensions. Raises Unplannable where numbers are too large for the sums."""
    answer = ask(logs, planned, MEASURES, by)
    found: dict[Key, Measures] = {}
    for key, values in answer.cells:
        add(found.setdefault(key, nothing()), exact(values))
    for dimensions, fact in answer.facts:
        add(found.setdefault(key_of(dimensions, by), nothing()), fact.measures(dimensions[_STATUS]), fact.sign)
    refuse_oversized(found)
    for edge in planned.edges:
        for key, measures in rows.measures_by(edge, by).items():
            add(found.setdefault(key, nothing()), measures)
    return found


def key_of(dimensions: Dimensions, by: tuple[str, ...]) -> Key:
    """The values of some dimensions."""
    return tuple(dimensions[DIMENSIONS.index(name)] for name in by)


def exact(values: tuple) -> Measures:
    """Sums as the database gives them (PostgreSQL: Decimal) as measures."""
    whole = len(WHOLE)
    return [*map(int, values[:whole]), *values[whole:]]


def refuse_oversized(found: dict[Key, Measures]) -> None:
    """Raises Unplannable."""
    if any(measures[_OVERSIZED] for measures in found.values()):
        raise Unplannable
