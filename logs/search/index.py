"""The index kept behind the writer: what waits becomes a segment, small segments become larger ones.

Each step is safe to stop at any moment: a segment counts when the transaction that takes its logs from the queue has
made it live. What it replaces stays for whoever reads it, and is swept later.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import numpy as np
from django.db import connections
from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils import timezone

from ..engines import engine_of, writing
from ..engines.keys import KeyIn
from ..giving_way import Turn, taking
from ..models import LogBody
from ..routers import logs_alias
from . import reading, store
from .building import build, merge
from .models import SearchQueue, SearchSegment, SearchStale
from .postings import LARGEST

BATCH = 2048  # logs that become one segment
# Segments of about one size that become one, if they do not fill one before. A log is merged once or twice in all:
# fewer segments are searched quicker, and each merge costs half of what indexing did.
MERGED = 16
FINAL = LARGEST // 2  # documents from which on a segment is merged no more
_READERS_TIME = timedelta(minutes=1)
_BUILDERS_TIME = timedelta(hours=1)
_BETWEEN_CHECKS = timedelta(minutes=10)
QUEUE_ALL = """
    INSERT INTO logs_searchqueue (project_id, log_id, queued_at)
    SELECT project_id, id, %s FROM logs_log ORDER BY id DESC
"""
_MOST_GONE = 1 / 8  # of a segment's logs, before it is written anew without them


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the index is behind."""

    waiting: int
    oldest_seconds: float  # 0 where nothing waits


