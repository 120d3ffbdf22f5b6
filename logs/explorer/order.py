"""The orders the list can be in, as its address names them, and the heads that switch between them."""

from dataclasses import dataclass

# What the address calls an order -> the column it goes by.
SORT_COLUMNS = {"time": "started_at", "latency": "latency_ms", "tokens": "total_tokens", "cost": "cost_usd"}

_LABELS = {"time": "Time", "latency": "Latency", "tokens": "Tokens", "cost": "Cost"}
_HINTS = {"tokens": "Sort by all tokens, in and out"}
# A phone shows no heads, but a menu of these.
_CHOICES = {
    "-time": "Newest",
    "time": "Oldest",
    "-latency": "Slowest",
    "latency": "Fastest",
    "-tokens": "Most tokens",
    "-cost": "Dearest",
}


@dataclass(frozen=True, slots=True)
class Order:
    """`latency`, or `-latency` for the greatest first."""

    name: str = "time"
    is_descending: bool = True

    @classmethod
    def parse(cls, text: str) -> "Order | None":
        """None for an order there is none of."""
        name = text.removeprefix("-")
        return cls(name, text.startswith("-")) if name in SORT_COLUMNS else None

    @property
    def is_by_time(self) -> bool:
        return self.name == "time"

    @property
    def is_default(self) -> bool:
        return self == Order()

    def __str__(self) -> str:
        return f"-{self.name}" if self.is_descending else self.name


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column that can be sorted by; `direction` is that of now, empty where it is another's."""

    label: str
    sort: str
    direction: str
    hint: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An order in words."""

    label: str
    sort: str
    is_current: bool


def heads(order: Order) -> dict[str, Head]:
    """The head of each column: a first click sorts the greatest first, the next turns it round."""
    return {name: _head(name, order) for name in SORT_COLUMNS}


def in_words(sort: str) -> str:
    """An order as a person says it; as it is written, where there is no word for it."""
    return _CHOICES.get(sort, sort)


def choices(order: Order) -> list[Choice]:
    return [Choice(label, sort, sort == str(order)) for sort, label in _CHOICES.items()]


def _head(name: str, order: Order) -> Head:
    is_current = order.name == name
    direction = ("descending" if order.is_descending else "ascending") if is_current else ""
    next_order = Order(name, is_descending=not (is_current and order.is_descending))
    return Head(_LABELS[name], str(next_order), direction, _HINTS.get(name, f"Sort by {_LABELS[name].lower()}"))
