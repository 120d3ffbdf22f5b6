"""Charts that rank the values of a field as horizontal bars."""

from collections.abc import Mapping
from decimal import Decimal

from ...querylang import editing
from ...rollups.shapes import Stats
from .chart import Bar, Chart, ChartSpec, TableRow
from .drawing import shares
from .numbers import joined, money, percent
from .scope import Scope

_SHOWN = 7
_IN_TABLE = 50


def cost_by_customer(scope: Scope, spec: ChartSpec) -> Chart:
    return _cost_by(scope, spec, "customer", "customer_id")


def _cost_by(scope: Scope, spec: ChartSpec, field: str, column: str) -> Chart:
    """What was spent by the values of a column. Logs without one are counted in words."""
    found = scope.logs.stats_by(column)
    unset = found.pop(None, None)
    ranked = sorted(found, key=lambda value: (-found[value].cost_usd, -found[value].total, value))
    notes = [_note_of(unset)] if unset else []
    if without := sum(stats.total - stats.priced for stats in found.values()):
        of = sum(stats.total for stats in found.values())
        notes.append(f"{joined(percent(without * 100 / of))} of the logs have no price and are not in this chart")
    why = f"the cost of no log with a {field} is known"
    if not any(stats.priced for stats in found.values()):
        return Chart(spec.name, spec.title, "–", why, f"{spec.title}: {why}", notes=notes)
    whole = joined(money(sum((stats.cost_usd for stats in found.values()), Decimal(0))))
    return Chart(
        spec.name,
        spec.title,
        whole,
        " · ".join(filter(None, (f"{len(found):,} {field}{'s' if len(found) > 1 else ''}", scope.note))),
        f"{spec.title}: {whole} in all; most by {ranked[0]}, {joined(money(found[ranked[0]].cost_usd))}",
        ["Cost", "Requests"],
        [_row(scope, field, value, found[value]) for value in ranked[:_IN_TABLE]],
        ranking=_bars(scope, field, ranked, found),
        notes=notes,
    )


def _bars(scope: Scope, field: str, ranked: list[str], found: Mapping[str | None, Stats]) -> list[Bar]:
    shown, rest = ranked[:_SHOWN], ranked[_SHOWN:]
    sums = [found[value].cost_usd for value in shown]
    labels = [(value or "(empty)", _query(scope, field, value), "1") for value in shown]
    if rest:
        sums.append(sum((found[value].cost_usd for value in rest), Decimal(0)))
        labels.append((f"{len(rest):,} others", None, "rest"))
    lengths = shares([float(one) for one in sums])
    return [
        Bar(label, query, length, joined(money(spent)), colour)
        for (label, query, colour), spent, length in zip(labels, sums, lengths, strict=True)
    ]


def _row(scope: Scope, field: str, value: str, stats: Stats) -> TableRow:
    cost = joined(money(stats.cost_usd)) if stats.priced else "–"
    return TableRow(value or "(empty)", _query(scope, field, value), [cost, f"{stats.total:,}"])


def _query(scope: Scope, field: str, value: str) -> str:
    return scope.filterset.with_text(editing.toggled(scope.filterset.text, field, value))


def _note_of(unset: Stats) -> str:
    spent = joined(money(unset.cost_usd)) if unset.priced else "cost unknown"
    return f"Not set: {unset.total:,} log{'s' if unset.total > 1 else ''}, {spent}"
