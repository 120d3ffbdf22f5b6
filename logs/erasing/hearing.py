"""Every process forgets what it remembers of a person soon after another one has erased them."""

from time import monotonic

from django.core.signals import request_finished
from django.db import DatabaseError, connections, router
from django.db.models import Max

from .memories import forget_memories
from .models import Erasure, State

SECONDS_BETWEEN_LOOKS = 5.0

_last: int | None = None
_looked_at = float("-inf")


def look(**_signal: object) -> None:
    """Look for new erasures, a few seconds apart. When a response is out, so that no request waits for it."""
    global _last, _looked_at
    if monotonic() - _looked_at < SECONDS_BETWEEN_LOOKS or connections[router.db_for_read(Erasure)].in_atomic_block:
        return
    _looked_at = monotonic()
    try:
        newest = Erasure.objects.filter(state=State.DONE).aggregate(newest=Max("id"))["newest"] or 0
    except DatabaseError:  # it is looked for again
        return
    if _last is not None and newest != _last:
        forget_memories()
    _last = newest


def just_looked() -> None:
    """Put the next look off; for tests, some of which must not touch a database."""
    global _looked_at
    _looked_at = monotonic()


def connect() -> None:
    request_finished.connect(look, dispatch_uid="hear of erasures")
