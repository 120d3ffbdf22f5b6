"""What upkeep does for exports: a second of one of them at a time, and away with what has expired."""

import logging
import shutil
import time

from django.utils import timezone

from ..querylang.errors import QueryError
from ..querysets import LogQuerySet
from .models import Export, State
from .orders import asked_by, expired, file_path, folder, grown_path, remove
from .shapes import Format, Shape, shape_of
from .writing import Place, write_page

_STEP_SECONDS = 1.0
# Of the time a page took, before the next: search index and rollups share this process.
_REST = 0.5
_MOST_COUNTED = 100_000
_COUNT_SECONDS = 5.0
# The store is on this disk, too. An export must not be what fills it.
_LEFT_FREE_BYTES = 1024**3
_MOST_FAILURES = 5
# A file that has no row: left by a crash, or of an export that is being removed.
_ORPHAN_SECONDS = 3600

_logger = logging.getLogger(__name__)


class ExportError(Exception):
    """Why an export ends without a file, as a sentence for who asked for it."""


def step() -> bool:
    """Work for about a second on the export whose turn it is; true where there is one."""
    export = Export.objects.filter(state__in=[State.WAITING, State.RUNNING]).order_by("touched_at").first()
    if export is None:
        return False
    try:
        _advance(export)
    except ExportError as error:
        _end(export, State.FAILED, problem=str(error))
    except Exception:  # one export that cannot be written must not keep the others waiting for ever
        _failed(export)
        raise
    return True


def remove_expired() -> bool:
    """Exports past their time go with their files; so do files without an export."""
    for export in expired():
        remove(export)
    known = {str(pk) for pk in Export.objects.values_list("pk", flat=True)}
    for path in folder().iterdir():
        if path.name.split(".")[0] not in known and time.time() - path.stat().st_mtime > _ORPHAN_SECONDS:
            path.unlink(missing_ok=True)
    return False


def _advance(export: Export) -> None:
    if file_path(export).exists():  # a crash came between the file, which is made in one go, and this:
        _done(export)
        return
    logs = _logs(export)
    if export.total is None:
        _count(export, logs)
    shape = shape_of(Format(export.format), export.columns, has_content=export.has_content)
    place = _write(export, shape, logs)
    if not _save(export, place):
        remove(export)  # it was cancelled meanwhile
    elif place.is_over:
        shape.finish(grown_path(export), file_path(export), place.rows)
        _done(export)


def _done(export: Export) -> None:
    export.size_bytes = file_path(export).stat().st_size
    if not _end(export, State.DONE):
        file_path(export).unlink(missing_ok=True)  # cancelled at the last moment


def _logs(export: Export) -> LogQuerySet:
    """Up to the newest log that was there when it was ordered, or it might never end."""
    try:
        return asked_by(export).logs().filter(id__lte=export.last_key)
    except QueryError as error:
        raise ExportError(f"The query cannot be read: {error.message}") from error


def _count(export: Export, logs: LogQuerySet) -> None:
    counted = logs.count_up_to(_MOST_COUNTED, seconds=_COUNT_SECONDS)
    export.total, export.is_total_whole = counted.count, counted.is_whole


def _write(export: Export, shape: Shape, logs: LogQuerySet) -> Place:
    """Pages until the time is up."""
    place = _place(export)
    until = time.monotonic() + _STEP_SECONDS
    while not place.is_over and not _is_over(until):
        if shutil.disk_usage(folder()).free < _LEFT_FREE_BYTES:
            raise ExportError("The server's disk is nearly full.")
        started = time.monotonic()
        place = write_page(shape, logs, grown_path(export), place)
        time.sleep((time.monotonic() - started) * _REST)
    return place


def _is_over(until: float) -> bool:
    return time.monotonic() >= until


def _place(export: Export) -> Place:
    """Where it stopped; the beginning, where what had grown is gone."""
    grown = grown_path(export)
    is_there = grown.exists() and grown.stat().st_size >= export.size_bytes
    return Place(export.key, export.rows, export.size_bytes) if is_there else Place()


def _save(export: Export, place: Place) -> bool:
    """Once a step, after its pages are on the disk: what a crash loses is written again. False: cancelled."""
    export.key, export.rows, export.size_bytes = place.key, place.rows, place.size
    return bool(
        Export.objects.filter(pk=export.pk).update(
            state=State.RUNNING,
            key=place.key,
            rows=place.rows,
            size_bytes=place.size,
            total=export.total,
            is_total_whole=export.is_total_whole,
            failures=0,
            touched_at=timezone.now(),
        )
    )


def _failed(export: Export) -> None:
    """Its turn is over; after a few failures in a row it is given up. What was wrong is in upkeep's log."""
    if export.failures + 1 >= _MOST_FAILURES:
        _end(export, State.FAILED, problem="The file could not be written; the server's log says why.")
    else:
        Export.objects.filter(pk=export.pk).update(failures=export.failures + 1, touched_at=timezone.now())


def _end(export: Export, state: State, *, problem: str = "") -> bool:
    """Whether there still is such an export."""
    grown_path(export).unlink(missing_ok=True)
    _logger.info("export %s: %s, %s rows, %s bytes", export.pk, state, export.rows, export.size_bytes)
    changes = {"state": state, "problem": problem, "size_bytes": export.size_bytes, "finished_at": timezone.now()}
    return bool(Export.objects.filter(pk=export.pk).update(**changes))
