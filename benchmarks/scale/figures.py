"""Rounds of results as medians, spreads and ratios; a ratio is taken within a round, whose noise both sides share."""

from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import Any

Row = Mapping[str, Any]
Value = Callable[[Row], float | None]


def values(rows: Iterable[Row], value: Value) -> list[float]:
    """What is known of a value, a round each."""
    return [found for row in rows if (found := value(row)) is not None]


def middle(rows: Iterable[Row], value: Value) -> float | None:
    known = values(rows, value)
    return median(known) if known else None


def cell(rows: Iterable[Row], value: Value) -> str:
    """`median (spread)`, the spread as (maximum − minimum) / median."""
    known = values(rows, value)
    if not known:
        return "–"
    centre = median(known)
    spread = f" ({(max(known) - min(known)) / centre:.0%})" if len(known) > 1 and centre else ""
    return f"{short(centre)}{spread}"


def ratio(above: Iterable[Row], below: Iterable[Row], value: Value, base: Value | None = None) -> float | None:
    """The median over the rounds of one value over another."""
    found = {row["round"]: value(row) for row in above}
    bases = {row["round"]: (base or value)(row) for row in below}
    pairs = [(found[number], bases[number]) for number in found.keys() & bases.keys()]
    known = [one / other for one, other in pairs if one is not None and other]
    return median(known) if known else None


def short(number: float | None) -> str:
    if number is None:
        return "–"
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"


def times(number: float | None) -> str:
    return "–" if number is None else f"×{number:.2f}"


def milliseconds(row: Row) -> float | None:
    return row.get("ms")


def bare_sql(row: Row) -> float | None:
    """The better of the two: the product's own statements, or the best that we know to write."""
    known = [row[name] for name in ("best_sql_ms", "same_sql_ms") if row.get(name) is not None]
    return min(known) if known else None


def yardstick(row: Row) -> float | None:
    """An empty authenticated call of the same kind and the bare SQL."""
    sql, empty = bare_sql(row), row.get("empty_ms")
    return None if sql is None or empty is None else sql + empty
