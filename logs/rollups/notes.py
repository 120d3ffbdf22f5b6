"""Notes of what a transaction changed: facts about logs that came and went, packed for a row of `RollupDelta`. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

import orjson

from ..fields import UsdField, escape_text
from .levels import DIMENSIONS, hour_of
from .measures import Measures, measure

# The columns of a log that rollups read; whoever hands in rows that were partly loaded must have these.
FIELDS = (
    *("project_id", "started_at", *DIMENSIONS, "latency_ms", "ttft_ms"),
    *("prompt_tokens", "completion_tokens", "total_tokens", "cost_usd"),
)
_USD = UsdField()

Dimensions = tuple[str | None, ...]  # in the order of levels.DIMENSIONS; in notes and cells as the database keeps them


class Row(Protocol):
    """A log, as far as rollups read it."""

    project_id: int
    started_at: datetime
    kind: str
    provider: str | None
    model: str | None
    status: str
    customer_id: str | None
    latency_ms: float | None
    ttft_ms: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    total_tokens: int | None
    cost_usd: Decimal | None


class Fact(NamedTuple):
    """One log that came (sign 1) or went (sign -1)."""

    place: int  # of its dimensions in the note
    sign: int
    hour: int
    latency_ms: float | None
    ttft_ms: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    total_tokens: int | None
    cost: int | None  # of 1e-12 dollars

    def measures(self, status: str) -> Measures:
        return measure(status, *self[3:])


@dataclass(slots=True)
class Note:
    """What one transaction changed in a project; dimensions stand once, however many facts share them."""

    places: dict[Dimensions, int] = field(default_factory=dict)
    facts: list[tuple] = field(default_factory=list)

    def add(self, row: Row, sign: int) -> None:
        place = self.places.setdefault(_dimensions(row), len(self.places))
        self.facts.append(_fact(row, place, sign))

    def pack(self) -> bytes:
        return orjson.dumps([[as_stored(dimensions) for dimensions in self.places], self.facts])


def unpack(blob: bytes) -> tuple[Sequence[Dimensions], Sequence[Fact]]:
    """The dimensions and the facts of a packed note."""
    dimensions, facts = orjson.loads(blob)
    return [tuple(texts) for texts in dimensions], [Fact(*fact) for fact in facts]


def stored_fact(row: Row) -> tuple[Dimensions, Fact]:
    """The fact of a log that is there, as a note would have it."""
    return as_stored(_dimensions(row)), Fact(*_fact(row, 0, 1))


def as_stored(dimensions: Iterable[str | None]) -> Dimensions:
    """Dimensions as the database keeps them."""
    return tuple(None if text is None else escape_text(text) for text in dimensions)


def _dimensions(row: Row) -> Dimensions:
    return (row.kind, row.provider, row.model, row.status, row.customer_id)


def _fact(row: Row, place: int, sign: int) -> tuple:
    return (
        *(place, sign, hour_of(row.started_at), row.latency_ms, row.ttft_ms),
        *(row.prompt_tokens, row.completion_tokens, row.total_tokens),
        None if row.cost_usd is None else _USD.get_prep_value(row.cost_usd),
    )
