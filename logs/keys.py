"""Keys for a batch of rows: each in its own microsecond where there is room, else elsewhere in the same millisecond."""

import os
import random
from collections.abc import Sequence

from .ids import MAX_TAIL, SLOT_BITS, key_at, millisecond_bounds
from .models import Log

_random = random.Random()  # noqa: S311 - keys are no secrets, they only must not meet
_draw = _random.randrange
os.register_at_fork(after_in_child=_random.seed)  # processes forked from one parent must not draw alike


def assign_keys(rows: Sequence[Log], *, looking: bool) -> None:
    """Give every row a key that none of the others has, and `looking`, no stored log has.

    Without that the primary key has to say so, which in a microsecond that has few logs it hardly ever does.
    """
    waiting, given = list(rows), set()
    room = 1 << SLOT_BITS
    while waiting:
        drawn = [(_key_near(row, room), row) for row in waiting]
        if looking:
            given.update(Log.objects.filter(id__in=[key for key, _ in drawn]).values_list("id", flat=True))
        waiting = []
        for key, row in drawn:
            if key in given:
                waiting.append(row)
            else:
                row.id = key
                given.add(key)
        room *= 4


def _key_near(row: Log, room: int) -> int:
    """A key within `room` after the row's microsecond; in a crowd, in its millisecond (2 million), then later."""
    first = key_at(row.started_at)
    start, last = millisecond_bounds(first)
    if first + room <= last + 1:
        return first + _draw(room)
    if room <= 8 * MAX_TAIL:
        return start + _draw(MAX_TAIL + 1)
    return first + _draw(room)
