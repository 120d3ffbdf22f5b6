"""When a key was last used, to the minute, without making any caller wait for it."""

import logging
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from django.core.signals import request_finished
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import ApiKey

SECONDS_BETWEEN_WRITES = 60.0

logger = logging.getLogger(__name__)

_noted_at: dict[int, float] = {}
_unwritten: set[int] = set()


def note(key: "ApiKey") -> None:
    """Remembers that the key is in use; most calls end at the first line."""
    now = monotonic()
    if now - _noted_at.get(key.pk, float("-inf")) < SECONDS_BETWEEN_WRITES:
        return
    _noted_at[key.pk] = now
    _unwritten.add(key.pk)


def write(**_signal: object) -> None:
    """Writes what was noted. Runs when a response is out, so a request never waits for the write lock."""
    while _unwritten:
        try:
            key_id = _unwritten.pop()
        except KeyError:  # another thread took the last one
            return
        _write_use_of(key_id)


def _write_use_of(key_id: int) -> None:
    """One conditional UPDATE: several processes may note the same key in the same minute."""
    from accounts.models import ApiKey

    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(seconds=SECONDS_BETWEEN_WRITES))
    try:
        ApiKey.objects.filter(stale, pk=key_id).update(last_used_at=now)
    except DatabaseError as error:
        logger.warning("The use of key %s could not be noted: %s", key_id, type(error).__name__)


def forget() -> None:
    """Drops what was noted; the next use of any key is noted again."""
    _noted_at.clear()
    _unwritten.clear()


def connect() -> None:
    request_finished.connect(write, dispatch_uid="write key use")
