"""Terms of folded text: what the index knows a text by, and what a needle can be looked up by. Pure.

A text falls into runs of word characters. Whether a character belongs to a run hangs on that character alone, so a
needle cut anywhere from a text falls into the same runs, but for its two ends. A run becomes terms by its script:

- pairs: Chinese, Japanese, Korean and others that write without spaces give each two characters that stand together;
- grams: what holds digits or is longer than a word (ids, hashes, numbers) gives each three characters, marked;
- words: everything else is itself, so the vocabulary stays small and a part of a word is looked up in it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GRAM, PAIR = b"\x01", b"\x02"  # the first byte of such a term; both sort before every word
LONGEST_WORD = 32
_GRAM_LENGTH = 3
_CUT_BYTES = 4096

# Ranges of scripts without spaces, and of marks that stand inside words though `\w` does not know them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3041-\u3096\u3099-\u309f\u30a1-\u30ff\u3105-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0df3\u0f00-\u0fff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff"
)
_RUN = re.compile(f"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[\\w{_MARKS}])+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]").match
_DIGIT = re.compile(r"\d")
# In UTF-8 every byte of another character is above ASCII, so ASCII alone can be cut at C speed.
_BREAKS = bytes(c if c > 127 or chr(c).isalnum() or c == 95 else 32 for c in range(256))


def broken(text: str) -> bytes:
    """A folded text with a space for every character in ASCII that stands in no term."""
    return text.encode("utf-8", "replace").translate(_BREAKS)


def pieces(text: bytes) -> Iterable[bytes]:
    """What a `broken` text falls into; of a long text each once."""
    return text.split() if len(text) <= _CUT_BYTES else {piece for some in _cut(text) for piece in some.split()}


def _cut(text: bytes) -> Iterator[bytes]:
    """A text a little at a time: what a long one falls into would not stay in the processor's cache."""
    start = 0
    while (end := text.find(b" ", start + _CUT_BYTES)) >= 0:
        yield text[start:end]
        start = end
    yield text[start:]


def terms(piece: bytes) -> set[bytes]:
    """The terms of a piece."""
    if piece.isascii():
        return _terms_of_run(piece.decode())
    return set().union(*map(_terms_of_run, _RUN.findall(piece.decode())))


def is_plain(piece: bytes) -> bool:
    """Whether a piece is a word in letters of ASCII, and so its only term: nearly all are, and it is seen at once."""
    return piece.isalpha() and len(piece) <= LONGEST_WORD


def _terms_of_run(run: str) -> set[bytes]:
    if _IS_UNSPACED(run):
        return pairs(run)
    return {run.encode()} if is_word(run) else grams(run)


def is_word(run: str) -> bool:
    """Whether a whole run is a word of the vocabulary."""
    return len(run) < _GRAM_LENGTH or (len(run) <= LONGEST_WORD and _DIGIT.search(run) is None)


def grams(run: str) -> set[bytes]:
    """Marked three characters of a run that is no word."""
    count = len(run) - _GRAM_LENGTH + 1
    return {GRAM + run[place : place + _GRAM_LENGTH].encode() for place in range(count)}


def pairs(run: str) -> set[bytes]:
    """Each two characters of a run without spaces; a character that stands alone is a term by itself."""
    if len(run) == 1:
        return {PAIR + run.encode()}
    return {PAIR + run[place : place + 2].encode() for place in range(len(run) - 1)}


# -- needles


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a needle. Where it touches an end of the needle, the run in the text may go on there."""

    text: str
    opens: bool  # the text may go on before it
    closes: bool  # the text may go on after it

    @property
    def is_unspaced(self) -> bool:
        return _IS_UNSPACED(self.text) is not None


def runs(needle: str) -> Iterator[Run]:
    """The runs of a folded needle, in order."""
    for found in _RUN.finditer(needle):
        yield Run(found[0], found.start() == 0, found.end() == len(needle))
