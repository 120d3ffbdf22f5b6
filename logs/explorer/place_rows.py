"""The rows of a list of customers, models, prompts, features or bots: counted, found by name, put in order, drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..ledger import Latencies, Ledger, Tallies, Tally
from ..pricing import ListPrice, list_price
from ..querylang.editing import cleared, spelt, toggled
from .filters import LogFilterSet, address
from .order import Head, Order
from .places import MODELS, Moments, Place, Tallied
from .sparkline import Sparkline, days_to, sparkline

PAGE_SIZE = 50

# What the address calls an order -> the head of its column, and why one would click there.
_HEADS = {
    "name": ("", "Sort by name"),
    "requests": ("Requests", "Sort by requests"),
    "errors": ("Errors", "Sort by share of errors"),
    "tokens": ("Tokens", "Sort by all tokens, in and out"),
    "cost": ("Cost", "Sort by cost"),
    "p95": ("p95", "Sort by latency that 95 of 100 calls do not exceed"),
    "seen": ("Last seen", "Sort by when it was last seen"),
}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One value. `page` is its own, empty where logs have none; the others are addresses of the logs behind numbers."""

    value: str | None
    label: str
    page: str
    logs: str
    errors: str
    tally: Tally
    p95_ms: float | None
    seen: datetime | None
    trend: Sparkline
    price: ListPrice | None


