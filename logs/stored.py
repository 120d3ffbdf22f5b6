"""The content of one log for a page, whatever state its body is in: no page is blank because of a bad body."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from . import bodies
from .canonical import CanonicalLog, Json
from .models import Log

logger = logging.getLogger(__name__)

EXPIRED = "The content of this log is no longer kept."
BROKEN = "The stored content cannot be read. What is known of the log is beside this."
UNTRANSLATED = "The stored payload cannot be read as a conversation. It stands below as it was stored."


@dataclass(frozen=True, slots=True)
class Stored:
    """`log` with its content, or None and a `problem`; `payload` is what was sent, as far as it is known."""

    row: Log
    log: CanonicalLog | None
    payload: Json
    problem: str = ""


def read(log: Log) -> Stored:
    """The content of a log. One query, or two where its conversation is stored in parts."""
    return read_all([log])[0]


def read_all(logs: Sequence[Log]) -> list[Stored]:
    """The content of the logs of a page, in their order; as many queries as for one."""
    found = bodies.fetch([log.id for log in logs])
    return [_read(log, found.get(log.id)) for log in logs]


def _read(log: Log, body: bodies.Body | None) -> Stored:
    if body is None:
        return Stored(log, None, None, EXPIRED)
    try:
        writes = body.writes()
    except bodies.UNREADABLE as error:
        report(log, error)
        return Stored(log, None, None, BROKEN)
    whole = _translated(log, body)
    if whole is None:
        return Stored(log, None, [payload for _, payload in writes], UNTRANSLATED)
    return Stored(log, whole, whole.original)


def _translated(log: Log, body: bodies.Body) -> CanonicalLog | None:
    try:
        whole = bodies.canonical(log, body)
    except bodies.UNREADABLE as error:
        report(log, error)
        return None
    # Without the payload there is only the row in it: that is how `bodies` says what it could not read.
    return whole if whole.original is not None else None


def report(log: Log, error: Exception) -> None:
    """A line for the operator: the kind of error only, because its words may hold what the log holds."""
    logger.error("body of log %s: %s", log.public_id, type(error).__name__)
