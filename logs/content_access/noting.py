"""Reads are noted in memory and written together a moment later, so that no reader waits for the database.

The thread that writes is no daemon and lives only while there is something to write: a process that ends in order
waits for it. Only a process that is killed loses what it noted within the last moment.
"""

import logging
import time
from collections.abc import Iterable
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections, router
from django.utils import timezone

from accounts.audit.actors import actor_of

from .models import ContentRead, pack

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

GATHER_SECONDS = 0.25
_BATCH = 500
_ATTEMPTS = 5

logger = logging.getLogger(__name__)

_noted: list[ContentRead] = []
_starting = Lock()
_writer: Thread | None = None


def note_read(
    request: "HttpRequest | Request",
    keys: Iterable[int],
    *,
    project_id: int,
    reason: str = "",
    note: str = "",
    count: int | None = None,
) -> None:
    """Content of these logs goes into the answer to `request`. Microseconds; nothing where there are none."""
    keys = list(keys)
    count = len(keys) if count is None else count
    if not count:
        return
    actor, match = actor_of(request), request.resolver_match
    read = ContentRead(
        project_id=project_id,
        at=timezone.now(),
        actor=actor.name,
        user_id=actor.user_id,
        key_id=actor.key_id,
        ip=actor.ip[:64],
        place=(match.view_name or match.route)[:80] if match else "",
        reason=reason,
        note=note,
        count=count,
        packed_keys=pack(keys),
        first_key=min(keys, default=None),
        last_key=max(keys, default=None),
    )
    _noted.append(read)
    _start()


def flush() -> None:
    """Write what was noted."""
    while _noted:
        batch = _noted[:_BATCH]
        ContentRead.objects.bulk_create(batch)
        del _noted[: len(batch)]


def forget() -> None:
    """Drop what was noted; for tests."""
    _noted.clear()


def _start() -> None:
    """Start the thread where there is none; whoever is inside a transaction leaves it to the next who is not."""
    global _writer
    if _writer is not None or connections[router.db_for_write(ContentRead)].in_atomic_block:
        return
    with _starting:
        if _writer is None:
            _writer = Thread(target=_work, name="content access", daemon=False)
            _writer.start()


def _work() -> None:
    global _writer
    failures = 0
    while True:
        time.sleep(GATHER_SECONDS * (1 + failures))
        try:
            flush()
            failures = 0
        except DatabaseError as error:
            failures += 1
            logger.error("%d reads of content could not be kept yet: %s", len(_noted), type(error).__name__)
        with _starting:
            # Asked under the lock: a read that is noted from here on starts another thread.
            if not _noted or failures >= _ATTEMPTS:
                _writer = None if _writer is current_thread() else _writer
                break
    connections.close_all()
