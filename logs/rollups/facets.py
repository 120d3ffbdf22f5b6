"""Facets: which values a field has among some logs, and how often; from rollups where they know, else of the newest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from .answering import counts_by
from .conditions import Unplannable
from .levels import CUT_DIMENSIONS, DIMENSIONS, Cut
from .planning import plan
from .shapes import Facet, FacetValue

METADATA = "metadata"  # its keys; metadata.<key>: the values of one
FIELDS = (*DIMENSIONS, "channel", "bot_id", "feature", "prompt_name", "stream", "cached", "dialect", METADATA)

_Values = Mapping[str | bool | None, int]


def facets(logs: QuerySet, fields: Sequence[str], limit: int, newest: int) -> dict[str, Facet]:
    """The `limit` most frequent values of each field; of what no rollup knows among the `newest` matching logs.

    Raises ValueError for an unknown field.
    """
    if unknown := [name for name in fields if name not in FIELDS and not name.startswith(f"{METADATA}.")]:
        raise ValueError(f"There are no facets of {unknown[0]}.")
    found = {name: Facet(name, _top(values, limit), None) for name, values in _known(logs, fields)}
    rest = [name for name in fields if name not in found]
    if rest:
        bound, counts = _counted(logs, rest, newest)
        found |= {name: Facet(name, _top(counts[name], limit), bound) for name in rest}
    return {name: found[name] for name in fields}


def _known(logs: QuerySet, fields: Sequence[str]) -> Iterator[tuple[str, _Values]]:
    """What rollups know: one query for the dimensions of models, one for the customers."""
    for dimensions in (CUT_DIMENSIONS[Cut.MODELS], ("customer_id",)):
        wanted = tuple(name for name in dimensions if name in fields)
        try:
            counts = counts_by(logs, plan(logs, *wanted), wanted) if wanted else {}
        except Unplannable:
            continue
        for index, name in enumerate(wanted):
            values: Counter = Counter()
            for key, count in counts.items():
                values[key[index]] += count
            yield name, values


def _counted(logs: QuerySet, fields: Sequence[str], newest: int) -> tuple[int | None, dict[str, _Values]]:
    """Values among the newest logs, one query; the bound is None where there are no others."""
    columns = tuple(dict.fromkeys(name.partition(".")[0] for name in fields))
    rows = list(logs.order_by("-id").values_list(*columns)[: newest + 1])
    bound = newest if len(rows) > newest else None
    by_column = dict(zip(columns, zip(*rows[:newest], strict=True) if rows else [()] * len(columns), strict=True))
    return bound, {name: Counter(_values(name, by_column[name.partition(".")[0]])) for name in fields}


def _values(name: str, column: Iterable) -> Iterable[str | bool | None]:
    """What of a column is counted."""
    if name == METADATA:
        return (key for texts in column for key in texts or ())
    _, is_key, key = name.partition(".")
    return ((texts or {}).get(key) for texts in column) if is_key else column


def _top(values: _Values, limit: int) -> tuple[FacetValue, ...]:
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0] is None, str(item[0])))
    return tuple(FacetValue(value, count) for value, count in ordered[:limit])
