"""What logs say, as search reads it: from their bodies and the message parts they share."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from .. import bodies
from ..text import fold
from . import tokens
from .building import Entry, Said

_AT_A_TIME = 200  # bodies in memory


def entries(keys: Sequence[int]) -> Iterator[Entry]:
    """What the index keeps of these logs, in the order given; of those that are there."""
    for some in _portions(keys):
        found = {key: (words, parts) for key, words, parts in bodies.own_words(some)}
        for key in some:
            if key in found:
                words, parts = found[key]
                yield Entry(key, _said(words), parts)


def said_in_parts(part_ids: Sequence[int]) -> Iterator[Said]:
    """What message parts say, in the order given."""
    for some in _portions(part_ids):
        found = dict(bodies.part_words(some))
        for part in some:
            yield _said(found.get(part, ()))


def _said(words: Iterable[str]) -> Said:
    """Texts as they were said; those in ASCII are folded and cut together, which is quicker."""
    plain, other = [], []
    for word in words:
        (plain if word.isascii() else other).append(word)
    broken = [tokens.broken(fold(text)) for text in ("\n".join(plain), *other)]
    return Said(chain.from_iterable(map(tokens.pieces, broken)), b" ".join(broken))


class Reader:
    """Looks for one folded needle in the words of logs: the last word on what is found. For one search.

    Stored JSON is looked through first, which is quick; the words of what is left are read as they were said.
    """

    def __init__(self, needle: str) -> None:
        self._needle, self._in_json = needle, bodies.needle(needle)
        self._parts: dict[int, bool] = {}  # whether a part contains it, of those that were read

    def containing(self, keys: Sequence[int]) -> set[int]:
        """Those of the logs that contain the needle."""
        return {key for some in _portions(keys) for key in self._among(some)}

    def _among(self, keys: Sequence[int]) -> set[int]:
        chains: dict[int, Sequence[int]] = {}
        likely: list[int] = []
        for key, haystack, parts in bodies.haystacks(keys):
            chains[key] = parts
            if self._in_json in haystack:
                likely.append(key)
        self._read_parts({part for parts in chains.values() for part in parts} - self._parts.keys())
        found = {key for key, parts in chains.items() if any(map(self._parts.__getitem__, parts))}
        likely = [key for key in likely if key not in found]
        return found | {key for key, words, _ in bodies.own_words(likely) if self._is_in(words)} if likely else found

    def _read_parts(self, ids: set[int]) -> None:
        self._parts |= dict.fromkeys(ids, False)
        likely = [part for part, haystack in bodies.part_haystacks(ids) if self._in_json in haystack] if ids else []
        if likely:
            self._parts |= {part: self._is_in(words) for part, words in bodies.part_words(likely)}

    def _is_in(self, words: Iterable[str]) -> bool:
        return any(self._needle in fold(word) for word in words)


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_A_TIME] for start in range(0, len(ids), _AT_A_TIME))
