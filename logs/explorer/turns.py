"""A conversation over many logs as turns: what each one added to what was sent before. Pure.

Programs send the whole history again with every call. A turn goes on from the earlier one that it shares most messages
with, which is nearly always the last; the reply of that turn counts as sent before.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from ..canonical import CanonicalLog
from .alignment import CHANGED, GONE, NEW, SAME, Aligned, Key, align, keys_of
from .caching import cost_with_cache, has_missed_cache
from .changes import Change, changes_of
from .conversation import Conversation, Message, not_empty, pair
from .windows import spoken_with_homes
from .wording import TextBudget

# How many turns back the one is looked for that a turn goes on from: conversations of one thread may interleave.
_LOOKED_BACK = 8
# A pause worth a line of its own.
LONG_GAP_MS = 10 * 60 * 1000

_Amount = TypeVar("_Amount", int, float, Decimal)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a thread has come to. Cost, tokens and time are None as long as none is known."""

    turns: int = 0
    cost_usd: Decimal | None = None
    tokens: int | None = None
    latency_ms: float | None = None

    def plus(self, log: CanonicalLog) -> "Totals":
        return Totals(
            self.turns + 1,
            _sum(self.cost_usd, log.cost_usd),
            _sum(self.tokens, log.total_tokens),
            _sum(self.latency_ms, log.latency_ms),
        )


@dataclass(slots=True, kw_only=True)
class Turn:
    """One log of a thread, `so_far` with it counted in; `follows` is the number of the turn it goes on from."""

    log: CanonicalLog
    so_far: Totals
    follows: int | None = None
    follows_log: CanonicalLog | None = None
    is_afresh: bool = False  # nothing of the turns before is in it, perhaps but instructions
    sent_again: int = 0  # messages, unchanged
    edited: int = 0
    put_in: int = 0  # between those that were sent before
    changes: list[Change] = field(default_factory=list)
    new: list[Message] = field(default_factory=list)
    new_places: frozenset[int] = frozenset()  # of the new ones among all messages that were sent
    answer: list[Message] = field(default_factory=list)
    gap_ms: float | None = None  # since the turn before ended, where that is long
    model_before: str | None = None  # where the turn before ran on another
    has_missed_cache: bool = False
    usual_cost_usd: Decimal | None = None  # about what it would have cost without the miss

    @property
    def number(self) -> int:
        return self.so_far.turns

    @property
    def sent_before(self) -> int:
        """How many of its messages are no news: sent again, edited or put in between."""
        return self.sent_again + self.edited + self.put_in

    @property
    def has_changed_history(self) -> bool:
        return any(change.is_of_history for change in self.changes)

    def history(self) -> list[Message]:
        """The messages that are no news, as they were sent this time."""
        asked = spoken_with_homes(self.log).asked
        pair(asked)
        return not_empty(message for place, message in enumerate(asked) if place not in self.new_places)


@dataclass(frozen=True, slots=True)
class _Past:
    """A turn that later ones may go on from."""

    number: int
    log: CanonicalLog
    said: Conversation
    keys: frozenset[Key]  # of all it said but instructions

    @classmethod
    def of(cls, number: int, log: CanonicalLog, said: Conversation) -> "_Past":
        return cls(number, log, said, _spoken_keys([*said.asked, *said.answered]))


def turns_of(
    logs: Sequence[CanonicalLog], *, before: CanonicalLog | None = None, so_far: Totals | None = None
) -> list[Turn]:
    """The turns of a stretch of a thread, oldest first.

    `before` is the log before the first of them, and `so_far` what the thread had come to with it.
    """
    so_far = so_far or Totals()
    past: deque[_Past] = deque(maxlen=_LOOKED_BACK)
    if before is not None:
        past.append(_Past.of(so_far.turns, before, spoken_with_homes(before)))
    turns, budget = [], TextBudget()
    for log in logs:
        so_far, said = so_far.plus(log), spoken_with_homes(log)
        turns.append(_turn(log, said, so_far, past, budget))
        past.append(_Past.of(so_far.turns, log, said))
    _pair(turns)
    return turns


def _turn(log: CanonicalLog, said: Conversation, so_far: Totals, past: Sequence[_Past], budget: TextBudget) -> Turn:
    turn = Turn(log=log, so_far=so_far, answer=said.answered)
    if not past:
        turn.new, turn.new_places = said.asked, frozenset(range(len(said.asked)))
        return turn
    _add_history(turn, said.asked, past, budget)
    last = past[-1].log
    turn.gap_ms = _long_gap(last, log)
    turn.model_before = last.model if last.model != log.model else None
    cached = turn.follows_log or last
    turn.has_missed_cache = has_missed_cache(cached, log)
    turn.usual_cost_usd = cost_with_cache(cached, log) if turn.has_missed_cache else None
    return turn


def _add_history(turn: Turn, asked: list[Message], past: Sequence[_Past], budget: TextBudget) -> None:
    """What of the messages was there before, and what became of the rest of it."""
    origin = _origin(_spoken_keys(asked), past)
    said = (origin or past[-1]).said
    aligned = align([*said.asked, *said.answered], asked)
    turn.sent_again = sum(one.kind == SAME for one in aligned)
    if origin is None:  # another conversation: nothing was changed, it is all new but perhaps the instructions
        turn.is_afresh = bool(asked) and any(one.keys for one in past)
        turn.new_places = frozenset(one.after for one in aligned if one.kind in (NEW, CHANGED))
    else:
        turn.follows, turn.follows_log = origin.number, origin.log
        turn.new_places = frozenset(_added(aligned))
        turn.edited = sum(one.kind == CHANGED for one in aligned)
        turn.put_in = sum(one.kind == NEW for one in aligned) - len(turn.new_places)
        turn.changes = changes_of(aligned, said, asked, new=turn.new_places, origin=origin.number, budget=budget)
    turn.new = [message for place, message in enumerate(asked) if place in turn.new_places]


def _origin(keys: frozenset[Key], past: Sequence[_Past]) -> _Past | None:
    """The turn with most messages in common, the later of two; None where no earlier one has any."""
    best = max(past, key=lambda one: (len(keys & one.keys), one.number))
    return best if keys & best.keys else None


def _added(aligned: Sequence[Aligned]) -> list[int]:
    """The places of what stands behind everything that was known."""
    last_known = max((one.after for one in aligned if one.kind not in (NEW, GONE)), default=-1)
    return [one.after for one in aligned if one.kind == NEW and one.after > last_known]


def _spoken_keys(messages: Sequence[Message]) -> frozenset[Key]:
    return frozenset(keys_of([message for message in messages if message.speaker != "system"]))


def _pair(turns: Iterable[Turn]) -> None:
    """Results beside their calls, even where the call was the answer of an earlier turn."""
    turns = list(turns)
    pair([message for turn in turns for message in (*turn.new, *turn.answer)])
    for turn in turns:
        turn.new, turn.answer = not_empty(turn.new), not_empty(turn.answer)


def _long_gap(before: CanonicalLog, log: CanonicalLog) -> float | None:
    if before.ended_at is None or log.started_at is None:
        return None
    gap_ms = (log.started_at - before.ended_at).total_seconds() * 1000
    return gap_ms if gap_ms >= LONG_GAP_MS else None


def _sum(so_far: _Amount | None, more: _Amount | None) -> _Amount | None:
    """Two amounts, either of which may be unknown."""
    if so_far is None or more is None:
        return so_far if more is None else more
    return so_far + more
