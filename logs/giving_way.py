"""Long computing gives way to what others wait for, in the same process. Pure; standard library only.

Threads share one interpreter. Beside one that only computes, a transaction waits after each of its statements to get
the interpreter back; on SQLite every other writer waits for that transaction. Rollups took over a second to fold some
beside the search index at work, and so did the slowest create. Merging segments can wait in turn for the index of what
was stored a moment ago.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class Turn(IntEnum):
    """Who goes first."""

    WRITING = 0  # inside a transaction
    INDEXING = 1  # what was stored just now
    MERGING = 2  # what was indexed; with a backlog, indexing too
    LATER = 3  # everything else


# Who computes goes on then: somebody that busy would hold it up for ever.
_LONGEST_SECONDS = 1.0

_turns: dict[int, Turn] = {}  # of threads that said theirs
_changing = threading.Condition()
_first = Turn.LATER  # the first of all turns; read without the lock


@contextmanager
def taking(turn: Turn) -> Iterator[None]:
    """While the block runs, other threads whose turn is later stand still where they `give_way`."""
    thread = threading.get_ident()
    before = _turns.get(thread)
    _set(thread, turn if before is None else min(turn, before))
    try:
        yield
    finally:
        _set(thread, before)


def give_way() -> None:
    """Called now and then by what computes for long; waits for threads whose turn is before its own."""
    if _first < _own():
        with _changing:
            _changing.wait_for(lambda: _first >= _own(), _LONGEST_SECONDS)


def _own() -> Turn:
    return _turns.get(threading.get_ident(), Turn.LATER)


def _set(thread: int, turn: Turn | None) -> None:
    global _first
    with _changing:
        if turn is None:
            del _turns[thread]
        else:
            _turns[thread] = turn
        _first = min(_turns.values(), default=Turn.LATER)
        _changing.notify_all()
