"""Segments made: from the pieces of some logs, and from smaller segments put together. Pure."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np

from ..giving_way import give_way
from . import junctions, tokens
from .junctions import Signer
from .postings import LARGEST, PageWriter
from .segment import DOCUMENTS, FIRST_POSTINGS, FIRST_SIGNATURES, TERMS, Documents, Segment, packed_terms

_MERGED_TERMS = 20_000  # at a time, so that a merge needs little memory
_PIECES = 2_000  # made terms of before giving way


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says: its pieces, and its words in order, apart by spaces, for its junctions."""

    pieces: Iterable[bytes]
    text: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A log for the index: what it says itself, and the message parts it holds."""

    key: int
    said: Said
    parts: Sequence[int] = ()


Pages = Iterator[tuple[int, bytes]]  # number of the page, blob
# Terms in order, how many documents each is in, and the ascending numbers of these, term by term.
Postings = tuple[Sequence[bytes], np.ndarray, np.ndarray]


def build(entries: Iterable[Entry], parts: Callable[[Sequence[int]], Iterator[Said]]) -> tuple[Documents, Pages]:
    """A segment of these logs, which come in order of their keys, and of all parts they hold.

    `parts` tells what parts say, in the order asked for. At most LARGEST documents.
    """
    keys: list[int] = []
    members: dict[int, list[int]] = defaultdict(list)
    gathered, signer = _Gathered(), Signer()
    for number, entry in enumerate(entries):
        keys.append(entry.key)
        for part in dict.fromkeys(entry.parts):
            members[part].append(number)
        gathered.add(entry.said.pieces)
        signer.add(entry.said.text)
    for said in parts(list(members)):
        gathered.add(said.pieces)
        signer.add(said.text)
    documents = Documents.of(keys, members)
    return documents, _pages(documents, gathered.postings(), signer.pages())


class _Gathered:
    """The pieces of documents as they come, by numbers of their own."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = defaultdict(count().__next__)
        self._pieces, self._counts = array("I"), array("I")

    def add(self, pieces: Iterable[bytes]) -> None:
        """The next document: without a step of Python for each piece, of which there are hundreds."""
        give_way()
        before = len(self._pieces)
        self._pieces.extend(map(self._numbers.__getitem__, pieces))
        self._counts.append(len(self._pieces) - before)

    def postings(self) -> Iterator[Postings]:
        """The terms of all of them; each piece is made terms of once, however many documents it stands in."""
        flat: list[bytes] = []
        counts = array("q")  # terms of each piece
        said = iter(self._numbers)
        while len(counts) < len(self._numbers):
            give_way()
            for piece in islice(said, _PIECES):
                before = len(flat)
                if tokens.is_plain(piece):  # a collection for each would keep the garbage collector busy
                    flat.append(piece)
                else:
                    flat += tokens.terms(piece)
                counts.append(len(flat) - before)
        terms = sorted(set(flat))
        give_way()
        rank_of = {term: rank for rank, term in enumerate(terms)}
        give_way()
        ranks = np.fromiter(map(rank_of.__getitem__, flat), np.int64, len(flat))
        lengths = np.array(counts)
        firsts, pieces = np.cumsum(lengths) - lengths, np.array(self._pieces)
        documents = np.repeat(np.arange(len(self._counts), dtype=np.int64), self._counts)
        yield _sorted(terms, ranks[_runs(firsts[pieces], lengths[pieces])] << 16 | documents.repeat(lengths[pieces]))


def _runs(firsts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Numbers one after the other: as many as each length, from each first one on."""
    ends = np.cumsum(lengths)
    return np.repeat(firsts - ends + lengths, lengths) + np.arange(lengths.sum())


def _sorted(terms: Sequence[bytes], pairs: np.ndarray) -> Postings:
    """From pairs of the rank of a term and a document, in any order, some of them more than once."""
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    counts = np.bincount(pairs >> 16, minlength=len(terms))
    return terms, counts, pairs.astype(np.uint16)


def merge(segments: Sequence[Segment], is_kept: Callable[[int, int], bool]) -> tuple[Documents, Pages]:
    """What segments hold together, of the logs that `is_kept(index of segment, key)`; at most LARGEST documents."""
    sources = [segment.documents for segment in segments]
    kept = [
        np.array([is_kept(index, key) for key in source.keys.tolist()], bool) for index, source in enumerate(sources)
    ]
    keys = np.unique(np.concatenate([source.keys[keep] for source, keep in zip(sources, kept, strict=True)]))
    logs = [np.where(keep, np.searchsorted(keys, source.keys), -1) for source, keep in zip(sources, kept, strict=True)]
    members: dict[int, set[int]] = defaultdict(set)
    for source, numbers in zip(sources, logs, strict=True):
        for part, held in zip(source.parts.tolist(), source.members(), strict=True):
            members[part].update(number for number in numbers[held].tolist() if number >= 0)
    documents = Documents.of(keys, {part: sorted(held) for part, held in members.items() if held})
    number_of_part = {part: len(keys) + place for place, part in enumerate(documents.parts.tolist())}
    moves = [
        np.append(numbers, [number_of_part.get(part, -1) for part in source.parts.tolist()]).astype(np.int64)
        for source, numbers in zip(sources, logs, strict=True)
    ]
    signatures = junctions.merged([segment.signatures for segment in segments], moves, len(documents))
    return documents, _pages(documents, _merged(segments, moves), signatures)


def _merged(segments: Sequence[Segment], moves: Sequence[np.ndarray]) -> Iterator[Postings]:
    """The terms of all segments in order, each with the new numbers of its documents."""
    listed = [segment.terms() for segment in segments]
    give_way()
    terms = sorted(set().union(*listed))
    give_way()
    rank_of = {term: rank for rank, term in enumerate(terms)}
    ranks = [np.fromiter(map(rank_of.__getitem__, some), np.int64, len(some)) for some in listed]
    for first in range(0, len(terms), _MERGED_TERMS):
        give_way()
        bounds = [np.searchsorted(some, (first, first + _MERGED_TERMS)) for some in ranks]
        pairs = [
            _moved(segment, move, some[start:end] - first, int(start), int(end))
            for segment, move, some, (start, end) in zip(segments, moves, ranks, bounds, strict=True)
        ]
        some_terms, counts, documents = _sorted(terms[first : first + _MERGED_TERMS], np.concatenate(pairs))
        if not counts.all():
            some_terms = [term for term, is_left in zip(some_terms, counts, strict=True) if is_left]
        yield some_terms, counts[counts > 0], documents


def _moved(segment: Segment, move: np.ndarray, ranks: np.ndarray, start: int, end: int) -> np.ndarray:
    """Some terms of a segment in pairs of rank and new number of a document."""
    counts, documents = segment.postings_between(start, end)
    numbers = move[documents]
    pairs = np.repeat(ranks, counts) << 16 | numbers
    return pairs[numbers >= 0]


def _pages(documents: Documents, postings: Iterable[Postings], signatures: Pages) -> Pages:
    if len(documents) > LARGEST:
        raise ValueError("a segment numbers its documents with 16 bits")
    writer, terms, number = PageWriter(), [], FIRST_POSTINGS
    for some_terms, counts, numbers in postings:
        terms += some_terms
        for page in writer.add(counts, numbers):
            give_way()
            yield number, page
            number += 1
    for page in writer.last():
        yield number, page
    for place, page in signatures:
        give_way()
        yield FIRST_SIGNATURES + place, page
    yield DOCUMENTS, documents.packed()
    yield TERMS, packed_terms(terms, writer.counts, writer.firsts)