def lag() -> Lag:
    """How many logs wait to be indexed, and since when."""
    found = SearchQueue.objects.aggregate(waiting=Count("id"), oldest=Min("queued_at"))
    oldest = (timezone.now() - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return Lag(found["waiting"], max(0.0, oldest))


def waiting_since() -> datetime | None:
    """Since when the first entry of the queue waits; None where nothing does. Reads one row, however many wait."""
    return SearchQueue.objects.order_by("id").values_list("queued_at", flat=True).first()


def last_waiting() -> int:
    """The newest entry of the queue; 0 where nothing waits."""
    return SearchQueue.objects.aggregate(last=Max("id"))["last"] or 0


def count_waiting(last: int) -> int:
    """How many entries of the queue wait, up to `last`."""
    return SearchQueue.objects.filter(id__lte=last).count()


def index_pending() -> int:
    """Index all that waits: how many entries of the queue that were. What another process is at is left to it."""
    total = 0
    while count := index_some():
        total += count
    while merge_some():
        pass
    return total


# -- what waits


def index_some() -> int:
    """Index a batch of what waits: how many entries of the queue that were; 0 too where another process is at it."""
    with _alone("search-index") as is_alone:
        if not is_alone:
            return 0
        rows = list(SearchQueue.objects.order_by("id").values_list("project_id", "id", "log_id")[:BATCH])
        # Merging waits meanwhile, but not for ever: not for who has a backlog.
        with taking(Turn.INDEXING if len(rows) < BATCH else Turn.MERGING):
            for project_id, entries in groupby(sorted(rows), key=lambda row: row[0]):
                _index(project_id, [entry[1:] for entry in entries])
    return len(rows)


def _index(project_id: int, waiting: Sequence[tuple[int, int]]) -> None:
    keys = sorted({key for _, key in waiting})
    documents, pages = build(reading.entries(keys), reading.said_in_parts)
    draft = store.Draft(project_id, pages) if len(documents.keys) else None
    older = _that_know(project_id, keys)  # also of those whose content has gone since
    with writing(logs_alias()):
        while not _are_live(older):  # merged meanwhile
            older = _that_know(project_id, keys)
        stale = [SearchStale(segment_id=one, log_id=key) for one, known in older.items() for key in known]
        SearchStale.objects.bulk_create(stale, ignore_conflicts=True)
        SearchQueue.objects.filter(KeyIn(F("id"), [entry for entry, _ in waiting])).delete()
        if draft is not None:
            draft.go_live(documents)


def _that_know(project_id: int, keys: Sequence[int]) -> dict[int, list[int]]:
    """Segments that tell of some of these logs already, as they were before; looked for where keys overlap."""
    if not keys:
        return {}
    live = SearchSegment.objects.filter(project_id=project_id, is_live=True)
    near = live.filter(low_key__lte=keys[-1], high_key__gte=keys[0]).values_list("pk", flat=True)
    known = {one: np.intersect1d(_keys_of(one), keys).tolist() for one in near}
    return {one: logs for one, logs in known.items() if logs}


def _keys_of(segment_id: int) -> np.ndarray:
    """Logs that come late come to the same segments again and again, so these are remembered."""
    keys = store.SHELF.segment(segment_id).documents.keys
    store.SHELF.weigh(segment_id)
    return keys


def _are_live(older: dict[int, list[int]]) -> bool:
    live = SearchSegment.objects.select_for_update().filter(pk__in=list(older), is_live=True)
    return len(live) == len(older)


# -- what is there already


def merge_some() -> bool:
    """Put segments of about one size together where there are enough: whether there were."""
    with _alone("search-merge") as is_alone:
        group = _due() if is_alone else []
        if group:
            with taking(Turn.MERGING):
                _replace(group)
        return bool(group)


def tidy() -> bool:
    """Sweep what was replaced, and write anew one segment whose logs are gone: whether there may be more to do."""
    with _alone("search-merge") as is_alone:
        if not is_alone:
            return False
        _sweep(timezone.now())
        checked = SearchSegment.objects.filter(is_live=True, made_at__lt=timezone.now() - _BETWEEN_CHECKS)
        segment = checked.order_by("made_at").first()
        if segment is None:
            return False
        segment.made_at = timezone.now()
        segment.save(update_fields=["made_at"])
        keys = store.open_segment(segment.pk).documents.keys.tolist()
        if len(keys) - len(_still_there(keys)) > len(keys) * _MOST_GONE:
            _replace([segment])
        return True


def rewrite_without(project_id: int, keys: Sequence[int]) -> None:
    """Write the segments that tell of some logs, which are deleted, anew without them, and remove the old ones now.

    Who reads an old one at this moment has to ask again: so much the privacy of somebody erased is worth.
    """
    if not keys:
        return
    while True:
        with _alone("search-merge") as is_alone:
            if is_alone:
                for segment_id in _that_know(project_id, sorted(keys)):
                    _replace([SearchSegment.objects.get(pk=segment_id)])
                gone = SearchSegment.objects.filter(project_id=project_id, is_live=False, replaced_at__isnull=False)
                store.remove(list(gone.values_list("pk", flat=True)))
                return
        time.sleep(0.1)


def _due() -> list[SearchSegment]:
    """Neighbours of one project that are ready to be merged."""
    small = SearchSegment.objects.filter(is_live=True, size__lt=FINAL)
    sums = small.values("project_id").annotate(count=Count("id"), total=Sum("size"))
    for project_id in sums.filter(Q(count__gte=MERGED) | Q(total__gt=LARGEST)).values_list("project_id", flat=True):
        tiers: dict[int, list[SearchSegment]] = {}
        for segment in small.filter(project_id=project_id).order_by("low_key"):
            tiers.setdefault(_tier(segment.size), []).append(segment)
        for _, tier in sorted(tiers.items()):
            if len(tier) >= MERGED or sum(segment.size for segment in tier) > LARGEST:
                return _that_fit(tier)
    return []


def _tier(size: int) -> int:
    return size.bit_length() // 4


def _that_fit(tier: Sequence[SearchSegment]) -> list[SearchSegment]:
    """The first of them, as many as one segment has room for; each is smaller than half of it."""
    group: list[SearchSegment] = []
    for segment in tier:
        if len(group) > 1 and sum(one.size for one in group) + segment.size > LARGEST:
            break
        group.append(segment)
    return group


def _replace(group: Sequence[SearchSegment]) -> None:
    """One new segment in place of some, without the logs that are gone or that another segment knows better."""
    ids = [segment.pk for segment in group]
    sources = [store.open_segment(one) for one in ids]
    known_stale = _stale(ids)
    there = [_still_there(source.documents.keys.tolist()) for source in sources]
    documents, pages = merge(sources, lambda i, key: key in there[i] and (ids[i], key) not in known_stale)
    draft = store.Draft(group[0].project_id, pages) if len(documents.keys) else None
    with writing(logs_alias()):
        list(SearchSegment.objects.select_for_update().filter(pk__in=ids))
        if draft is not None:
            segment = draft.go_live(documents)
            late = _stale(ids) - known_stale
            moved = [SearchStale(segment_id=segment.pk, log_id=key) for key in {key for _, key in late}]
            SearchStale.objects.bulk_create(moved)
        SearchStale.objects.filter(segment_id__in=ids).delete()
        SearchSegment.objects.filter(pk__in=ids).update(is_live=False, replaced_at=timezone.now())


def _stale(segment_ids: Sequence[int]) -> set[tuple[int, int]]:
    return set(SearchStale.objects.filter(segment_id__in=segment_ids).values_list("segment_id", "log_id"))


def _still_there(keys: Sequence[int]) -> set[int]:
    return set(LogBody.objects.filter(KeyIn(F("id"), keys)).values_list("id", flat=True))


def _sweep(now: datetime) -> None:
    """Delete what nobody reads any more, and what somebody began and did not finish."""
    unread = Q(replaced_at__lt=now - _READERS_TIME) | Q(replaced_at=None, made_at__lt=now - _BUILDERS_TIME)
    store.remove(SearchSegment.objects.filter(unread, is_live=False).values_list("pk", flat=True))


@contextmanager
def _alone(purpose: str) -> Iterator[bool]:
    with engine_of(logs_alias()).only_one(logs_alias(), purpose) as is_alone:
        yield is_alone


# -- from the start


def forget_all() -> None:
    """Empty the index and have every log indexed anew, the newest first. Until then search reads bodies."""
    with writing(logs_alias()):
        SearchQueue.objects.all().delete()
        SearchStale.objects.all().delete()
        SearchSegment.objects.filter(is_live=True).update(is_live=False, replaced_at=timezone.now())
        # In one statement, so that none that is written meanwhile falls between.
        with connections[logs_alias()].cursor() as cursor:
            cursor.execute(QUEUE_ALL, [timezone.now()])
