"""What a log cost, worked out line by line beside what was sent or stored. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..canonical import CanonicalLog
from ..choices import CostSource
from ..pricing import CostLine, cost_lines

_PER_MILLION = Decimal(1_000_000)
_LABELS = {"read": "Input read from cache", "input": "Input", "written": "Input written to cache", "output": "Output"}
_ORDER = ("input", "read", "written", "output")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Tokens of one sort: dollars for a million of them and in all; `note` says why there are none."""

    label: str
    tokens: int
    per_million: Decimal | None = None
    cost_usd: Decimal | None = None
    note: str = ""
    is_inner: bool = False


@dataclass(frozen=True, slots=True)
class CostSheet:
    """`lines` add up to `computed`; `known` is the cost of the log, which was sent or computed when it came in."""

    lines: list[PricedLine]
    computed: Decimal | None
    known: Decimal | None
    is_sent: bool
    is_by_unit_prices: bool

    @property
    def tokens(self) -> int:
        return sum(line.tokens for line in self.lines if not line.is_inner)

    @property
    def difference(self) -> Decimal | None:
        """How much more the log costs than its lines; None where they agree or one of them is not known."""
        if self.computed is None or self.known is None or self.computed == self.known:
            return None
        return self.known - self.computed

    @property
    def share(self) -> Decimal | None:
        """The difference in percent of what was computed."""
        return self.difference / self.computed * 100 if self.difference and self.computed else None


def cost_sheet(log: CanonicalLog) -> CostSheet:
    """By the unit prices that were sent with the log, else by the price list."""
    by_unit_prices = log.prompt_unit_price is not None or log.completion_unit_price is not None
    lines = list(_by_unit_prices(log) if by_unit_prices else _by_price_list(log))
    costs = [line.cost_usd for line in lines if not line.is_inner]
    computed = sum(costs, Decimal()) if costs and None not in costs else None
    return CostSheet(lines, computed, log.cost_usd, log.cost_source == CostSource.SENT, by_unit_prices)


def _by_unit_prices(log: CanonicalLog) -> Iterator[PricedLine]:
    sorts = (
        ("input", log.prompt_tokens, log.prompt_unit_price),
        ("output", log.completion_tokens, log.completion_unit_price),
    )
    for name, tokens, price in sorts:
        if tokens is not None:
            price = price or Decimal()
            yield from _with_reasoning(_line(CostLine(name, tokens, tokens * price / _PER_MILLION)), name, log)


def _by_price_list(log: CanonicalLog) -> Iterator[PricedLine]:
    for line in sorted(cost_lines(log), key=lambda line: _ORDER.index(line.name)):
        yield from _with_reasoning(_line(line), line.name, log)


def _with_reasoning(line: PricedLine, name: str, log: CanonicalLog) -> Iterator[PricedLine]:
    """Reasoning is counted in the output and has its price, so it stands below as a part of it."""
    yield line
    if name == "output" and log.reasoning_tokens and log.reasoning_tokens <= line.tokens:
        cost = None if line.per_million is None else log.reasoning_tokens * line.per_million / _PER_MILLION
        yield PricedLine("of which reasoning", log.reasoning_tokens, line.per_million, cost, is_inner=True)


def _line(line: CostLine) -> PricedLine:
    label = _LABELS[line.name]
    if line.cost_usd is None:
        return PricedLine(label, line.tokens, note="no price")
    note = "not billed" if not line.cost_usd and line.tokens else ""
    rate = line.cost_usd * _PER_MILLION / line.tokens if line.tokens else None
    return PricedLine(label, line.tokens, rate, line.cost_usd, note)
