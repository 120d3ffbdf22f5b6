"""Deleting logs with everything that belongs to them: the one way out of the store.

In one transaction a log's row, body and caller's id go and the rollups are told, so that counts are right at every
moment. What logs share is removed later by upkeep: message parts that nothing refers to, entries of the search index.
"""

import time
from collections.abc import Callable, Iterator

from django.db.models import Exists, OuterRef

from . import rollups
from .engines import engine_of, writing
from .holds import without_held
from .models import Log, LogBody, LogSource, SearchQueue
from .querysets import LogQuerySet, source_digest
from .routers import logs_alias

# Logs a transaction: on SQLite, where nobody else writes meanwhile, a few hundredths of a second.
BATCH = 200
LONGEST_PAUSE_SECONDS = 0.25
# How much of the time a deletion works: where somebody waits for it, and where nobody does.
SHARE, GENTLE_SHARE = 0.5, 0.3
_ROW = ("id", "project_id", "source_id", *rollups.FIELDS)


def delete(
    logs: LogQuerySet,
    advance: Callable[[int], None] = lambda done: None,
    *,
    keep_bodies: bool = False,
    keep_history: bool = False,
    noting: Callable[[list[int]], None] = lambda keys: None,
) -> int:
    """Delete all of `logs` that no legal hold keeps, the oldest first, beside those who write and read. How many.

    `advance` gets the number deleted after each batch. Stopped and run again, it goes on where it was. `keep_bodies`
    is for a caller that drops their table afterwards. With `keep_history` charts go on counting them, and nobody waits.
    `noting` gets the keys of each batch in its transaction, just before they go.
    """
    logs, done, last = without_held(logs), 0, -1
    while keys := list(logs.order_by("id").filter(id__gt=last).values_list("id", flat=True)[:BATCH]):
        started = time.monotonic()
        done += _delete_batch(keys, noting, keep_bodies=keep_bodies, keep_history=keep_history)
        last = keys[-1]
        advance(done)
        rest(time.monotonic() - started, GENTLE_SHARE if keep_history else SHARE)
    return done


def rest(worked_seconds: float, share: float) -> None:
    """A pause after which the work has taken a share of the time.

    SQLite wakes nobody who waits for its lock: without a pause a writer would come too late again and again.
    """
    time.sleep(min(worked_seconds * (1 / share - 1), LONGEST_PAUSE_SECONDS))


def prune(logs: LogQuerySet, before_key: int, advance: Callable[[int], None] = lambda done: None) -> int:
    """Delete `logs`, which are those of all projects up to a time, and give their months back to the disk.

    Where the engine has partitions, those with keys below `before_key` alone are emptied of rows, which keeps the
    counts right, and dropped, which costs nothing for the bodies and leaves nothing to be vacuumed.
    """
    done, alias = 0, logs_alias()
    for low, high in engine_of(alias).whole_partitions(alias, before_key):
        done += delete(logs.filter(id__gte=low, id__lt=high), _from(done, advance), keep_bodies=True)
        if not engine_of(alias).drop_partition(alias, low):
            _delete_orphans(low, high)
    return done + delete(logs, _from(done, advance))


def _delete_orphans(low: int, high: int) -> None:
    """Bodies of a month whose rows are deleted, where its table cannot be dropped now."""
    bodies = LogBody.objects.filter(~Exists(Log.objects.filter(id=OuterRef("id"))), id__gte=low, id__lt=high)
    while keys := list(bodies.values_list("id", flat=True)[:BATCH]):
        LogBody.objects.filter(id__in=keys).delete()


def _from(done: int, advance: Callable[[int], None]) -> Callable[[int], None]:
    return lambda more: advance(done + more)


def _delete_batch(
    keys: list[int], noting: Callable[[list[int]], None], *, keep_bodies: bool, keep_history: bool
) -> int:
    with writing(logs_alias()):
        # Locked in the order of keys, so that a second write of one of them waits, and finds it gone.
        rows = list(Log.objects.filter(id__in=keys).order_by("id").only(*_ROW).select_for_update())
        held = [row.id for row in rows]
        noting(held)
        rollups.apply(removed=rows, outlived=rows if keep_history else ())
        LogSource.objects.filter(digest__in=list(_digests(rows)), log_id__in=held).delete()
        SearchQueue.objects.filter(project_id__in={row.project_id for row in rows}, log_id__in=held).delete()
        if not keep_bodies:
            LogBody.objects.filter(id__in=held).delete()
        Log.objects.filter(id__in=held).delete()
    return len(rows)


def _digests(rows: list[Log]) -> Iterator[bytes]:
    for row in rows:
        if row.source_id is not None:
            yield source_digest(row.project_id, row.source_id)
