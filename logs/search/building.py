"""Segments made: from the terms of some logs, and from smaller segments put together. Pure."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from .postings import LARGEST, PageWriter
from .segment import DOCUMENTS, FIRST_POSTINGS, TERMS, Documents, Segment, packed_terms


@dataclass(frozen=True, slots=True)
class Entry:
    """A log for the index: its own terms, and the message parts it holds."""

    key: int
    terms: Iterable[bytes]
    parts: Sequence[int] = ()


Pages = Iterator[tuple[int, bytes]]  # number of the page, blob


def build(
    entries: Iterable[Entry], parts: Callable[[Sequence[int]], Iterator[Iterable[bytes]]]
) -> tuple[Documents, Pages]:
    """A segment of these logs, which come in order of their keys, and of all parts they hold.

    `parts` gives the terms of parts in the order asked for. At most LARGEST documents.
    """
    keys: list[int] = []
    members: dict[int, list[int]] = defaultdict(list)
    postings: dict[bytes, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        keys.append(entry.key)
        for part in dict.fromkeys(entry.parts):
            members[part].append(number)
        _append(number, map(postings.__getitem__, entry.terms))
    for number, terms in enumerate(parts(list(members)), len(keys)):
        _append(number, map(postings.__getitem__, terms))
    documents = Documents(keys, list(members), list(members.values()))
    return documents, _pages(documents, ((term, postings[term]) for term in sorted(postings)))


def _append(number: int, lists: Iterable[list[int]]) -> None:
    """Append to each list, without a step of Python for each: this is done for every word of every log."""
    deque(map(list.append, lists, repeat(number)), maxlen=0)


def merge(segments: Sequence[Segment], is_kept: Callable[[int, int], bool]) -> tuple[Documents, Pages]:
    """What segments hold together, of the logs that `is_kept(index of segment, key)`; at most LARGEST documents."""
    sources = [segment.documents for segment in segments]
    kept = [[is_kept(index, key) for key in source.keys] for index, source in enumerate(sources)]
    keys = sorted({key for source, keep in zip(sources, kept, strict=True) for key in _where(source.keys, keep)})
    number_of = {key: number for number, key in enumerate(keys)}
    logs = [
        [number_of[key] if keeps else -1 for key, keeps in zip(source.keys, keep, strict=True)]
        for source, keep in zip(sources, kept, strict=True)
    ]
    members: dict[int, set[int]] = defaultdict(set)
    for source, numbers in zip(sources, logs, strict=True):
        for part, held in zip(source.parts, source.members, strict=True):
            members[part].update(number for log in held if (number := numbers[log]) >= 0)
    parts = [part for part, held in members.items() if held]
    documents = Documents(keys, parts, [sorted(members[part]) for part in parts])
    number_of_part = {part: len(keys) + place for place, part in enumerate(parts)}
    moves = [
        [*numbers, *(number_of_part.get(part, -1) for part in source.parts)]
        for source, numbers in zip(sources, logs, strict=True)
    ]
    return documents, _pages(documents, _merged(segments, moves))


def _where(keys: Iterable[int], keep: Iterable[bool]) -> Iterator[int]:
    return (key for key, keeps in zip(keys, keep, strict=True) if keeps)


def _merged(segments: Sequence[Segment], moves: Sequence[Sequence[int]]) -> Iterator[tuple[bytes, list[int]]]:
    """The terms of all segments in order, each with the new numbers of its documents."""
    drops = [-1 in move for move in moves]
    has_parts = any(segment.documents.parts for segment in segments)
    listed = [segment.terms() for segment in segments]
    postings = [segment.all_postings() for segment in segments]
    places = [0] * len(segments)
    for term in sorted(set().union(*listed)):
        found: list[int] = []
        for index, terms in enumerate(listed):
            place = places[index]
            if place < len(terms) and terms[place] == term:
                places[index] = place + 1
                found.extend(map(moves[index].__getitem__, next(postings[index])))
                if drops[index]:
                    found = [number for number in found if number >= 0]
        if found:
            # Only a part can be in several segments. What follows one another in time is sorted already.
            yield term, sorted(set(found) if has_parts else found)


def _pages(documents: Documents, postings: Iterable[tuple[bytes, list[int]]]) -> Pages:
    if len(documents.keys) + len(documents.parts) > LARGEST:
        raise ValueError("a segment numbers its documents with 16 bits")
    writer, terms, number = PageWriter(), [], FIRST_POSTINGS
    for term, found in postings:
        terms.append(term)
        if page := writer.add(found):
            yield number, page
            number += 1
    if page := writer.last():
        yield number, page
    yield DOCUMENTS, documents.packed()
    yield TERMS, packed_terms(terms, writer.counts, writer.firsts)
