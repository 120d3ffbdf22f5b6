"""Repricing: what logs would cost by the present price list, for those whose cost the caller did not send."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import transaction
from django.utils import timezone

from . import bodies, rollups
from .canonical import CanonicalLog
from .choices import CostSource
from .fields import UsdField
from .models import Log
from .pricing import priced
from .querysets import LogQuerySet
from .routers import logs_alias

BATCH = 500

# What a price hangs on, and what it is written to.
_PRICED_BY = (
    *("dialect", "started_at", "provider", "model"),
    *("prompt_tokens", "completion_tokens", "cache_read_tokens", "cache_write_tokens"),
)
_WRITTEN = ("cost_usd", "cost_source", "updated_at")
_STEP = Decimal(1).scaleb(-UsdField.PLACES)

# Per 1M tokens, of the prompt and of the completion; both None where the caller sent neither.
UnitPrices = tuple[Decimal | None, Decimal | None]
_NO_PRICES: UnitPrices = (None, None)


@dataclass(slots=True)
class Tally:
    """The logs of one model, before and after; sums in US dollars."""

    logs: int = 0
    old_usd: Decimal = Decimal(0)
    new_usd: Decimal = Decimal(0)
    changed: int = 0
    newly_priced: int = 0
    no_longer_priced: int = 0
    unread: int = 0  # left alone: whether unit prices were sent is in a body that is gone or damaged

    @property
    def difference_usd(self) -> Decimal:
        return self.new_usd - self.old_usd

    def add(self, old: Decimal | None, new: Decimal | None) -> None:
        self.logs += 1
        self.old_usd += old or 0
        self.new_usd += new or 0
        self.changed += old != new
        self.newly_priced += old is None and new is not None
        self.no_longer_priced += old is not None and new is None


def repriceable(logs: LogQuerySet) -> LogQuerySet:
    """Those of `logs` whose cost is ours to compute: what a caller sent stays."""
    return logs.exclude(cost_source=CostSource.SENT)


def reprice(logs: LogQuerySet, *, save: bool, advance: Callable[[int], None]) -> dict[str | None, Tally]:
    """Price `logs` anew, a batch a transaction; tallies by model. Without `save` nothing is written.

    `advance` gets the number of logs done after each batch. Stopped and run again, it goes on where it has to.
    """
    tallies: dict[str | None, Tally] = defaultdict(Tally)
    last, done = -1, 0
    waiting = repriceable(logs).only("id", *_PRICED_BY, "cost_source", *rollups.FIELDS).order_by("id")
    while True:
        # Locked, so that a second write of a log cannot be overwritten with the price of its first.
        with transaction.atomic(using=logs_alias()) if save else nullcontext():
            batch = list((waiting.select_for_update() if save else waiting).filter(id__gt=last)[:BATCH])
            before = {row.id: copy(row) for row in batch}
            changed = _price(batch, tallies)
            if save:
                Log.objects.bulk_update(changed, _WRITTEN)
                rollups.apply(removed=[before[row.id] for row in changed], added=changed)
        if not batch:
            return dict(tallies)
        last, done = batch[-1].id, done + len(batch)
        advance(done)


def _price(batch: Sequence[Log], tallies: dict[str | None, Tally]) -> list[Log]:
    """The logs of a batch that cost something else now, with their new cost."""
    changed, now = [], timezone.now()
    by_list = {row.id: _cost(row, _NO_PRICES) for row in batch}
    doubtful = [row.id for row in batch if row.cost_usd is not None and by_list[row.id] != row.cost_usd]
    prices = _unit_prices(doubtful)
    for row in batch:
        tally, old, new = tallies[row.model], row.cost_usd, by_list[row.id]
        if row.id in prices:
            new = _cost(row, prices[row.id]) if prices[row.id] != _NO_PRICES else new
        elif old != new and old is not None:
            tally.unread += 1
            new = old
        tally.add(old, new)
        if old != new:
            row.cost_usd, row.updated_at = new, now
            row.cost_source = CostSource.UNKNOWN if new is None else CostSource.COMPUTED
            changed.append(row)
    return changed


def _cost(row: Log, prices: UnitPrices) -> Decimal | None:
    """The cost as the store would keep it."""
    prompt, completion = prices
    facts = {name: getattr(row, name) for name in _PRICED_BY}
    cost = priced(CanonicalLog(**facts, prompt_unit_price=prompt, completion_unit_price=completion)).cost_usd
    return None if cost is None else cost.quantize(_STEP, ROUND_HALF_EVEN)


def _unit_prices(keys: Sequence[int]) -> Mapping[int, UnitPrices]:
    """What the callers of these logs sent as unit prices; logs whose body is gone or cannot be read are left out.

    Only logs with a cost that the list does not give need it: with unit prices and tokens a log has a cost, and where
    both prices agree it does not matter which was meant. A few bodies at a time are in memory.
    """
    found: dict[int, UnitPrices] = {}
    for key, body in bodies.fetched(keys):
        try:
            sent = bodies.parse_writes(body.writes())
        except bodies.UNREADABLE:
            continue
        found[key] = (sent.prompt_unit_price, sent.completion_unit_price)
    return found