class PlaceTable:
    """A list under the conditions of a FilterSet; asks what it needs when it is needed."""

    def __init__(self, place: Place, filterset: LogFilterSet, *, find: str, order: Order, page: int) -> None:
        self.place, self.filterset, self.find, self.order, self.page = place, filterset, find, order, page
        self.project_id: int = filterset.caller.project_id
        self.ledger = place.list_ledger(self.project_id, filterset.qs)

    @cached_property
    def counted(self) -> Tallies:
        """By value; by model also with providers, of which one says the price."""
        return self.ledger.tallies(self.place.column, *(("provider",) if self.place is MODELS else ()))

    @cached_property
    def tallied(self) -> Tallied:
        return self.place.completed(self.project_id, self.counted.by(0))

    @cached_property
    def latencies(self) -> Latencies:
        return self.ledger.latencies(self.place.column)

    @cached_property
    def found(self) -> list[str | None]:
        """The values in whose names is what is looked for, in order."""
        find = self.find.casefold()
        names = self.place.labels(self.project_id, ()) if find else {}
        known = [one for one in self.tallied if find in f"{one or ''}\n{names.get(one, '')}".casefold()]
        return self._ordered(known)

    @property
    def goes_on(self) -> bool:
        return len(self.found) > self.page * PAGE_SIZE

    def rows(self) -> list[PlaceRow]:
        """Those of the page."""
        values = self.found[(self.page - 1) * PAGE_SIZE : self.page * PAGE_SIZE]
        if not values:
            return []
        trends, labels = self._trends(values), self.place.labels(self.project_id, values)
        by_seen = self.order.name == "seen"
        seen = self._seen if by_seen else self._seen_of({value: self.tallied[value] for value in values})
        return [self._row(one, trends.get(one, {}), seen.get(one), labels.get(one, "")) for one in values]

    def _row(self, value: str | None, trend: Mapping[datetime, int], seen: datetime | None, label: str) -> PlaceRow:
        logs, errors = self._queries(value)
        return PlaceRow(
            value=value,
            label=label,
            page="" if value is None else self.place.address(value, self.filterset.query),
            logs=self.filterset.with_text(logs),
            errors=self.filterset.with_text(errors),
            tally=self.tallied[value],
            p95_ms=self.latencies.of(value),
            seen=seen,
            trend=sparkline(trend, self.days),
            price=list_price(value, self._provider_of(value)) if self.place is MODELS else None,
        )

    def _queries(self, value: str | None) -> tuple[str, str]:
        """The queries of a value's logs and of its errors."""
        if value is None:
            return _narrowed(self.place, self.filterset.text, None)
        logs, errors = self._patterns
        return logs.replace(self._mark, spelt(value)), errors.replace(self._mark, spelt(value))

    @cached_property
    def _patterns(self) -> tuple[str, str]:
        """The queries of every value, with a mark in its place: to read and write the text for each takes long."""
        return _narrowed(self.place, self.filterset.text, self._mark)

    @cached_property
    def _mark(self) -> str:
        mark = "value"
        while mark in self.filterset.text:
            mark += "x"
        return mark

    def _provider_of(self, model: str | None) -> str | None:
        """The one that most of the model's logs name."""
        known = {key[1]: one.total for key, one in self.counted.by_key.items() if key[0] == model}
        return max(known, key=lambda provider: known[provider], default=None)

    # -- when

    @cached_property
    def days(self) -> list[datetime]:
        """The days of the trend, whatever stretch of time is chosen."""
        return days_to(self._until or timezone.now())

    @property
    def _until(self) -> datetime | None:
        return self.filterset.form.cleaned_data["until"]

    def _trends(self, values: list[str | None]) -> dict[str | None, dict[datetime, int]]:
        column = self.place.column
        among = Q(**{f"{column}__in": [value for value in values if value is not None]})
        if None in values:
            among |= Q(**{f"{column}__isnull": True})
        logs = self.filterset.at(address({"q": self.filterset.text})).started_between(self.days[0], self._until)
        ledger = Ledger(logs.filter(among))
        # Where rows have to be read, those that were read already will do.
        bins = (ledger if ledger.knows_bins("day", column) else self.ledger).bins("day", column)
        found: dict[str | None, dict[datetime, int]] = {}
        for (day, value), tally in bins.items():
            found.setdefault(value, {})[day] = tally.total
        return found

    @cached_property
    def _seen(self) -> Moments:
        return self._seen_of(self.tallied)

    def _seen_of(self, tallied: Tallied) -> Moments:
        return self.place.last_seen(self.project_id, tallied)

    # -- in which order

    def _ordered(self, values: list[str | None]) -> list[str | None]:
        """By the order; unknown last, ties by requests, then by name."""
        ranks = {value: self._rank(value) for value in values}
        by_name = sorted(values, key=lambda value: (-self.tallied[value].total, value is None, value))
        known = [value for value in by_name if ranks[value] is not None]
        known.sort(key=lambda value: ranks[value], reverse=self.order.is_descending)
        return known + [value for value in by_name if ranks[value] is None]

    def _rank(self, value: str | None) -> Any:
        tally = self.tallied[value]
        match self.order.name:
            case "name":
                return None if value is None else value.casefold()
            case "errors":
                return tally.error_rate
            case "tokens":
                return tally.tokens
            case "cost":
                return tally.cost_usd
            case "p95":
                return self.latencies.of(value)
            case "seen":
                return self._seen.get(value)
        return tally.total


def _narrowed(place: Place, text: str, value: str | None) -> tuple[str, str]:
    logs = place.narrowed(text, value)
    return logs, toggled(cleared(logs, "status"), "status", "error")


def order_named(text: str) -> Order | None:
    """The order that an address names; None where there is none."""
    name = text.removeprefix("-")
    return Order(name, text.startswith("-")) if name in _HEADS else None


def heads(order: Order, place: Place) -> dict[str, Head]:
    """The head of each column: a first click sorts the greatest first (names: from A), the next turns it round."""
    return {name: _head(name, order, place) for name in _HEADS}


def _head(name: str, order: Order, place: Place) -> Head:
    label, hint = _HEADS[name]
    is_current = order.name == name
    direction = ("descending" if order.is_descending else "ascending") if is_current else ""
    is_descending = not order.is_descending if is_current else name != "name"
    return Head(label or place.one.capitalize(), str(Order(name, is_descending)), direction, hint)
