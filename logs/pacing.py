"""Ingest at the pace of the search index: where it falls behind, the writer rests between two transactions.

What the index does not know yet is searched by reading it, so a flood that outran the index would make search slower
with every second, and the index would have it all to do later. A client that waits for its answers sends less
meanwhile; one that does not fills the line, and is told to come again.
"""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import Error
from django.utils import timezone

# How far the index may be behind before the writer rests at all, and where it rests for as long as it worked.
_FROM_SECONDS, _EVEN_SECONDS = 0.5, 1.25
_MOST_REST = 4.0  # seconds for a second of work
# Nobody waits for an index that nobody is at (an import by hand), or that has hours of work before it (made anew).
_AT_IT_SECONDS = 5.0
_BACKLOG_SECONDS = 10.0
_LOOK_EVERY_SECONDS = 0.1


class Pace:
    """How long the writer of a process rests; `waiting_since` tells since when the index has something to do."""

    def __init__(self, waiting_since: Callable[[], datetime | None]) -> None:
        self._waiting_since = waiting_since
        self._looked_at = float("-inf")
        self._since: datetime | None = None
        self._moved_at = float("-inf")  # when the index was last seen to get on
        self._share = 0.0

    def rest_after(self, worked_seconds: float) -> float:
        """Rest after a transaction that took so long: how many seconds it was."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_EVERY_SECONDS:
            self._looked_at = now
            self._share = self._look()
        rest = worked_seconds * self._share
        if rest:
            time.sleep(rest)
        return rest

    def _look(self) -> float:
        """The rest for a second of work."""
        try:
            since = self._waiting_since()
        except Error:
            return 0.0  # who writes next will hear of it
        if self._since is not None and since != self._since:
            self._moved_at = self._looked_at
        self._since = since
        if since is None or self._looked_at - self._moved_at > _AT_IT_SECONDS:
            return 0.0
        behind = (timezone.now() - since).total_seconds()
        if not _FROM_SECONDS < behind < _BACKLOG_SECONDS:
            return 0.0
        return min((behind - _FROM_SECONDS) / (_EVEN_SECONDS - _FROM_SECONDS), _MOST_REST)
