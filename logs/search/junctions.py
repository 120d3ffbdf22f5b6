"""Which words stand next to each other in the documents of a segment, roughly: what spares a phrase most bodies. Pure.

A junction is the end of one word and the start of the next, told twice: by three bytes of each word, or all where there
are fewer, and by five. A document has a signature of bits, about three for each of its junctions, in which each sets
two. Who asks reads a few bits of many documents, so signatures are kept in slices: one bit of all documents whose
signatures are of one length.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from .postings import pack, unpack
from .tokens import broken

# Bits of a signature, by kind: half as much again from each to the next but one.
_LENGTHS = [64 << step // 2 if step % 2 == 0 else 96 << step // 2 for step in range(29)]
# A document without junctions has no phrase; of one that is too long, or of an older index, nothing is known.
NOTHING, UNKNOWN = 0, 255
_BITS_A_JUNCTION = 3
_NEAR, _FAR = 3, 5  # bytes of a word
_HASH_BITS = 24
_ONE, _OTHER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd, and else as good as random
_TEXT_BYTES = 256 * 1024  # looked at together
_PAGE_BYTES = 1920  # what PostgreSQL still keeps in the row
_MOST_SLICES = 512  # of a page
_MOST_PAGES = 8192  # of signatures of one length: a segment has numbers for half a million pages of all of them
_BLOCK_BITS = 8_000_000  # in memory, eight times as many as bytes


Junction = tuple[int, int | None]  # hashes of the near bytes, and of the far ones where a needle has them


def asked(needle: str) -> tuple[Junction, ...]:
    """The junctions that every text with a folded needle has. Its first and last word may go on in the text."""
    text = broken(needle)
    words = text.split()
    if len(words) < 2:
        return ()
    known = [_FAR] * len(words)
    known[0] = _FAR if text.startswith(b" ") else len(words[0])
    known[-1] = _FAR if text.endswith(b" ") else len(words[-1])
    found = []
    for place, bytes_known in enumerate(map(min, known, known[1:])):
        near, far, *_ = _junctions(b" ".join(words[place : place + 2]))
        if bytes_known >= _NEAR:
            found.append((int(near[0]), int(far[0]) if bytes_known >= _FAR else None))
    return tuple(dict.fromkeys(found))


def _junctions(text: bytes) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of a text whose words stand apart by spaces: both hashes of each junction, where a word ends and one begins."""
    margin = b" " * _FAR
    letters = np.frombuffer(margin + text + margin, np.uint8)
    is_space = letters == 32
    starts = np.flatnonzero(is_space[:-1] & ~is_space[1:])[1:] + 1
    ends = np.flatnonzero(~is_space[:-1] & is_space[1:])[:-1]
    (near, far), (near_start, far_start) = _of_word(letters, ends, -1), _of_word(letters, starts, 1)
    return _hash(near, near_start), _hash(far, far_start), ends - _FAR, starts - _FAR


def _of_word(letters: np.ndarray, places: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray]:
    """The near and the far bytes of words from one end inwards, as numbers; spaces where a word has no more."""
    codes, is_over = [np.zeros(len(places), np.uint64)], np.zeros(len(places), bool)
    for distance in range(_FAR):
        letter = letters[places + step * distance]
        is_over |= letter == 32
        codes.append(codes[-1] << np.uint64(8) | np.where(is_over, 32, letter).astype(np.uint64))
    return codes[_NEAR], codes[_FAR]


def _hash(end: np.ndarray, start: np.ndarray) -> np.ndarray:
    return (end * _ONE ^ start * _OTHER) * _ONE >> np.uint64(64 - _HASH_BITS)


