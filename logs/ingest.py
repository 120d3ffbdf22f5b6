"""Ingest, the only way in: a payload and its dialect become a committed log. Reads as a list, top to bottom."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from .bodies import Shelf
from .canonical import Json, PayloadError
from .dialects import READERS, dialect_of
from .preparation import PreparedLog, prepare
from .writer import WRITER, Stored


def ingest(
    payloads: Sequence[Json], *, dialect: str, project_id: int, recognise: bool = False
) -> list[Stored | PayloadError]:
    """Store the payloads that can become logs, in one transaction; an outcome for each, in order.

    With `recognise`, a payload that is plainly of another dialect is read as that one.
    Returns when they are committed and synced. Raises the writer's OverloadedError or StorageUnavailableError, and then
    nothing was stored.
    """
    received_at = timezone.now()
    form = dialect_of if recognise else lambda payload, default: default
    shelf = Shelf()
    attempts = [_attempt(payload, form(payload, dialect), project_id, received_at, shelf) for payload in payloads]
    stored = iter(WRITER.write([one for one in attempts if isinstance(one, PreparedLog)]))
    return [next(stored) if isinstance(one, PreparedLog) else one for one in attempts]


def _attempt(
    payload: Json, dialect: str, project_id: int, received_at: datetime, shelf: Shelf
) -> PreparedLog | PayloadError:
    if not isinstance(payload, Mapping):
        return PayloadError({"": ["A log is a JSON object."]})
    writes = [(dialect, READERS[dialect].storable(payload))]
    try:
        return prepare(writes, project_id=project_id, received_at=received_at, updated_at=received_at, shelf=shelf)
    except PayloadError as error:
        return error
