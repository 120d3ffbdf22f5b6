"""Indexing at the end of a command, with its progress."""

import time

from django.core.management.base import OutputWrapper

from logs.search import index

from .progress import progress

_PAUSE_SECONDS = 0.2


def index_waiting(stderr: OutputWrapper) -> int:
    """Index what waits now, or wait until the server beside us has: how many logs waited."""
    last, waiting = index.last_waiting(), index.lag().waiting
    if not waiting:
        return 0
    with progress("Indexing", waiting, stderr) as reporter:
        left = waiting
        while left:
            if not index.index_some():
                time.sleep(_PAUSE_SECONDS)
            left = index.count_waiting(last)
            reporter.at(max(0, waiting - left))
    while index.merge_some():
        pass
    return waiting
