"""Long computing gives way to who has the turn to write, in the same process. Pure; standard library only.

Threads share one interpreter. Beside one that only computes, a transaction waits after each of its statements to get
the interpreter back; on SQLite every other writer waits for that transaction. Rollups took over a second to fold some
beside the search index at work, and so did the slowest create.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Who computes goes on then: a transaction that long waits for something else.
_LONGEST_SECONDS = 1.0

_writers: dict[int, int] = {}  # by thread, how many of its transactions are open
_changing = threading.Lock()
_nobody_writes = threading.Event()
_nobody_writes.set()


@contextmanager
def first() -> Iterator[None]:
    """While the block runs, other threads that `give_way` stand still."""
    thread = threading.get_ident()
    with _changing:
        _writers[thread] = _writers.get(thread, 0) + 1
        _nobody_writes.clear()
    try:
        yield
    finally:
        with _changing:
            _writers[thread] -= 1
            if not _writers[thread]:
                del _writers[thread]
            if not _writers:
                _nobody_writes.set()


def give_way() -> None:
    """Called now and then by what computes for long; waits for other threads that are `first`, never for its own."""
    if not _nobody_writes.is_set() and threading.get_ident() not in _writers:
        _nobody_writes.wait(_LONGEST_SECONDS)
