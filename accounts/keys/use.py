"""When a key was last used, from where and how often, without making any caller wait for it.

Counted in memory and written every few seconds, after a response: a server that is killed loses that much.
"""

import logging
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.core.signals import request_finished
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.addresses import address_behind

if TYPE_CHECKING:
    from accounts.models import ApiKey

SECONDS_BETWEEN_WRITES = 10.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Use:
    """What is not written yet of one key. The address is worked out when it is written."""

    calls: int = 0
    peer: str = ""
    forwarded: str = ""


_unwritten: dict[int, _Use] = {}
_noting = Lock()  # held for a moment
_writing = Lock()  # under load only one thread waits for the database here
_written_at = float("-inf")


def note(key: "ApiKey", environ: dict[str, Any]) -> None:
    """Counts one call."""
    with _noting:
        use = _unwritten.get(key.pk)
        if use is None:
            use = _unwritten[key.pk] = _Use()
        use.calls += 1
        use.peer, use.forwarded = environ.get("REMOTE_ADDR") or "", environ.get("HTTP_X_FORWARDED_FOR") or ""


def write(**_signal: object) -> None:
    """Writes what was noted, but not soon after the last time. Runs when a response is out."""
    if _unwritten and monotonic() - _written_at >= SECONDS_BETWEEN_WRITES:
        write_now()


def write_now() -> None:
    """Writes what this process noted, unless it is just doing so."""
    global _written_at, _unwritten
    if not _unwritten or not _writing.acquire(blocking=False):
        return
    try:
        _written_at = monotonic()
        with _noting:
            noted, _unwritten = _unwritten, {}
        for key_id, use in noted.items():
            _write(key_id, use)
    finally:
        _writing.release()


def _write(key_id: int, use: _Use) -> None:
    from accounts.models import ApiKey, KeyUse

    now = timezone.now()
    address = address_behind(use.peer, use.forwarded)[:64]
    today = {"key_id": key_id, "day": now.date()}
    try:
        with transaction.atomic():
            if not ApiKey.objects.filter(pk=key_id).update(last_used_at=now, last_used_from=address):
                return
            if not KeyUse.objects.filter(**today).update(calls=F("calls") + use.calls):
                KeyUse.objects.bulk_create([KeyUse(**today)], ignore_conflicts=True)
                KeyUse.objects.filter(**today).update(calls=F("calls") + use.calls)
    except DatabaseError as error:
        logger.warning("The use of key %s could not be noted: %s", key_id, type(error).__name__)


def forget() -> None:
    """Drops what was noted; the next use is written at once."""
    global _written_at
    _unwritten.clear()
    _written_at = float("-inf")


def connect() -> None:
    request_finished.connect(write, dispatch_uid="write key use")
