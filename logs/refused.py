"""What was refused last, of each project's logs that were sent: when, why in words, and how many in an hour.

For the people of the project, who see no answer that their programs get. Nothing of a log is kept, and one row a
project. It is written after the answer is out, and not more than once a second.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

from django.core.signals import request_finished
from django.db import DatabaseError, models
from django.utils import timezone

_SECONDS_BETWEEN_WRITES = 1.0
_COUNTED = timedelta(hours=1)

logger = logging.getLogger(__name__)


class Refusal(models.Model):
    """The last refusal of a project, and how many there were since `counted_since`, an hour ago at most."""

    project_id = models.BigIntegerField(primary_key=True)
    refused_at = models.DateTimeField()
    status_code = models.SmallIntegerField()
    reason = models.TextField()  # ours: nothing that was sent but names of fields
    counted_since = models.DateTimeField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.project_id}: {self.status_code}"


@dataclass(slots=True)
class _Noted:
    status_code: int
    reason: str
    at: datetime
    count: int


_noted: dict[int, _Noted] = {}
_written_at = float("-inf")
_writing = Lock()  # under load only one thread waits for the database here


def note(project_id: int, status_code: int, reason: str) -> None:
    """Remember a refusal; `write` keeps it."""
    earlier = _noted.get(project_id)
    _noted[project_id] = _Noted(status_code, reason, timezone.now(), (earlier.count if earlier else 0) + 1)


def recent(project_id: int) -> Refusal | None:
    """The last refusal of a project, if there was one within the past hour."""
    return Refusal.objects.filter(project_id=project_id, refused_at__gt=timezone.now() - _COUNTED).first()


def write(**_signal: object) -> None:
    """Keep what was noted. Runs when a response is out; the next one keeps what comes too soon after the last."""
    global _written_at
    if not _noted or monotonic() - _written_at < _SECONDS_BETWEEN_WRITES or not _writing.acquire(blocking=False):
        return
    try:
        _written_at = monotonic()
        while _noted:
            _keep(*_noted.popitem())
    finally:
        _writing.release()


def _keep(project_id: int, noted: _Noted) -> None:
    try:
        row, is_new = Refusal.objects.get_or_create(project_id=project_id, defaults=_fresh(noted))
        if is_new:
            return
        goes_on = noted.at - row.counted_since < _COUNTED
        counts = {"count": models.F("count") + noted.count} if goes_on else _fresh(noted)
        Refusal.objects.filter(project_id=project_id).update(**{**_last(noted), **counts})
    except DatabaseError as error:
        logger.warning("A refusal of project %s could not be noted: %s", project_id, type(error).__name__)


def _last(noted: _Noted) -> dict[str, object]:
    return {"refused_at": noted.at, "status_code": noted.status_code, "reason": noted.reason}


def _fresh(noted: _Noted) -> dict[str, object]:
    return {**_last(noted), "counted_since": noted.at, "count": noted.count}


def forget() -> None:
    """Drop what was noted; the next refusal is kept at once."""
    global _written_at
    _noted.clear()
    _written_at = float("-inf")


def connect() -> None:
    request_finished.connect(write, dispatch_uid="write refusals")
