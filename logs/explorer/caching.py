"""Whether a provider's prompt cache was missed by a call that follows another, and what that cost. Pure."""

from decimal import Decimal

from ..canonical import CanonicalLog
from ..choices import CostSource
from ..pricing import priced


def has_missed_cache(before: CanonicalLog, log: CanonicalLog) -> bool:
    """The cache held tokens for the call before, and this one read less than half of them. Unknown is no miss."""
    if log.cache_read_tokens is None or before.model != log.model:
        return False
    held = (before.cache_read_tokens or 0) + (before.cache_write_tokens or 0)
    return held > 0 and log.cache_read_tokens * 2 < held


def cost_with_cache(before: CanonicalLog, log: CanonicalLog) -> Decimal | None:
    """About what the call would have cost had it read from the cache what the call before sent.

    None where its cost does not come from the price list, or would not have been less.
    """
    if log.cost_source != CostSource.COMPUTED or log.cost_usd is None or not before.prompt_tokens:
        return None
    read = min(before.prompt_tokens, log.prompt_tokens or 0)
    cost = priced(log.but(cost_usd=None, cache_read_tokens=read, cache_write_tokens=None)).cost_usd
    return cost if cost is not None and cost < log.cost_usd else None
