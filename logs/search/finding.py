"""Searching: which logs contain a needle, newest first as far as a page needs, or all of them exactly.

The index gives candidates and often proof; what it does not prove, and what it does not know yet, is read from the
bodies. The queue is read before the segments, so a log that changes over meanwhile is seen twice, never not at all.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import F, Max, QuerySet

from ..engines.keys import KeyIn
from ..models import Log
from ..needles import NEWEST_KEY, Scope
from . import store
from .models import SearchQueue, SearchSegment, SearchStale
from .plan import Plan, plan
from .reading import Reader

_CHUNK = 100  # candidates looked at together, at first
_LARGEST_CHUNK = 1000
# Where so much waits to be indexed, a page looks at the newest of it and says how far it got.
MOST_WAITING = 50_000
# Rows that a search reads one after the other where words are everywhere, before it asks the index after all.
_WALKED = 400
# Candidates that other conditions refused, before it is asked whether those conditions leave few logs anyway.
_REFUSED = 2000
_FEW = 5000


@dataclass(slots=True)
class Found:
    """Keys of a page, in order. `reached` is the last key looked at where time was up before the page was full."""

    keys: list[int] = field(default_factory=list)
    reached: int | None = None


Candidate = tuple[int, bool]  # key, and whether the index proves it
_Head = tuple[int, int, bool, Iterator[int]]


# -- the index of a project at one moment


class _Snapshot:
    """What waits and what is live in a project."""

    def __init__(self, scope: Scope, most_waiting: int | None = None) -> None:
        self.scope = scope
        waiting = SearchQueue.objects.filter(project_id=scope.project_id, log_id__range=(scope.low, scope.high))
        keys = list(waiting.order_by("-log_id").values_list("log_id", flat=True).distinct()[:most_waiting])
        self.waiting = keys
        # Below this key there may be logs that the index does not know.
        self.floor = keys[-1] if most_waiting is not None and len(keys) == most_waiting else None
        live = SearchSegment.objects.filter(project_id=scope.project_id, is_live=True, high_key__gte=scope.low)
        self.segments = list(live.filter(low_key__lte=scope.high).values_list("pk", "low_key", "high_key"))
        self._stale: dict[int, set[int]] = {}
        if self.segments:
            ids = [segment[0] for segment in self.segments]
            for segment, key in SearchStale.objects.filter(segment_id__in=ids).values_list("segment_id", "log_id"):
                self._stale.setdefault(segment, set()).add(key)

    def candidates(self, wanted: Plan, *, is_descending: bool) -> Iterator[Candidate]:
        """Logs that may contain the needle, in order of their keys; a segment is read when its turn comes."""
        edge, sign = (2, -1) if is_descending else (1, 1)
        segments = deque(sorted(self.segments, key=lambda segment: sign * segment[edge]))
        heap: list[_Head] = []
        _push(heap, sign, False, iter(sorted(self.waiting, reverse=is_descending)))
        while heap or segments:
            while segments and (not heap or sign * segments[0][edge] <= heap[0][0]):
                sure, unsure = self.in_segment(segments.popleft()[0], wanted)
                _push(heap, sign, True, iter(sure[::sign].tolist()))
                _push(heap, sign, False, iter(unsure[::sign].tolist()))
            if heap:
                place, _, is_sure, keys = heappop(heap)
                yield sign * place, is_sure
                _push(heap, sign, is_sure, keys)

    def in_segment(self, segment_id: int, wanted: Plan) -> tuple[np.ndarray, np.ndarray]:
        """Keys of the logs in a segment that contain the needle for sure, and of those that may, ascending."""
        segment = store.SHELF.segment(segment_id)
        hits = segment.hits(wanted)
        if not len(hits.sure) and not len(hits.unsure):
            store.SHELF.weigh(segment_id)
            return hits.sure, hits.unsure
        keys = segment.documents.keys
        store.SHELF.weigh(segment_id)
        left_out = np.array([*self.waiting, *self._stale.get(segment_id, ())], np.int64)
        return self._in_scope(keys[hits.sure], left_out), self._in_scope(keys[hits.unsure], left_out)

    def _in_scope(self, keys: np.ndarray, left_out: np.ndarray) -> np.ndarray:
        keys = keys[(keys >= self.scope.low) & (keys <= self.scope.high)]
        return keys[~np.isin(keys, left_out)] if len(left_out) else keys

    def is_everywhere(self, wanted: Plan, *, is_descending: bool) -> bool:
        """Whether the first segment has so many words with the needle that reading rows is quicker than its lists."""
        if not self.segments:
            return False
        first = (
            max(self.segments, key=lambda one: one[2]) if is_descending else min(self.segments, key=lambda one: one[1])
        )
        return store.SHELF.segment(first[0]).is_everywhere(wanted)


def _push(heap: list[_Head], sign: int, is_sure: bool, keys: Iterator[int]) -> None:
    key = next(keys, None)
    if key is not None:
        heappush(heap, (sign * key, id(keys), is_sure, keys))


# -- a page


def page(
    base: QuerySet[Log], needle: str, scope: Scope, wanted: int, *, is_descending: bool, seconds: float | None = None
) -> Found:
    """The first `wanted` keys of `base` that contain a folded needle; within `seconds`, where they are given."""
    return _Search(base, plan(needle), scope, wanted, is_descending, seconds).run()


class _Search:
    """One search for a page."""

    def __init__(
        self, base: QuerySet[Log], wanted: Plan, scope: Scope, count: int, is_descending: bool, seconds: float | None
    ) -> None:
        self._base = base.order_by("-id" if is_descending else "id")
        self._plan, self._scope, self._count, self._is_descending = wanted, scope, count, is_descending
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._reader = Reader(wanted.needle)
        self._found = Found()

    def run(self) -> Found:
        if not self._plan.clauses:
            self._walk(None)
            return self._found
        snapshot = _Snapshot(self._scope, None if self._deadline is None else MOST_WAITING)
        after = None
        if snapshot.is_everywhere(self._plan, is_descending=self._is_descending):
            after = self._walk(_WALKED)
            if after is None or self._is_full:
                return self._found
        self._ask(snapshot, after)
        return self._found

    @property
    def _is_full(self) -> bool:
        return len(self._found.keys) >= self._count

    @property
    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() > self._deadline

    def _walk(self, most: int | None) -> int | None:
        """Read the logs that match all else one after the other; the key it came to, None where that was the end."""
        size, after, walked = _CHUNK, None, 0
        while True:
            keys = list(self._beyond(after).values_list("id", flat=True)[:size])
            self._take(keys, self._reader.containing(keys))
            if len(keys) < size:
                return None
            after, walked, size = keys[-1], walked + len(keys), min(size * 2, _LARGEST_CHUNK)
            if self._is_full or (most is not None and walked >= most):
                return after
            if self._is_late:
                self._found.reached = after
                return after

    def _ask(self, snapshot: _Snapshot, after: int | None) -> None:
        """Take candidates from the index, beyond a key that was reached already."""
        size, refused = _CHUNK, 0
        candidates = snapshot.candidates(self._plan, is_descending=self._is_descending)
        if after is not None:
            candidates = (one for one in candidates if self._is_beyond(one[0], after))
        while chunk := _first(candidates, size):
            kept = self._matching(chunk)
            unsure = [key for key, is_sure in kept if not is_sure]
            confirmed = self._reader.containing(unsure) if unsure else set()
            self._take([key for key, _ in kept], {key for key, is_sure in kept if is_sure} | confirmed)
            if self._is_full:
                return
            if self._is_late or (snapshot.floor is not None and chunk[-1][0] <= snapshot.floor):
                self._found.reached = chunk[-1][0]
                return
            refused, size = refused + len(chunk) - len(kept), min(size * 2, _LARGEST_CHUNK)
            if refused >= _REFUSED:
                refused = -NEWEST_KEY  # asked once
                few = list(self._beyond(chunk[-1][0]).values_list("id", flat=True)[: _FEW + 1])
                if len(few) <= _FEW:
                    among = set(few)
                    candidates = iter([one for one in candidates if one[0] in among])

    def _matching(self, candidates: list[Candidate]) -> list[Candidate]:
        keys = [key for key, _ in candidates]
        matching = set(self._base.filter(KeyIn(F("id"), keys)).order_by().values_list("id", flat=True))
        return [one for one in candidates if one[0] in matching]

    def _take(self, keys: Iterable[int], containing: set[int]) -> None:
        room = self._count - len(self._found.keys)
        self._found.keys += [key for key in keys if key in containing][:room]

    def _beyond(self, after: int | None) -> QuerySet[Log]:
        if after is None:
            return self._base
        return self._base.filter(id__lt=after) if self._is_descending else self._base.filter(id__gt=after)

    def _is_beyond(self, key: int, after: int) -> bool:
        return key < after if self._is_descending else key > after


# -- all of them


def moment() -> tuple[int | None, ...]:
    """Something that is different after every change to what can be found."""
    newest = (SearchQueue.objects.aggregate(Max("id")), SearchSegment.objects.aggregate(Max("id")))
    return tuple(found["id__max"] for found in newest)


def resolve(needle: str, scope: Scope) -> list[int]:
    """Keys of all logs in a scope that contain a folded needle. Some may be of logs that are gone."""
    if scope.project_id is None:
        projects = set(SearchQueue.objects.values_list("project_id", flat=True).distinct())
        projects |= set(SearchSegment.objects.filter(is_live=True).values_list("project_id", flat=True).distinct())
        return [key for one in sorted(projects) for key in resolve(needle, Scope(one, scope.low, scope.high))]
    wanted = plan(needle)
    if not wanted.clauses:
        logs = Log.objects.filter(project_id=scope.project_id, id__range=(scope.low, scope.high))
        return sorted(_confirmed(logs.order_by("-id").values_list("id", flat=True).iterator(), needle))
    snapshot = _Snapshot(scope)
    found, unsure = [], list(snapshot.waiting)
    for segment_id, *_ in snapshot.segments:
        proven, rest = snapshot.in_segment(segment_id, wanted)
        found += proven.tolist()
        unsure += rest.tolist()
    return found + _confirmed(iter(unsure), needle)


def _confirmed(keys: Iterator[int], needle: str) -> list[int]:
    reader, found = Reader(needle), []
    while chunk := _first(keys, _LARGEST_CHUNK):
        found += reader.containing(chunk)
    return found


def _first(items: Iterator[Any], count: int) -> list[Any]:
    return list(islice(items, count))
