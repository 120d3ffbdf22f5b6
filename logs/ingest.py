"""Ingest, the only way in: a payload and its dialect become a committed log. Reads as a list, top to bottom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError
from django.utils import timezone

from .bodies import Shelf
from .canonical import Json, PayloadError
from .choices import Dialect
from .dialects import READERS, dialect_of
from .preparation import PreparedLog, prepare
from .redaction.content import without_content
from .redaction.policy import Policy
from .redaction.remembered import policy_of
from .writer import WRITER, StorageUnavailableError, Stored


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
    batch = _Batch(project_id, received_at, _policy_of(project_id), Shelf())
    attempts = [_attempt(payload, form(payload, dialect), batch) for payload in payloads]
    stored = iter(WRITER.write([one for one in attempts if isinstance(one, PreparedLog)]))
    return [next(stored) if isinstance(one, PreparedLog) else one for one in attempts]


class _Batch(NamedTuple):
    """What the logs of one call share."""

    project_id: int
    received_at: datetime
    policy: Policy
    shelf: Shelf


def _policy_of(project_id: int) -> Policy:
    """Raises StorageUnavailableError: without its rules no log of a project may be kept."""
    try:
        return policy_of(project_id)
    except DatabaseError as error:
        raise StorageUnavailableError("The database is not available.") from error


def _attempt(payload: Json, dialect: str, batch: _Batch) -> PreparedLog | PayloadError:
    if not isinstance(payload, Mapping):
        return PayloadError({"": ["A log is a JSON object."]})
    found = batch.policy.redact(READERS[dialect].storable(payload))
    try:
        write = (dialect, found.payload)
        if not found.keeps_content:
            write = (Dialect.NATIVE.value, without_content(found.payload, dialect, batch.received_at))
        return prepare(
            [write],
            project_id=batch.project_id,
            received_at=batch.received_at,
            updated_at=batch.received_at,
            shelf=batch.shelf,
            redactions=found.counts,
        )
    except PayloadError as error:
        return error
