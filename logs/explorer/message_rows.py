"""The messages of two logs as rows: the same ones together, changed ones with their words marked. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ..canonical import CanonicalLog
from .alignment import CHANGED, GONE, NEW, SAME, Aligned, Key, align, key_of, keys_of, plain_text
from .conversation import Message, not_empty, pair
from .windows import spoken_with_homes
from .wording import SAME as SAME_WORDS
from .wording import Differences, Piece, TextBudget, count_words

# Texts that have less in common are shown as they are: marks on nearly every word say nothing.
_ALIKE = 0.2
# What is left of long stretches where only the differences are shown.
_LONG_SAME, _LONG_ONLY = 60, 120
_KEPT_SAME, _KEPT_ONLY = 15, 60
_KEPT_CHARACTERS = 2_000
# Messages that are the same, under one fold.
_MOST_SAME = 100
# Longer texts are cut short even where everything is shown; they are read in their logs.
_MOST_WHOLE = 200_000


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A text of each log in pieces, or `same` messages of both. `note_a` and `note_b` stand where there is none."""

    label: str
    a: list[Piece] | None = None
    b: list[Piece] | None = None
    note_a: str = ""
    note_b: str = ""
    message_a: Message | None = None  # to be shown as it is, where its words are not marked
    message_b: Message | None = None
    same: list[Message] = field(default_factory=list)
    is_code: bool = False

    @property
    def differs(self) -> bool:
        return not self.same

    @property
    def shown(self) -> list[Message]:
        """Of the messages that are the same those that are left when results stand beside their calls."""
        return not_empty(self.same)[-_MOST_SAME:]

    @property
    def hidden(self) -> int:
        """How many of them stand in the logs alone."""
        return max(0, len(not_empty(self.same)) - _MOST_SAME)

    @property
    def first_words(self) -> str:
        """Of the messages that are the same, for where they are folded."""
        return " … ".join(dict.fromkeys(one.first_words for one in (self.same[0], self.same[-1]) if one.first_words))


@dataclass(frozen=True, slots=True)
class Compared:
    """The messages of two logs, and in words how many are the same."""

    asked: list[MessageRow]
    answered: list[MessageRow]
    hint: str

    @classmethod
    def of(cls, a: CanonicalLog, b: CanonicalLog, budget: TextBudget) -> "Compared":
        one, other = spoken_with_homes(a), spoken_with_homes(b)
        aligned = align(one.asked, other.asked)
        asked = _rows(aligned, one.asked, other.asked, budget)
        replies = keys_of(one.answered), keys_of(other.answered)
        asked = [_with_reply(row, *replies) for row in asked]
        answered = align(one.answered, other.answered)
        return cls(asked, _rows(answered, one.answered, other.answered, budget, is_numbered=False), _hint(aligned))


def text_row(label: str, a: str | None, b: str | None, budget: TextBudget, *, is_code: bool = False) -> MessageRow:
    """A text that either log may have."""
    if a == b:
        return MessageRow(label, same=[Message("tool", label)])
    if a is None or b is None:
        left, right = (None if text is None else [Piece(kind, text)] for text, kind in ((a, GONE), (b, NEW)))
        return MessageRow(label, left, right, is_code=is_code)
    found = budget.differences(a, b)
    return MessageRow(label, found.before, found.after, is_code=is_code)


def is_huge(pieces: Sequence[Piece]) -> bool:
    return sum(len(piece.text) for piece in pieces) > _MOST_WHOLE


def abridged(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with long stretches cut short, and in words how much is left out."""
    is_all_one = len(pieces) == 1
    return [short for piece in pieces for short in _abridged(piece, is_all_one=is_all_one)]


# -- rows


def _rows(
    aligned: Sequence[Aligned],
    a: Sequence[Message],
    b: Sequence[Message],
    budget: TextBudget,
    *,
    is_numbered: bool = True,
) -> list[MessageRow]:
    rows: list[MessageRow] = []
    for kind, run in groupby(aligned, key=lambda one: one.kind):
        run = list(run)
        if kind == SAME:
            rows.append(_same(run, b, is_numbered=is_numbered))
        else:
            rows += [_different(one, a, b, budget, is_numbered=is_numbered) for one in run]
    return rows


def _same(run: Sequence[Aligned], b: Sequence[Message], *, is_numbered: bool) -> MessageRow:
    first, last = run[0].after + 1, run[-1].after + 1
    messages = [b[one.after] for one in run]
    pair(messages)
    label = messages[0].label if not is_numbered else f"{first}–{last}" if last > first else str(first)
    return MessageRow(label, same=messages)


def _different(
    one: Aligned, a: Sequence[Message], b: Sequence[Message], budget: TextBudget, *, is_numbered: bool
) -> MessageRow:
    left = a[one.before] if one.before is not None else None
    right = b[one.after] if one.after is not None else None
    shown = right or left
    place = one.after if right is not None else one.before
    label = f"{place + 1} {shown.label}" if is_numbered else shown.label
    row = text_row(label, left and plain_text(left), right and plain_text(right), budget)
    if one.kind == CHANGED and _likeness(row) < _ALIKE:
        return MessageRow(label, message_a=left, message_b=right)
    notes = {"note_a": "" if left else "not in A", "note_b": "" if right else "not in B"}
    return MessageRow(label, row.a, row.b, message_a=left, message_b=right, **notes)


def _likeness(row: MessageRow) -> float:
    return Differences(row.a or [], row.b or []).likeness


def _with_reply(row: MessageRow, replies_a: Sequence[Key], replies_b: Sequence[Key]) -> MessageRow:
    """A message that only one log was sent may be what the other answered."""
    if row.note_a and key_of(row.message_b) in replies_a:
        return replace(row, note_a="not in A’s input; it is A’s reply")
    if row.note_b and key_of(row.message_a) in replies_b:
        return replace(row, note_b="not in B’s input; it is B’s reply")
    return row


def _hint(aligned: Sequence[Aligned]) -> str:
    words = {SAME: "the same", CHANGED: "changed", GONE: "only in A", NEW: "only in B"}
    counts = {kind: sum(one.kind == kind for one in aligned) for kind in words}
    return ", ".join(f"{counts[kind]:,} {words[kind]}" for kind in words if counts[kind]) or "none were sent"


# -- less of it


def _abridged(piece: Piece, *, is_all_one: bool) -> list[Piece]:
    count = count_words(piece.text)
    if piece.kind == SAME_WORDS and count > _LONG_SAME:
        head, tail = _words(piece.text[:_KEPT_CHARACTERS])[:_KEPT_SAME], _words(piece.text[-_KEPT_CHARACTERS:])
        hint = Piece("hint", f"… {count - 2 * _KEPT_SAME:,} words the same … ")
        return [Piece(piece.kind, "".join(head)), hint, Piece(piece.kind, "".join(tail[-_KEPT_SAME:]))]
    if is_all_one and count > _LONG_ONLY:
        head = _words(piece.text[:_KEPT_CHARACTERS])[:_KEPT_ONLY]
        return [Piece(piece.kind, "".join(head)), Piece("hint", f"… {count - len(head):,} more words")]
    return [piece]


def _words(text: str) -> list[str]:
    """Words with the space behind them."""
    return re.findall(r"\S+\s*|^\s+", text)
