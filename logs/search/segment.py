"""A segment of the index: some logs of one project, the terms in them, and which has which. Pure: pages come from afar.

Its documents are the logs themselves and the message parts they share, so that a history which is sent again and again
stands in the segment once. What a part says, every log says that holds it.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from operator import and_

import numpy as np

from .junctions import Signatures
from .plan import Clause, Plan, Words
from .postings import (
    LARGEST,
    SEPARATOR,
    frame,
    pack,
    pack_keys,
    pack_numbers,
    unframe,
    unpack,
    unpack_keys,
    unpack_numbers,
    unpack_postings,
)
from .tokens import PAIR

# Pages by number: two heads, then postings, and after the most of these that there can be, signatures.
TERMS, DOCUMENTS, FIRST_POSTINGS, FIRST_SIGNATURES = 0, 1, 2, 1 << 19

_MANY_TERMS = 50
_MANY_POSTINGS = 50_000
# Documents that may hold a phrase before their signatures are read, which takes as long as reading some small bodies.
_FEW_DOCUMENTS = 4


@dataclass(frozen=True, slots=True)
class Documents:
    """What a segment is about. Numbers of logs come first, then those of parts."""

    keys: np.ndarray  # of the logs, ascending
    parts: np.ndarray  # ids of message parts
    counts: np.ndarray  # of each part, how many logs hold it
    flat: np.ndarray  # and which, ascending, part by part

    @classmethod
    def of(cls, keys: Sequence[int], members: Mapping[int, Sequence[int]]) -> "Documents":
        """`members` are the numbers of the logs that hold a part."""
        return cls(
            np.array(keys, np.int64),
            np.array(list(members), np.int64),
            np.array(list(map(len, members.values())), np.uint16),
            np.array(list(chain.from_iterable(members.values())), np.uint16),
        )

    def __len__(self) -> int:
        return len(self.keys) + len(self.parts)

    def members(self) -> list[np.ndarray]:
        """Of each part, the logs that hold it."""
        return np.split(self.flat, np.cumsum(self.counts, dtype=np.int64)[:-1]) if len(self.parts) else []

    def logs_of(self, having: np.ndarray) -> np.ndarray:
        """Which logs are, or hold, a document that is marked in `having`."""
        logs = len(self.keys)
        found = having[:logs].copy()
        found[self.flat[np.repeat(having[logs : len(self)], self.counts)]] = True
        return found

    def packed(self) -> bytes:
        counts, flat = pack_numbers("H", self.counts.tolist()), pack_numbers("H", self.flat.tolist())
        return frame(pack_keys(self.keys.tolist()), pack_numbers("q", self.parts.tolist()), counts, flat)

    @classmethod
    def unpacked(cls, blob: bytes) -> "Documents":
        keys, parts, counts, flat = unframe(blob)
        return cls(
            np.array(unpack_keys(keys)),
            np.array(unpack_numbers("q", parts)),
            np.array(unpack_numbers("H", counts)),
            np.array(unpack_numbers("H", flat)),
        )


def packed_terms(terms: Sequence[bytes], counts: array, firsts: array) -> bytes:
    """The head that finds terms; `terms` sorted."""
    blob = SEPARATOR + SEPARATOR.join(terms) + SEPARATOR
    return frame(pack(blob), pack_numbers("H", counts), pack_numbers("I", firsts))


@dataclass(frozen=True, slots=True)
class Hits:
    """Logs of a segment, by ascending number, that have what a plan wants; `sure` where that proves the needle."""

    sure: np.ndarray
    unsure: np.ndarray


_NONE = np.empty(0, np.int64)


def _threes(text: bytes) -> np.ndarray:
    """Each three bytes of a text as a number of 16 bits; some have the same."""
    codes = np.frombuffer(text, np.uint8).astype(np.uint16)
    return codes[:-2] * 961 + codes[1:-1] * 31 + codes[2:]


def _marked(*postings: np.ndarray) -> np.ndarray:
    """Documents as marks, which are quick to put together."""
    marks = np.zeros(LARGEST, bool)
    if postings:
        marks[np.concatenate(postings)] = True
    return marks


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """A clause in the terms of a segment: documents with any term of the first kind, or with all of the second."""

    any_of: list[int]
    all_of: list[int]
    is_proof: bool  # whether `all_of` proves the run; `any_of` always does
    weight: int  # postings to read, about


class Segment:
    """A segment as it is read. `load` gives the blobs of pages by number, of those there are."""

    def __init__(self, load: Callable[[Sequence[int]], dict[int, bytes]]) -> None:
        self._load = load

    @cached_property
    def _terms(self) -> tuple[bytes, np.ndarray, np.ndarray]:
        blob, counts, firsts = unframe(self._load([TERMS])[TERMS])
        return unpack(blob), np.array(unpack_numbers("H", counts)), np.array(unpack_numbers("I", firsts), np.int64)

    @cached_property
    def _threes(self) -> np.ndarray:
        """Marks of each three bytes that stand together in the terms, which tell that a part is nowhere among them."""
        marks = np.zeros(1 << 16, bool)
        marks[_threes(self._terms[0])] = True
        return marks

    @cached_property
    def documents(self) -> Documents:
        """The documents, read when they are asked for."""
        return Documents.unpacked(self._load([DOCUMENTS])[DOCUMENTS])

    @cached_property
    def signatures(self) -> Signatures:
        """Which of the documents may have which words next to each other."""
        return Signatures(len(self.documents), self._signature_pages)

    def _signature_pages(self, numbers: Sequence[int]) -> dict[int, bytes]:
        found = self._load([FIRST_SIGNATURES + number for number in numbers])
        return {number - FIRST_SIGNATURES: blob for number, blob in found.items()}

    @property
    def size_bytes(self) -> int:
        """Roughly what it keeps in memory, of what was read so far."""
        read = self.__dict__
        terms, documents = read.get("_terms"), read.get("documents")
        size = len(terms[0]) + len(read.get("_threes", ())) + 2 * len(terms[1]) + 8 * len(terms[2]) if terms else 0
        if "signatures" in read:
            size += 9 * len(read["signatures"].kinds)  # with the numbers by kind
        if documents:
            size += 8 * len(documents) + 2 * (len(documents.counts) + len(documents.flat))
        return size

    def terms(self) -> list[bytes]:
        """All terms, sorted."""
        return self._terms[0][1:-1].split(SEPARATOR) if len(self._terms[1]) else []

    # -- looking up

    def hits(self, plan: Plan) -> Hits:
        """What the index knows about a needle; its clauses must all hold in one document."""
        looked_up = []
        for clause in plan.clauses:
            looked_up.append(self._look_up(clause))
            if not looked_up[-1].weight:
                return Hits(_NONE, _NONE)
        looked_up.sort(key=lambda one: one.weight)
        sure, having = self._documents(looked_up[0])
        for one in looked_up[1:]:
            if having.any():
                having &= self._documents(one)[1]
        if plan.junctions and np.count_nonzero(having) > _FEW_DOCUMENTS:
            having[: len(self.documents)] &= self.signatures.having(plan.junctions)
        if not having.any():
            return Hits(_NONE, _NONE)
        unsure = self.documents.logs_of(having)
        if not plan.proves:
            return Hits(_NONE, np.flatnonzero(unsure))
        proven = self.documents.logs_of(sure)
        return Hits(np.flatnonzero(proven), np.flatnonzero(unsure & ~proven))

    def is_everywhere(self, plan: Plan) -> bool:
        """Whether answering would read very many postings, because a run of the needle is in so many terms."""
        looked_up = map(self._look_up, plan.clauses)
        return any(len(one.any_of) > _MANY_TERMS and one.weight > _MANY_POSTINGS for one in looked_up)

    def _look_up(self, clause: Clause) -> "_LookedUp":
        any_of = self._words(clause.words) if clause.words else []
        if clause.inside:
            any_of += self._inside(*clause.inside)
        all_of = self._ordinals(clause.required)
        counts = self._terms[1]
        weight = int(counts[np.array(any_of, np.int64)].sum()) + (int(counts[all_of].min()) if all_of else 0)
        return _LookedUp(any_of, all_of, clause.is_proof, weight)

    def _documents(self, one: "_LookedUp") -> tuple[np.ndarray, np.ndarray]:
        """Marks of the documents that have a run for sure, and of all that may."""
        sure = _marked(*self.postings(one.any_of)) if one.any_of else _marked()
        if not one.all_of:
            return sure, sure.copy()
        having = reduce(and_, map(_marked, self.postings(one.all_of))) | sure
        return (having.copy() if one.is_proof else sure), having

    # -- terms

    def _ordinal(self, term: bytes) -> int | None:
        blob = self._terms[0]
        place = self._place(term)
        if not blob.startswith(term + SEPARATOR, place):
            return None
        return blob.count(SEPARATOR, 0, place) - 1

    def _ordinals(self, terms: Iterable[bytes]) -> list[int]:
        """Of all these terms; none where one is missing."""
        found = []
        for term in terms:
            ordinal = self._ordinal(term)
            if ordinal is None:
                return []
            found.append(ordinal)
        return found

    def _place(self, term: bytes) -> int:
        """Where the first term that is not smaller begins."""
        blob = self._terms[0]
        low, high = 1, len(blob)
        while low < high:
            middle = blob.rfind(SEPARATOR, 0, (low + high) // 2) + 1
            end = blob.find(SEPARATOR, middle)
            if blob[middle:end] < term:
                low = end + 1
            else:
                high = middle
        return low

    def _words(self, words: Words) -> list[int]:
        """Ordinals of the words that contain the part, at their start or end where that is asked."""
        if words.starts and words.ends:
            ordinal = self._ordinal(words.part)
            return [] if ordinal is None else [ordinal]
        part = (SEPARATOR if words.starts else b"") + words.part + (SEPARATOR if words.ends else b"")
        if not self._threes[_threes(part)].all():
            return []
        return self._containing(part, self._place(PAIR + b"\xff") - 1, len(self._terms[0]))

    def _inside(self, mark: bytes, part: bytes) -> list[int]:
        """Ordinals of the terms of a kind that contain a part."""
        return self._containing(part, self._place(mark) - 1, self._place(mark + b"\xff"))

    def _containing(self, part: bytes, start: int, end: int) -> list[int]:
        """Ordinals of the terms between two places, from the separator before the first, that contain `part`."""
        blob, found = self._terms[0], []
        place = blob.find(part, start, end)
        counted, ordinal = 0, -1
        while place >= 0:
            inner = place + 1 if part.startswith(SEPARATOR) else place
            ordinal += blob.count(SEPARATOR, counted, inner)
            found.append(ordinal)
            counted = blob.find(SEPARATOR, inner)
            place = blob.find(part, counted, end)
        return found

    # -- postings

    def postings(self, ordinals: Sequence[int]) -> list[np.ndarray]:
        """The documents of each term, in the order asked for."""
        firsts = self._terms[2]
        pages = np.searchsorted(firsts, ordinals, "right") - 1
        numbers, places = np.unique(pages, return_inverse=True)
        counts, documents = self._pages(numbers)
        ends = np.cumsum(counts, dtype=np.int64)
        # Where the first term of each page stands among the terms of all these pages.
        sizes = firsts[numbers + 1] - firsts[numbers]
        terms = (np.cumsum(sizes) - sizes)[places] + ordinals - firsts[pages]
        return [documents[end - count : end] for count, end in zip(counts[terms].tolist(), ends[terms], strict=True)]

    def postings_between(self, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """Of the terms [start, end): how many documents each is in, and these, term by term."""
        counts, firsts = self._terms[1:]
        if start == end:
            return counts[:0], _NONE
        first = bisect_right(firsts, start) - 1
        _, documents = self._pages(np.arange(first, bisect_left(firsts, end)))
        before = int(counts[firsts[first] : start].sum())
        wanted = counts[start:end]
        return wanted, documents[before : before + int(wanted.sum())]

    def _pages(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of all terms in some pages: how many documents each is in, and these."""
        counts, firsts = self._terms[1:]
        blobs = self._load((numbers + FIRST_POSTINGS).tolist())
        found = np.concatenate([counts[firsts[number] : firsts[number + 1]] for number in numbers])
        return found, unpack_postings([blobs[number + FIRST_POSTINGS] for number in numbers.tolist()], found)
