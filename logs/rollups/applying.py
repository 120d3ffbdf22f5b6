"""The writer's side: note what a transaction changes, as one small row a project, for `folding` to add up later.

Changing the cells themselves would make all writers on PostgreSQL wait for the row of the present hour, and cost
several times as much. Readers add the notes to the cells (`asking.py`), so answers are never behind the logs.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from ..engines.inserting import insert
from .folding import MAX_WAITING, fold_if_many
from .history import history_of
from .models import RollupDelta
from .notes import Note, Row

# Rough, and of this process: how often to look whether anybody folds.
_written = count()
_LOOK_EVERY = 100  # transactions


def apply(*, added: Iterable[Row] = (), removed: Iterable[Row] = (), outlived: Iterable[Row] = ()) -> None:
    """Note logs that came and went; a log that changed did both. Inside the transaction that stores the change.

    Those that went and are `outlived` by what they came to go into the project's history.
    """
    notes: dict[int, Note] = defaultdict(Note)
    for sign, rows in ((1, added), (-1, removed)):
        for row in rows:
            notes[row.project_id].add(row, sign)
    for row in outlived:
        notes[history_of(row.project_id)].add(row, 1)
    if not notes:
        return
    insert(
        RollupDelta,
        [{"project_id": key, "size": len(note.facts), "blob": note.pack()} for key, note in notes.items()],
    )
    if not next(_written) % _LOOK_EVERY or sum(len(note.facts) for note in notes.values()) > MAX_WAITING:
        fold_if_many()
