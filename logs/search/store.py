"""The index in the database: segments read, remembered and written, and the queue."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from ..engines import writing
from ..engines.inserting import insert
from ..engines.keys import KeyIn
from ..routers import logs_alias
from .building import Pages
from .models import SearchPage, SearchQueue, SearchSegment
from .segment import Segment

_PAGE_BITS = 20
# What a process remembers of segments: their terms, which are read by nearly every search.
REMEMBERED_BYTES = 64 * 1024 * 1024
# Pages are written a few at a time, so that no log waits long for the one lock of SQLite.
_WRITTEN_BYTES = 1024 * 1024
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


def write(project_id: int, pages: Pages) -> SearchSegment:
    """A segment with these pages, not live yet, so that nobody reads it."""
    with writing(logs_alias()):
        segment = SearchSegment.objects.create(project_id=project_id, made_at=timezone.now())
    rows: list[dict[str, Any]] = []
    size = 0
    for number, blob in pages:
        rows.append({"id": page_key(segment.pk, number), "blob": blob})
        size += len(blob)
        if size >= _WRITTEN_BYTES:
            _insert(rows)
            rows, size = [], 0
    _insert(rows)
    return segment


def _insert(rows: list[dict[str, Any]]) -> None:
    with writing(logs_alias()):
        insert(SearchPage, rows)


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
