"""A segment of the index: some logs of one project, the terms in them, and which has which. Pure: pages come from afar.

Its documents are the logs themselves and the message parts they share, so that a history which is sent again and again
stands in the segment once. What a part says, every log says that holds it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from .plan import Clause, Plan, Words
from .postings import (
    SEPARATOR,
    Page,
    frame,
    pack,
    pack_keys,
    pack_numbers,
    unframe,
    unpack,
    unpack_keys,
    unpack_numbers,
)
from .tokens import PAIR

# Pages by number: two heads, then postings.
TERMS, DOCUMENTS, FIRST_POSTINGS = 0, 1, 2

_MANY_TERMS = 50
_MANY_POSTINGS = 50_000


@dataclass(slots=True)
class Documents:
    """What a segment is about. Numbers of logs come first, then those of parts."""

    keys: Sequence[int]  # of the logs, ascending
    parts: Sequence[int] = ()  # ids of message parts
    members: Sequence[Sequence[int]] = ()  # of each part, the logs that hold it, ascending

    def packed(self) -> bytes:
        flat = [log for logs in self.members for log in logs]
        return frame(
            pack_keys(self.keys),
            pack_numbers("q", self.parts),
            pack_numbers("H", map(len, self.members)),
            pack_numbers("H", flat),
        )

    @classmethod
    def unpacked(cls, blob: bytes) -> "Documents":
        keys, parts, counts, flat = unframe(blob)
        numbers, members, start = unpack_numbers("H", flat), [], 0
        for count in unpack_numbers("H", counts):
            members.append(numbers[start : start + count])
            start += count
        return cls(unpack_keys(keys), unpack_numbers("q", parts), members)


def packed_terms(terms: Sequence[bytes], counts: array, firsts: array) -> bytes:
    """The head that finds terms; `terms` sorted."""
    blob = SEPARATOR + SEPARATOR.join(terms) + SEPARATOR
    return frame(pack(blob), pack_numbers("H", counts), pack_numbers("I", firsts))


@dataclass(slots=True)
class Hits:
    """Logs of a segment, by number, that have what a plan wants; `sure` where that proves the needle."""

    sure: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """A clause in the terms of a segment: documents with any term of the first kind, or with all of the second."""

    any_of: list[int]
    all_of: list[int]
    is_proof: bool  # whether `all_of` proves the run; `any_of` always does
    weight: int  # postings to read, about


class Segment:
    """A segment as it is read. `load` gives the blobs of pages by number."""

    def __init__(self, load: Callable[[Sequence[int]], dict[int, bytes]]) -> None:
        self._load = load

    @cached_property
    def _terms(self) -> tuple[bytes, array, array]:
        blob, counts, firsts = unframe(self._load([TERMS])[TERMS])
        return unpack(blob), unpack_numbers("H", counts), unpack_numbers("I", firsts)

    @cached_property
    def documents(self) -> Documents:
        """The documents, read when they are asked for."""
        return Documents.unpacked(self._load([DOCUMENTS])[DOCUMENTS])

    @property
    def size_bytes(self) -> int:
        """Roughly what it keeps in memory, of what was read so far."""
        read = self.__dict__
        terms, documents = read.get("_terms"), read.get("documents")
        size = len(terms[0]) + 2 * len(terms[1]) + 4 * len(terms[2]) if terms else 0
        if documents:
            size += 8 * (len(documents.keys) + len(documents.parts)) + sum(64 + 2 * len(m) for m in documents.members)
        return size

    def terms(self) -> list[bytes]:
        """All terms, sorted."""
        return self._terms[0][1:-1].split(SEPARATOR) if self._terms[1] else []

    # -- looking up

    def hits(self, plan: Plan) -> Hits:
        """What the index knows about a needle; its clauses must all hold in one document."""
        looked_up = sorted(map(self._look_up, plan.clauses), key=lambda one: one.weight)
        if not looked_up[0].weight:
            return Hits()
        sure, unsure = self._documents(looked_up[0], None)
        for one in looked_up[1:]:
            sure, unsure = set(), set().union(*self._documents(one, sure | unsure))
        return self._as_logs(sure, unsure) if plan.proves else self._as_logs(set(), sure | unsure)

    def is_everywhere(self, plan: Plan) -> bool:
        """Whether answering would read very many postings, because a run of the needle is in so many terms."""
        looked_up = map(self._look_up, plan.clauses)
        return any(len(one.any_of) > _MANY_TERMS and one.weight > _MANY_POSTINGS for one in looked_up)

    def _look_up(self, clause: Clause) -> "_LookedUp":
        any_of = self._words(clause.words) if clause.words else []
        if clause.inside:
            any_of += self._inside(*clause.inside)
        all_of = [self._ordinal(term) for term in clause.required]
        if None in all_of:
            all_of = []
        counts = self._terms[1]
        all_of.sort(key=counts.__getitem__)  # the rarest first: what is left is small from the start
        weight = sum(map(counts.__getitem__, any_of)) + (counts[all_of[0]] if all_of else 0)
        return _LookedUp(any_of, all_of, clause.is_proof, weight)

    def _documents(self, one: "_LookedUp", within: set[int] | None) -> tuple[set[int], set[int]]:
        """Documents, of those `within`, that have a run for sure, and others that may."""
        sure: set[int] = set()
        for documents in self.postings(one.any_of):
            sure.update(documents if within is None else within.intersection(documents))
        having = within
        for documents in self.postings(one.all_of):
            having = set(documents) if having is None else having.intersection(documents)
            if not having:
                break
        if not one.all_of or not having:
            return sure, set()
        return (sure | having, set()) if one.is_proof else (sure, having - sure)

    def _as_logs(self, sure: set[int], unsure: set[int]) -> Hits:
        """Documents as the logs that hold them."""
        documents = self.documents
        logs = len(documents.keys)
        if not documents.parts:
            return Hits(sure, unsure)
        hits = Hits()
        for found, into in ((sure, hits.sure), (unsure, hits.unsure)):
            for number in found:
                if number < logs:
                    into.add(number)
                else:
                    into.update(documents.members[number - logs])
        hits.unsure -= hits.sure
        return hits

    # -- terms

    def _ordinal(self, term: bytes) -> int | None:
        blob = self._terms[0]
        place = self._place(term)
        if not blob.startswith(term + SEPARATOR, place):
            return None
        return blob.count(SEPARATOR, 0, place) - 1

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

    def postings(self, ordinals: Sequence[int]) -> Iterator[Iterator[int]]:
        """The documents of each term, in the order asked for."""
        counts, firsts = self._terms[1], self._terms[2]
        pages = [bisect_right(firsts, ordinal) - 1 for ordinal in ordinals]
        blobs = self._load(sorted({FIRST_POSTINGS + page for page in pages}))
        opened: dict[int, tuple[Page, list[int]]] = {}
        for ordinal, number in zip(ordinals, pages, strict=True):
            if number not in opened:
                starts = list(accumulate(counts[firsts[number] : firsts[number + 1]], initial=0))
                opened[number] = Page(blobs[FIRST_POSTINGS + number]), starts
            page, starts = opened[number]
            yield page.documents(starts[ordinal - firsts[number]], counts[ordinal])

    def all_postings(self) -> Iterator[Iterator[int]]:
        """The documents of every term, in the order of terms, a page at a time."""
        counts, firsts = self._terms[1], self._terms[2]
        for number in range(len(firsts) - 1):
            page = Page(self._load([FIRST_POSTINGS + number])[FIRST_POSTINGS + number])
            start = 0
            for ordinal in range(firsts[number], firsts[number + 1]):
                yield page.documents(start, counts[ordinal])
                start += counts[ordinal]