def _places(hashes: np.ndarray, length: int) -> np.ndarray:
    """The bits that hashes set in signatures of a length."""
    return (hashes * np.uint64(length) >> np.uint64(_HASH_BITS)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Stack:
    """The signatures of one length in a segment, as their slices lie on pages."""

    length: int
    documents: np.ndarray
    first_page: int

    @property
    def width(self) -> int:
        """Bytes of a slice."""
        return -(-len(self.documents) // 8)

    @property
    def slices(self) -> int:
        """On a page: a power of two."""
        fitting = 1 << max(0, (_PAGE_BYTES // self.width).bit_length() - 1)
        return min(_MOST_SLICES, max(fitting, 1 << ((self.length - 1) // _MOST_PAGES).bit_length()))

    @property
    def pages(self) -> int:
        return -(-self.length // self.slices)

    def pages_of(self, places: np.ndarray) -> list[int]:
        """The pages on which slices stand."""
        return (np.unique(places // self.slices) + self.first_page).tolist()

    def slice_of(self, place: int, blobs: Mapping[int, bytes]) -> np.ndarray:
        page, row = divmod(place, self.slices)
        return np.frombuffer(unpack(blobs[self.first_page + page]), np.uint8)[row * self.width :][: self.width]


def _stacks(kinds: np.ndarray) -> dict[int, _Stack]:
    """By kind, as they follow page 0."""
    found, page = {}, 1
    for kind in np.unique(kinds).tolist():
        if kind not in (NOTHING, UNKNOWN):
            found[kind] = _Stack(_LENGTHS[kind - 1], np.flatnonzero(kinds == kind), page)
            page += found[kind].pages
    return found


Pages = Iterator[tuple[int, bytes]]
# Some slices of a kind, one a row, from the first up to before the last; unpacked, with a column a document.
_Block = Callable[[int, int, int], np.ndarray]


def _written(kinds: np.ndarray, block: _Block) -> Pages:
    """Page 0 says which document is of which kind; slices follow."""
    yield 0, pack(kinds.astype(np.uint8).tobytes())
    for kind, stack in _stacks(kinds).items():
        number = stack.first_page
        for first, end in _blocks(stack):
            slices = np.packbits(block(kind, first, end), axis=1)
            for start in range(0, end - first, stack.slices):
                yield number, pack(slices[start : start + stack.slices].tobytes())
                number += 1


def _blocks(stack: _Stack) -> Iterator[tuple[int, int]]:
    """Which slices are put together at a time: whole pages, and whole bytes of a signature."""
    size = max(_MOST_SLICES, 1 << (_BLOCK_BITS // len(stack.documents)).bit_length() - 1)
    return ((first, min(first + size, stack.length)) for first in range(0, stack.length, size))


class Signer:
    """Takes the texts of documents, in order, and gives the pages of their signatures."""

    def __init__(self) -> None:
        self._texts: list[bytes | None] = []
        self._size = 0
        self._kinds = array("B")
        self._rows: dict[int, list[np.ndarray]] = defaultdict(list)

    def add(self, text: bytes | None) -> None:
        """The next document: its words, apart by spaces, where they are known."""
        self._texts.append(text)
        self._size += len(text or b"")
        if self._size >= _TEXT_BYTES:
            self._sign()

    def pages(self) -> Pages:
        """When all are there."""
        self._sign()
        rows = {kind: np.concatenate(some) for kind, some in self._rows.items()}
        kinds = np.array(self._kinds, np.uint8)
        yield from _written(
            kinds, lambda kind, first, end: np.unpackbits(rows[kind][:, first // 8 : -(-end // 8)], axis=1).T
        )

    def _sign(self) -> None:
        texts, self._texts, self._size = self._texts, [], 0
        documents, *hashes = _of_each([text or b"" for text in texts])
        kinds = _kinds(np.bincount(documents, minlength=len(texts)))
        kinds[[text is None for text in texts]] = UNKNOWN
        self._kinds.extend(kinds.tolist())
        for kind, stack in _stacks(kinds).items():
            row = np.zeros(len(texts), np.int64)
            row[stack.documents] = np.arange(len(stack.documents))
            is_theirs = kinds[documents] == kind
            bits = np.zeros((len(stack.documents), stack.length), bool)
            for some in hashes:
                bits[row[documents[is_theirs]], _places(some[is_theirs], stack.length)] = True
            self._rows[kind].append(np.packbits(bits, axis=1))


def _of_each(texts: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The junctions of some texts, each once a text: in which text, and its hashes."""
    near, far, ends, starts = _junctions(b" ".join(texts))
    bounds = np.array(list(accumulate(len(text) + 1 for text in texts)), np.int64)
    documents = np.searchsorted(bounds, starts, "right")
    is_within = documents == np.searchsorted(bounds, ends, "right")
    width, mask = np.uint64(_HASH_BITS), np.uint64((1 << _HASH_BITS) - 1)
    found = np.sort(((documents.astype(np.uint64) << width | near) << width | far)[is_within])
    # What np.unique does, in an eighth of its time.
    found = found[np.append(True, found[1:] != found[:-1])[: len(found)]]
    return (found >> width >> width).astype(np.int64), found >> width & mask, found & mask


def _kinds(counts: np.ndarray) -> np.ndarray:
    kinds = np.searchsorted(_LENGTHS, counts * _BITS_A_JUNCTION) + 1
    kinds[kinds > len(_LENGTHS)] = UNKNOWN
    kinds[counts == 0] = NOTHING
    return kinds.astype(np.uint8)


class Signatures:
    """The signatures of a segment as they are read. `load` gives the blobs of pages by number, of those there are."""

    def __init__(self, documents: int, load: Callable[[Sequence[int]], Mapping[int, bytes]]) -> None:
        self._load = load
        head = load([0]).get(0)
        self.kinds = np.full(documents, UNKNOWN, np.uint8) if head is None else np.frombuffer(unpack(head), np.uint8)

    def having(self, junctions: Iterable[Junction]) -> np.ndarray:
        """Marks of the documents that may have all of these junctions, of which there is one at least; one load."""
        hashes = np.array([some for one in junctions for some in one if some is not None], np.uint64)
        wanted = [(one, np.unique(_places(hashes, one.length))) for one in self.stacks.values()]
        pages = {number for one, places in wanted for number in one.pages_of(places)}
        blobs = self._load(sorted(pages)) if pages else {}
        marks = self.kinds == UNKNOWN
        for one, places in wanted:
            slices = [one.slice_of(place, blobs) for place in places.tolist()]
            marks[one.documents] = np.unpackbits(np.bitwise_and.reduce(slices), count=len(one.documents))
        return marks

    @cached_property
    def stacks(self) -> dict[int, "_Stack"]:
        return _stacks(self.kinds)

    def block(self, kind: int, first: int, end: int) -> np.ndarray:
        stack = self.stacks[kind]
        numbers = stack.pages_of(np.arange(first, end, stack.slices))
        blobs = self._load(numbers)
        rows = np.frombuffer(b"".join(unpack(blobs[number]) for number in numbers), np.uint8)
        return np.unpackbits(rows.reshape(-1, stack.width), axis=1, count=len(stack.documents))


def merged(sources: Sequence[Signatures], moves: Sequence[np.ndarray], documents: int) -> Pages:
    """The pages of what several segments hold; `moves` gives the new number of each document, below 0 for none.

    Of one that two of them tell otherwise, nothing is known.
    """
    kinds, is_told = np.zeros(documents, np.uint8), np.zeros(documents, bool)
    for source, move in zip(sources, moves, strict=True):
        there, told = move[move >= 0], source.kinds[move >= 0]
        kinds[there] = np.where(is_told[there] & (kinds[there] != told), UNKNOWN, told)
        is_told[there] = True
    stacks = _stacks(kinds)

    def block(kind: int, first: int, end: int) -> np.ndarray:
        columns = np.full(documents + 1, -1)  # the last one for what is not kept
        columns[stacks[kind].documents] = np.arange(len(stacks[kind].documents))
        bits = np.zeros((end - first, len(stacks[kind].documents)), np.uint8)
        for source, move in zip(sources, moves, strict=True):
            if kind in source.stacks:
                places = columns[move[source.stacks[kind].documents]]
                bits[:, places[places >= 0]] |= source.block(kind, first, end)[:, places >= 0]
        return bits

    yield from _written(kinds, block)
