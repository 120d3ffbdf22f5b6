"""What two texts have in common, word by word, at a cost that has a bound whatever their size. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

# A word with the space behind it; scripts that write without spaces are compared by character.
_WORD = re.compile(
    r"(?:[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\w\s])\s*"
    r"|\s+"
)
# More words than this between the first and the last difference are compared by lines, more lines not at all.
MOST_COMPARED = 4_000
# Longer texts are not even taken apart into words.
_TAKEN_APART = 500_000
# So many characters are compared by words on a page; what comes after them is compared by beginning and end alone.
_CHARACTERS_A_PAGE = 400_000
# Fewer words in common than this, between two differences, are part of one difference: shreds are hard to read.
_SHRED = 2

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one of the texts: in both (same), in the first only (gone) or in the second only (new)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Both texts in pieces, in order."""

    before: list[Piece]
    after: list[Piece]

    @property
    def gone(self) -> int:
        """How many words of the first text are not in the second."""
        return sum(count_words(piece.text) for piece in self.before if piece.kind == GONE)

    @property
    def new(self) -> int:
        """How many words of the second text are not in the first."""
        return sum(count_words(piece.text) for piece in self.after if piece.kind == NEW)

    @property
    def likeness(self) -> float:
        """The share of the longer text that both have: 0 to 1."""
        common = sum(len(piece.text) for piece in self.before if piece.kind == SAME)
        longest = max(sum(len(piece.text) for piece in side) for side in (self.before, self.after))
        return common / longest if longest else 1.0


class TextBudget:
    """Compares the texts of a page by words until so many characters have been looked at."""

    def __init__(self, characters: int = _CHARACTERS_A_PAGE) -> None:
        self.characters = characters

    def differences(self, before: str, after: str) -> Differences:
        """As the function of that name, or coarser."""
        most = MOST_COMPARED if self.characters > 0 else 0
        self.characters -= len(before) + len(after)
        return differences(before, after, most)


def count_words(text: str) -> int:
    """How many words a text has, as a person counts them; of a huge one about."""
    if len(text) > _TAKEN_APART:
        return text.count(" ") + text.count("\n") + 1
    return len(text.split())


def differences(before: str, after: str, most_compared: int = MOST_COMPARED) -> Differences:
    """The words that only one of two texts has. Space alone makes no difference."""
    take_apart = _WORD.findall if len(before) + len(after) <= _TAKEN_APART else _lines
    steps = list(_steps(take_apart(before), take_apart(after), most_compared))
    return Differences(
        _joined(Piece(SAME if tag == "equal" else GONE, "".join(old)) for tag, old, _ in steps),
        _joined(Piece(SAME if tag == "equal" else NEW, "".join(new)) for tag, _, new in steps),
    )


# Words of the first text and of the second that are equal, or stand where the other has different ones.
_Step = tuple[str, Sequence[str], Sequence[str]]


def _steps(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[_Step]:
    """What both begin and end with is found in no time; only what is between them is compared."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield "equal", old[:head], new[:head]
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail], most)
    yield "equal", old[len(old) - tail :], new[len(new) - tail :]


def _middle(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[_Step]:
    if len(old) <= most and len(new) <= most:
        yield from _without_shreds(list(_matched(old, new)))
        return
    old_lines, new_lines = _lines("".join(old)), _lines("".join(new))
    if max(len(old_lines), len(new_lines)) > most or len(old_lines) + len(new_lines) == 2:
        yield "replace", old, new
    else:
        yield from _matched(old_lines, new_lines)


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[_Step]:
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new])
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag, old[i1:i2], new[j1:j2]


def _without_shreds(steps: list[_Step]) -> Iterator[_Step]:
    last = len(steps) - 1
    for place, (tag, old, new) in enumerate(steps):
        is_shred = tag == "equal" and 0 < place < last and sum(map(_is_word, old)) < _SHRED
        yield ("replace" if is_shred else tag), old, new


def _is_word(text: str) -> bool:
    return text[:1].isalnum()


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    for place, (word, twin) in enumerate(zip(one, other, strict=False)):
        if word.strip() != twin.strip():
            return place
    return min(len(one), len(other))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, empty ones left out."""
    full = [piece for piece in pieces if piece.text]
    return [Piece(kind, "".join(p.text for p in run)) for kind, run in groupby(full, key=lambda piece: piece.kind)]
