"""Runs the jobs: each in a thread of its own, so that a slow one holds up no other, one upkeep at a time on a store."""

import logging
import time
import traceback
from collections.abc import Callable, Iterable
from threading import Event, Thread

from django.db import Error, connections

from ..engines import engine_of
from ..routers import logs_alias
from .jobs import JOBS, Job

PURPOSE = "upkeep"
# Another upkeep is at work: how soon to ask again. Its end is noticed this late, so it is short.
ASK_AGAIN_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
# Between two steps of a job that has more to do: room for those who write.
BREATH_SECONDS = 0.02
_FINISH_SECONDS = 20.0

_logger = logging.getLogger(__name__)


def run_until(is_over: Callable[[], bool], jobs: Iterable[Job] = JOBS) -> None:
    """Work until `is_over`; where another upkeep works on this store, wait for its end."""
    alias = logs_alias()
    while not is_over():
        try:
            with engine_of(alias).only_one(alias, PURPOSE) as is_alone:
                if is_alone:
                    _work(is_over, jobs, alias)
        except Error as error:
            _report("lock", error)
        connections.close_all()
        if not is_over():
            time.sleep(ASK_AGAIN_SECONDS)


def is_running() -> bool:
    """Whether an upkeep works on the store: it holds the store's lock. One that starts in this moment asks again."""
    alias = logs_alias()
    with engine_of(alias).only_one(alias, PURPOSE) as is_alone:
        return not is_alone


def run_once(jobs: Iterable[Job] = JOBS) -> list[str] | None:
    """Each job to its end, in order: the names of those that failed. None where another upkeep is at work."""
    alias, failed = logs_alias(), []
    with engine_of(alias).only_one(alias, PURPOSE) as is_alone:
        if not is_alone:
            return None
        for job in jobs:
            done = attempt(job, alias)
            while done:
                done = attempt(job, alias)
            failed += [job.name] if done is None else []
    return failed


def attempt(job: Job, alias: str) -> bool | None:
    """Run a job: whether there is more to do, None where it failed."""
    try:
        return bool(job.run(alias))
    except Exception as error:  # noqa: BLE001 - one broken job must not end the others; it is reported and tried again
        _report(job.name, error)
        return None


def _work(is_over: Callable[[], bool], jobs: Iterable[Job], alias: str) -> None:
    """Until it is over, or the connection that holds the lock is gone, and the lock with it."""
    halt = Event()
    threads = [Thread(target=_repeat, args=(job, alias, halt), name=job.name, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    while not is_over() and connections[alias].is_usable():
        halt.wait(0.5)
    halt.set()
    deadline = time.monotonic() + _FINISH_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _repeat(job: Job, alias: str, halt: Event) -> None:
    """Run a job over and over, after a failure with growing pauses."""
    pause, failures = 0.0, 0
    while not halt.wait(pause):
        more = attempt(job, alias)
        if more is None:
            connections.close_all()  # it may have been the connection
            failures += 1
            pause = min(2.0**failures, LONGEST_PAUSE_SECONDS)
        else:
            failures, pause = 0, BREATH_SECONDS if more else job.every_seconds
    connections.close_all()


def _report(name: str, error: Exception) -> None:
    """The kind of error and where it was: its words may hold what a log holds."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    code = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", None)
    _logger.error(
        "%s: %s%s at %s:%s", name, type(error).__name__, f" ({code})" if code else "", place.filename, place.lineno
    )
