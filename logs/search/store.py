"""The index in the database: segments read, remembered and written, and the queue."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from ..engines import writing
from ..engines.inserting import insert
from ..engines.keys import KeyIn
from ..routers import logs_alias
from .building import Pages
from .models import SearchPage, SearchQueue, SearchSegment
from .segment import Documents, Segment

_PAGE_BITS = 20
# What a process remembers of segments: their terms, which are read by nearly every search.
REMEMBERED_BYTES = 64 * 1024 * 1024
# Pages are written a few at a time, so that no log waits long for the one lock of SQLite.
_WRITTEN_BYTES = 2 * 1024 * 1024
_REMOVED_PAGES = 64  # and removed, for which SQLite writes each of them once more, empty


class Shelf:
    """Segments as they were read before, the ones used last; they never change. For one process."""

    def __init__(self) -> None:
        self._segments: OrderedDict[int, Segment] = OrderedDict()
        self._sizes: dict[int, int] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._segments)

    def segment(self, segment_id: int) -> Segment:
        """The segment with this id, which must exist."""
        with self._lock:
            segment = self._segments.get(segment_id)
            if segment is None:
                segment = self._segments[segment_id] = open_segment(segment_id)
            self._segments.move_to_end(segment_id)
        return segment

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._segments.clear()
            self._sizes.clear()

    def weigh(self, segment_id: int) -> None:
        """After it was read: forget the segments used least where there is too much."""
        with self._lock:
            with suppress(KeyError):
                self._sizes[segment_id] = self._segments[segment_id].size_bytes
            while sum(self._sizes.values()) > REMEMBERED_BYTES and len(self._segments) > 1:
                oldest, _ = self._segments.popitem(last=False)
                self._sizes.pop(oldest, None)


SHELF = Shelf()


def open_segment(segment_id: int) -> Segment:
    """The segment with this id, for one use."""
    return Segment(lambda pages: load(segment_id, pages))


def page_key(segment_id: int, number: int) -> int:
    """Key of a page of a segment."""
    return segment_id << _PAGE_BITS | number


def load(segment_id: int, numbers: Sequence[int]) -> dict[int, bytes]:
    """Blobs of pages by number."""
    first = page_key(segment_id, 0)
    keys = [first + number for number in numbers]
    rows = SearchPage.objects.filter(KeyIn(F("id"), keys)).values_list("id", "blob")
    return {key - first: bytes(blob) for key, blob in rows}


class Draft:
    """A segment on its way, which nobody reads yet.

    What is large is written a piece at a time, so that nobody waits long for the one lock of SQLite. The rest is kept
    for the transaction that makes it live: of a small segment that is all, and its writer waits for the lock once.
    """

    def __init__(self, project_id: int, pages: Pages) -> None:
        self._segment = SearchSegment(project_id=project_id, made_at=timezone.now())
        self._rest: list[tuple[int, bytes]] = []
        size = 0
        for number, blob in pages:
            self._rest.append((number, blob))
            size += len(blob)
            if size >= _WRITTEN_BYTES:
                self.write()
                size = 0

    def write(self) -> SearchSegment:
        """Write what there is, not live."""
        with writing(logs_alias()):
            if self._segment.pk is None:
                self._segment.save()
            self._insert()
        return self._segment

    def go_live(self, documents: Documents) -> SearchSegment:
        """Have it read from now on; inside the transaction that takes its logs from the queue or from others."""
        keys = documents.keys
        self._segment.low_key, self._segment.high_key = int(keys[0]), int(keys[-1])
        self._segment.logs, self._segment.size = len(keys), len(documents)
        self._segment.is_live = True
        self._segment.save()
        self._insert()
        return self._segment

    def _insert(self) -> None:
        first = page_key(self._segment.pk, 0)
        insert(SearchPage, [{"id": first + number, "blob": blob} for number, blob in self._rest])
        self._rest = []


def remove(segment_ids: Iterable[int]) -> None:
    """Delete segments that nobody reads, with their pages: few at a time, as on SQLite nobody writes meanwhile."""
    for segment_id in segment_ids:
        pages = SearchPage.objects.filter(id__gte=page_key(segment_id, 0), id__lt=page_key(segment_id + 1, 0))
        while some := list(pages.order_by("id").values_list("id", flat=True)[:_REMOVED_PAGES]):
            with writing(logs_alias()):
                pages.filter(id__lte=some[-1])._raw_delete(logs_alias())
        with writing(logs_alias()):
            SearchSegment.objects.filter(pk=segment_id).delete()


def enqueue(logs: Iterable[tuple[int, int]], queued_at: datetime | None = None) -> None:
    """Have logs indexed, by project and key. In the transaction that writes them."""
    moment = queued_at or timezone.now()
    insert(SearchQueue, [{"project_id": project, "log_id": key, "queued_at": moment} for project, key in logs])
