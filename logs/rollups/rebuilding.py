"""Make the rollups anew from the logs, or say where they differ, while logs go on coming in.

One statement reads all logs and the notes of that moment. Nothing is folded meanwhile, so what the notes say is in the
logs that were read, and later notes are kept.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from math import isclose

from django.db import models, transaction
from django.db.models import Value
from django.utils import timezone

from ..routers import logs_alias
from .cells import Cells
from .folding import locked_state, store
from .levels import DIMENSIONS, Cut, span_of
from .measures import COLUMNS, WHOLE
from .models import RollupCell, RollupDelta, RollupSeries, RollupState
from .notes import FIELDS, as_stored, stored_fact, unpack

# Should a rebuilding process die, notes are folded again after this.
LONGEST = timedelta(hours=6)
_EVERY = 5_000
_Row = namedtuple("_Row", FIELDS)


@dataclass(slots=True)
class _Reading:
    """What one statement saw: all logs added up, and the notes that were there."""

    cells: Cells = field(default_factory=Cells)
    notes: list[int] = field(default_factory=list)


def rebuild(logs: models.QuerySet, project_id: int | None, advance: Callable[[int], None]) -> None:
    """Replace the rollups of a project, or of all, by those of its `logs`; `advance` gets how many were read."""
    with _paused():
        reading = _read(logs, project_id, advance)
        with transaction.atomic(using=logs_alias()):
            locked_state(wait=True)
            _of(RollupCell, project_id).delete()
            _of(RollupSeries, project_id).delete()
            places = iter(reading.cells.by_place().items())
            while part := dict(islice(places, _EVERY)):
                store(part)
            RollupDelta.objects.filter(id__in=reading.notes).delete()


def differences(logs: models.QuerySet, project_id: int | None, advance: Callable[[int], None]) -> int:
    """How many cells are not what the logs say."""
    with _paused():
        reading = _read(logs, project_id, advance)
        for note in RollupDelta.objects.filter(id__in=reading.notes):
            dimensions, facts = unpack(bytes(note.blob))
            taken_back = ((dimensions[fact.place], fact._replace(sign=-fact.sign)) for fact in facts)
            reading.cells.take_in(note.project_id, taken_back)
        wanted, there = _expected(reading.cells), _stored(project_id)
    return sum(not _same(wanted.get(key), there.get(key)) for key in wanted.keys() | there.keys())


def rebuild_if_new(logs: models.QuerySet) -> None:
    """Make the rollups of a store that had logs before it had rollups; called after its migration."""
    if not RollupState.objects.exists() and logs.exists():
        rebuild(logs, None, lambda done: None)


@contextmanager
def _paused() -> Iterator[None]:
    """Nobody folds meanwhile; notes wait, and readers add them up."""
    _resume_at(timezone.now() + LONGEST)
    try:
        yield
    finally:
        _resume_at(None)


def _resume_at(moment: object) -> None:
    with transaction.atomic(using=logs_alias()):
        state = locked_state(wait=True)
        state.resumes_at = moment
        state.save(update_fields=["resumes_at"])


def _read(logs: models.QuerySet, project_id: int | None, advance: Callable[[int], None]) -> _Reading:
    reading, count = _Reading(), 0
    no_note = Value(None, output_field=models.BigIntegerField())
    of_logs = logs.order_by().annotate(note=no_note).values_list(*FIELDS, "note")
    nothing = {f"no_{name}": Value(None, output_field=logs.model._meta.get_field(name)) for name in FIELDS}
    of_notes = _of(RollupDelta, project_id).annotate(**nothing).values_list(*nothing, "id")
    for *values, note in of_logs.union(of_notes, all=True).iterator(_EVERY):
        if note is not None:
            reading.notes.append(note)
            continue
        row = _Row(*values)
        reading.cells.take_in(row.project_id, [stored_fact(row)])
        count += 1
        if count % _EVERY == 0:
            advance(count)
    advance(count)
    return reading


def _of(model: type[models.Model], project_id: int | None) -> models.QuerySet:
    """What the logs account for: not the history, of which no logs are left to make it anew from."""
    rows = model._default_manager.all()
    return rows.filter(project_id__gt=0) if project_id is None else rows.filter(project_id=project_id)


def _expected(cells: Cells) -> dict[tuple, list]:
    return {place: cell.measures for place, cell in cells.by_place().items() if _counts(cell.measures)}


def _stored(project_id: int | None) -> dict[tuple, list]:
    """The cells of the database by place; those of no logs are as good as none."""
    columns = ("id", "cut", "project_id", *DIMENSIONS)
    series = {found[0]: found[1:] for found in _of(RollupSeries, project_id).values_list(*columns)}
    cells = _of(RollupCell, project_id).values_list("series_id", "level", "start", *COLUMNS)
    return {
        (
            Cut(series[series_id][0]),
            series[series_id][1],
            as_stored(series[series_id][2:]),
            span_of(level),
            start,
        ): measures
        for series_id, level, start, *measures in cells.iterator(_EVERY)
        if _counts(measures)
    }


def _counts(measures: Sequence[int | float]) -> bool:
    """Whether there are logs; what is left of subtracted fractions says nothing."""
    return any(measures[: len(WHOLE)])


def _same(wanted: Sequence[int | float] | None, there: Sequence[int | float] | None) -> bool:
    if wanted is None or there is None:
        return False
    return all(isclose(one, other, rel_tol=1e-9, abs_tol=1e-3) for one, other in zip(wanted, there, strict=True))
