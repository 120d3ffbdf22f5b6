"""The parts of a page about one customer, model, prompt, feature or bot: figures, breakdowns, prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..choices import Status
from ..ledger import Latencies, Tally
from ..pricing import ListPrice, list_price
from ..querylang.editing import cleared, toggled
from ..templatetags.formats import cost, duration, thousands
from .filters import LogFilterSet
from .places import Place

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the top of the page, and the address of the logs behind it."""

    label: str
    text: str | None  # None where it is not known
    query: str
    note: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One value of another place: its page, the logs that both have, and its share of the largest (0 to 100)."""

    value: str | None
    page: str
    query: str
    tally: Tally
    share: float


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The values of another place among the logs of this page, the most frequent first."""

    place: Place
    rows: list[BreakdownRow]
    others: int  # values that are not shown


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What a model costs at a provider by the price list; None where that has no price."""

    provider: str | None
    total: int
    price: ListPrice | None


def figures(filterset: LogFilterSet, text: str, tally: Tally, latencies: Latencies) -> list[Figure]:
    """Figures of the logs that the query `text` finds."""
    logs = filterset.with_text(text)
    failed = filterset.with_text(toggled(cleared(text, "status"), "status", Status.ERROR.value))
    slow = "of the newest " + thousands(latencies.newest) if latencies.newest else ""
    rate = f"{tally.error_rate:.1f}%" if tally.total else None
    split = f"{tally.prompt:,} in, {tally.completion:,} out" if tally.tokens else ""
    return [
        Figure("Requests", thousands(tally.total), logs),
        Figure("Error rate", rate, failed, f"{tally.errors:,} failed", is_bad=tally.fails_often),
        Figure("Cost", cost(tally.cost_usd), f"{logs}&sort=-cost", _each(tally)),
        Figure("Tokens", thousands(tally.tokens), f"{logs}&sort=-tokens", split),
        Figure("Latency p50", duration(latencies.whole(50)), f"{logs}&sort=-latency", slow),
        Figure("Latency p95", duration(latencies.whole(95)), f"{logs}&sort=-latency", slow),
    ]


def _each(tally: Tally) -> str:
    """What a request came to, and how many have none."""
    each = f"{cost(tally.usd / tally.priced)} a request" if tally.priced else ""
    return f"{each}, {tally.unpriced:,} unpriced" if each and tally.unpriced else each


def breakdown(place: Place, filterset: LogFilterSet, text: str, tallied: Mapping[str | None, Tally]) -> Breakdown:
    """The values of `place` among the logs that the query `text` finds."""
    ordered = sorted(tallied.items(), key=lambda item: (-item[1].total, item[0] is None, item[0]))
    largest = ordered[0][1].total if ordered else 0
    rows = [
        BreakdownRow(
            value,
            "" if value is None else place.address(value),
            filterset.with_text(place.narrowed(text, value)),
            tally,
            round(tally.total / largest * 100, 1),
        )
        for value, tally in ordered[:SHOWN]
    ]
    return Breakdown(place, rows, len(ordered) - len(rows))


def prices(model: str, by_provider: Mapping[str | None, Tally]) -> list[PriceRow]:
    """The price of a model at each provider it was called at, the most frequent first."""
    ordered = sorted(by_provider.items(), key=lambda item: (-item[1].total, item[0] is None, item[0]))
    return [PriceRow(provider, tally.total, list_price(model, provider)) for provider, tally in ordered]


def paid_per_million(tally: Tally) -> Decimal | None:
    """What a million tokens came to, all kinds together."""
    return tally.usd / tally.all_tokens * 1_000_000 if tally.cost_usd and tally.tokens else None
