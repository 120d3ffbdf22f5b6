"""Add what writers noted to the cells, many notes at once. Anyone may call `fold` at any time, from any process."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

import orjson
from django.db import connections
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from ..engines import writing
from ..fields import unescape_text
from ..routers import logs_alias
from . import sketches
from .cells import Cell, Cells, Place
from .levels import DIMENSIONS, SKETCHED, Cut, level_of
from .measures import COLUMNS, WHOLE
from .models import RollupCell, RollupDelta, RollupSeries, RollupState
from .notes import Dimensions, unpack
from .sketches import Sketch

# Facts a transaction: on SQLite writers wait for its end.
MAX_FACTS = 2_000
# Facts that may wait where nobody else folds; readers add them up one by one.
MAX_WAITING = 10_000

_Series = tuple[Cut, int, Dimensions]


def fold() -> int:
    """Add all notes to the cells, in several transactions where they are many; how many facts they held.

    Returns at once where another process is at it.
    """
    folded = 0
    while done := fold_some():
        folded += done
    return folded


def fold_some() -> int:
    """Add the oldest notes to the cells, one transaction; the number of their facts."""
    notes = _oldest()
    if not notes:
        return 0
    cells = Cells()
    for note in notes:
        dimensions, facts = unpack(bytes(note.blob))
        cells.take_in(note.project_id, ((dimensions[fact.place], fact) for fact in facts))
    changes = cells.by_place()
    # All that could be worked out before is: on SQLite nobody writes meanwhile.
    with writing(logs_alias()):
        there = RollupDelta.objects.filter(id__in=[note.id for note in notes])
        if not _is_ours() or there.count() != len(notes):  # else somebody else folded them
            return 0
        store(changes)
        there.delete()
    return sum(note.size for note in notes)


def fold_if_many() -> None:
    """Add the oldest notes to the cells where more wait than readers should have to add up."""
    waiting = RollupDelta.objects.aggregate(facts=Sum("size"))["facts"] or 0
    while waiting > MAX_WAITING and (done := fold_some()):
        waiting -= done


def store(changes: Mapping[Place, Cell]) -> None:
    """Add cells to those of the database, some thousands at most. Only while the state's row is locked."""
    series = _series_of({place[:3] for place in changes})
    keyed = {(series[place[:3]], level_of(place[0], place[3]), place[4]): place for place in changes}
    known = _sketches_of([key for key, place in keyed.items() if place[0] in SKETCHED])
    rows = []
    for key in sorted(keyed):
        place = keyed[key]
        cell = changes[place]
        blobs = [None, None]
        if place[0] in SKETCHED:
            blobs = [_together(old, new) for old, new in zip(known.get(key, ("", "")), _both(cell), strict=True)]
        rows.append([key[0], place[1], *key[1:], *cell.measures, *blobs])
    _upsert(rows)
    forget_empty({key[0] for key, place in keyed.items() if changes[place].measures[0] < 0})


def _is_ours() -> bool:
    """Whether we are the one process that may change cells until our transaction ends."""
    state = locked_state(wait=False)
    return state is not None and (state.resumes_at is None or state.resumes_at < timezone.now())


def locked_state(*, wait: bool) -> RollupState | None:
    """The state's row, ours until the transaction ends; None where another process has it and we do not `wait`."""
    if not RollupState.objects.filter(id=1).exists():
        RollupState.objects.bulk_create([RollupState(id=1)], ignore_conflicts=True)
    return RollupState.objects.select_for_update(skip_locked=not wait).filter(id=1).first()


def _oldest() -> list[RollupDelta]:
    ids, size = [], 0
    for note_id, facts in RollupDelta.objects.order_by("id").values_list("id", "size")[:MAX_FACTS]:
        if ids and size + facts > MAX_FACTS:
            break
        ids.append(note_id)
        size += facts
    return list(RollupDelta.objects.filter(id__in=ids))


def forget_empty(series: set[int]) -> None:
    """Remove what is left of series whose logs are deleted; a name of a customer must not outlive them.

    Only while the state's row is locked.
    """
    if not series:
        return
    RollupCell.objects.filter(series_id__in=series, **dict.fromkeys(WHOLE, 0)).delete()
    cells = RollupCell.objects.filter(series_id=OuterRef("id"))
    RollupSeries.objects.filter(~Exists(cells), id__in=series).delete()


def _series_of(wanted: Iterable[_Series]) -> dict[_Series, int]:
    """Ids of series, which are made where they are new."""
    digests = {_digest(series): series for series in wanted}
    found = _ids_of(digests)
    if new := sorted(digests.keys() - found.keys()):
        RollupSeries.objects.bulk_create(_unsaved(digest, digests[digest]) for digest in new)
        found |= _ids_of(new)
    return {series: found[digest] for digest, series in digests.items()}


def _digest(series: _Series) -> bytes:
    return blake2b(orjson.dumps(series), digest_size=16).digest()


def _ids_of(digests: Iterable[bytes]) -> dict[bytes, int]:
    rows = RollupSeries.objects.filter(digest__in=list(digests)).values_list("digest", "id")
    return {bytes(digest): series_id for digest, series_id in rows}


def _unsaved(digest: bytes, series: _Series) -> RollupSeries:
    cut, project_id, dimensions = series
    texts = {
        name: None if text is None else unescape_text(text) for name, text in zip(DIMENSIONS, dimensions, strict=True)
    }
    return RollupSeries(digest=digest, cut=cut, project_id=project_id, **texts)


def _sketches_of(keys: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int, int], tuple[bytes, bytes]]:
    """The packed sketches of those cells that exist."""
    wanted, series = set(keys), {key[0] for key in keys}
    starts = {key[2] for key in keys}
    columns = ("series_id", "level", "start", "latency_sketch", "ttft_sketch")
    rows = RollupCell.objects.filter(series_id__in=series, start__in=starts).values_list(*columns)
    return {tuple(row[:3]): (row[3], row[4]) for row in rows if tuple(row[:3]) in wanted}


def _both(cell: Cell) -> tuple[Sketch, Sketch]:
    return cell.latency, cell.ttft


def _together(old: bytes | str, new: Sketch) -> bytes:
    sketches.add_packed(new, bytes(old or b""))
    return sketches.pack(new)


def _upsert(rows: Sequence[Sequence]) -> None:
    """Sorted, and alone on the table, so that nobody deadlocks. Django's upsert replaces; this one adds."""
    names = ["series_id", "project_id", "level", "start", *COLUMNS, "latency_sketch", "ttft_sketch"]
    table = RollupCell._meta.db_table
    sums = [f"{name} = {table}.{name} + EXCLUDED.{name}" for name in COLUMNS]
    blobs = [f"{name} = EXCLUDED.{name}" for name in names[-2:]]
    sql = (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))}) "  # noqa: S608
        f"ON CONFLICT (series_id, level, start) DO UPDATE SET {', '.join(sums + blobs)}"
    )
    with connections[logs_alias()].cursor() as cursor:
        cursor.executemany(sql, rows)
