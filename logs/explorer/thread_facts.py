"""What stands beside the turns of a thread: facts, the tools that were used, and the cost line by line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..canonical import CanonicalLog
from ..models import Log
from ..pricing import CostLine, cost_lines
from ..threads import Share, Thread, known_sum
from .facts import Fact, same
from .parts import Call
from .turns import Turn

_LABELS = {
    "read": "Input from cache",
    "input": "Input at full price",
    "written": "Written to cache",
    "output": "Output",
}
# Sums of costs may differ by what the last of twelve places rounds away.
_ROUNDED = Decimal("1e-9")
_SPLIT_UNKNOWN = "The price list does not give these sums, so they cannot be split by line."


@dataclass(frozen=True, slots=True)
class ToolUse:
    """How often a tool was called, and how often it failed."""

    name: str
    calls: int
    failed: int


@dataclass(frozen=True, slots=True)
class CostTable:
    """Lines that add up to the total; without their costs, and with a note, where these are not known to."""

    lines: list[CostLine]
    note: str = ""

    @property
    def tokens(self) -> int:
        """All of them: those too that a provider counts beside the others."""
        return sum(line.tokens for line in self.lines)


def belongings(logs: Sequence[Log]) -> list[Fact]:
    """Who the logs of a page belong to; nearly always one of each."""
    found = [
        *(Fact("Customer", value, same("customer", value)) for value in _distinct(log.customer_id for log in logs)),
        *(Fact("Bot", value, same("bot", value)) for value in _distinct(log.bot_id for log in logs)),
        *(Fact("Channel", value) for value in _distinct(log.channel for log in logs)),
        *(Fact("Prompt", value) for value in _distinct(log.prompt_name or log.prompt_id for log in logs)),
    ]
    return found[:12]


def tools_used(turns: Iterable[Turn]) -> list[ToolUse]:
    """The tools called in these turns, most used first."""
    messages = [message for turn in turns for message in (*turn.new, *turn.answer)]
    calls = [part for message in messages for part in message.parts if isinstance(part, Call)]
    counts = Counter(call.name for call in calls)
    failed = Counter(call.name for call in calls if call.result is not None and call.result.has_failed)
    return [ToolUse(name or "tool", count, failed[name]) for name, count in counts.most_common()]


def cost_table(thread: Thread) -> CostTable:
    """Tokens and cost of a whole thread by line, cache apart."""
    found = [line for share in thread.shares for line in _lines(share)]
    lines = [_together(name, [line for line in found if line.name == name]) for name in _LABELS]
    lines = [line for line in lines if line.tokens]
    costs = [line.cost_usd for line in found]
    is_known = None not in costs and thread.cost_usd is not None
    if is_known and abs(sum(costs, Decimal(0)) - thread.cost_usd) <= _ROUNDED * thread.turns:
        return CostTable(lines)
    note = _SPLIT_UNKNOWN if thread.cost_usd is not None and lines else ""
    return CostTable([line._replace(cost_usd=None) for line in lines], note)


def _lines(share: Share) -> list[CostLine]:
    log = CanonicalLog(
        model=share.model,
        provider=share.provider,
        dialect=share.dialect,
        started_at=share.ended,
        prompt_tokens=share.prompt,
        completion_tokens=share.completion,
        cache_read_tokens=share.read,
        cache_write_tokens=share.written,
    )
    return cost_lines(log, calls=share.turns)


def _together(name: str, lines: Sequence[CostLine]) -> CostLine:
    return CostLine(_LABELS[name], sum(line.tokens for line in lines), known_sum(line.cost_usd for line in lines))


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
