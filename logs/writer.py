"""The writer: the only code that stores logs. Requests share transactions, and none returns before it is on disk.

One thread takes what has gathered and commits it in one transaction; meanwhile the next batch gathers. So a batch grows
with the load, nobody ever waits for a window to close, and one connection keeps its pages and statements warm.
"""

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import ModuleType

from django.db import Error, IntegrityError, InterfaceError, OperationalError, connections

from . import bodies, completion, customers, rollups
from .canonical import CanonicalLog
from .engines import engine_of, writing
from .engines.inserting import insert
from .keys import assign_keys
from .models import Log, LogSource
from .pacing import Pace
from .preparation import PreparedLog
from .routers import logs_alias
from .search import store as search
from .search.index import waiting_since
from .waiting import Line, OverloadedError, Submission

__all__ = ["WRITER", "OverloadedError", "StorageUnavailableError", "Stored", "Writer", "prepare_storage"]

MAX_BATCH = 500  # logs a transaction, during which nobody else writes on SQLite
_ATTEMPTS = 5
_CROWD_SECONDS = 10.0  # after two logs drew one key: callers who count in whole seconds fill a microsecond
_IDLE_SECONDS = 1.0  # after which a connection is looked at before it is used
_crowded_until = 0.0


class StorageUnavailableError(RuntimeError):
    """The database did not take the batch; it may be sent again."""

    retry_after = 2


class _CommitFailedError(RuntimeError):
    """The end of a transaction failed, so that nobody knows whether it is stored; trying again could store it twice."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One log after its commit: `created` is False where an earlier write of the same source_id was found."""

    log: Log
    created: bool
    settled: CanonicalLog | None = None  # what the row of a log that was created is made of

    def canonical(self) -> CanonicalLog:
        """The log with its content, as a reader finds it; only one that another write had made is read back."""
        if self.settled is None:
            return bodies.canonicals([self.log])[0]
        row = self.log  # what it keeps in another form, and the id
        return self.settled.but(id=row.public_id, cost_usd=row.cost_usd, attributes=row.attributes)


class Writer:
    """Group commit for one process. Callers block in `write` until their logs are committed and synced."""

    def __init__(self) -> None:
        self._line = Line()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pace = Pace(waiting_since)

    def write(self, logs: Sequence[PreparedLog]) -> list[Stored]:
        """Store `logs`, all of one project, together and in order.

        Raises OverloadedError or StorageUnavailableError; then nothing was stored.
        """
        if not logs:
            return []
        mine = Submission(logs[0].row.project_id, logs)
        if connections[logs_alias()].in_atomic_block:  # a caller's own transaction holds what it writes
            _commit([mine])
            return mine.wait()
        try:
            self._line.join(mine)
        except OverloadedError:
            _metrics().REFUSED.labels("overload").inc(len(logs))
            raise
        self._start()
        return mine.wait()

    def stop(self) -> None:
        """Commit what waits and end the thread, which starts again with the next log."""
        with self._starting:
            if self._thread is not None and self._thread.is_alive():
                self._line.join(_THE_END)
                self._thread.join()
            self._thread = None

    def _start(self) -> None:
        """Start the thread where there is none: not before the first log, as a thread does not outlive a fork."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        used_at, batch = monotonic(), []
        while _THE_END not in batch:
            batch = self._line.take_when_there(MAX_BATCH)
            if submissions := [submission for submission in batch if submission is not _THE_END]:
                _look_at_connection(used_at)
                began = monotonic()
                _commit(submissions)
                used_at = monotonic()
                _count(submissions, used_at - began, self._line.waiting)
                bodies.refresh_dictionaries()
                self._pace.rest_after(used_at - began)
        connections.close_all()


def _look_at_connection(used_at: float) -> None:
    """What Django does around a request: give up a connection that is too old or broken."""
    connection = connections[logs_alias()]
    if connection.errors_occurred or monotonic() - used_at > _IDLE_SECONDS:
        with suppress(Error):  # a database that is away is an error of those who wait, not of this thread
            connection.close_if_unusable_or_obsolete()


def _count(batch: Sequence[Submission], seconds: float, waiting: int) -> None:
    metrics = _metrics()
    metrics.ACCEPTED.inc(sum(len(submission.stored) for submission in batch))
    metrics.BATCH.observe(sum(len(submission.logs) for submission in batch))
    metrics.COMMIT.observe(seconds)
    metrics.WAITING.set(waiting)
    if refused := sum(len(submission.logs) for submission in batch if submission.error is not None):
        metrics.REFUSED.labels("storage").inc(refused)


def _metrics() -> ModuleType:
    from . import metrics  # not before the workers are forked, see there

    return metrics


# Nobody waits for it: the thread ends after the batch that it comes in.
_THE_END = Submission(0, ())


def _commit(batch: Sequence[Submission]) -> None:
    """Commit what has gathered; where that fails, each submission by itself, so that one spoils no other."""
    try:
        _commit_together(batch)
    except _CommitFailedError as error:
        for submission in batch:
            submission.error = _unavailable(error)
    except Exception:  # noqa: BLE001 - whatever it was, it comes again for the one that brought it
        _look_at_connection(monotonic())
        for submission in batch:
            _commit_alone(submission)
    for submission in batch:
        submission.finish()


def _commit_together(batch: Sequence[Submission]) -> None:
    stored = iter(_store([log for submission in batch for log in submission.logs]))
    for submission in batch:
        submission.stored = [next(stored) for _ in submission.logs]


def _commit_alone(submission: Submission) -> None:
    try:
        _commit_together([submission])
    except (OperationalError, InterfaceError, _CommitFailedError) as error:
        submission.error = _unavailable(error)
    except Exception as error:  # noqa: BLE001 - a bug: who waits must hear of it instead of waiting for ever
        submission.error = error


def _unavailable(error: Exception) -> StorageUnavailableError:
    unavailable = StorageUnavailableError("The database is not available.")
    unavailable.__cause__ = error
    return unavailable


def _store(logs: Sequence[PreparedLog]) -> list[Stored]:
    """One transaction. Where a key is taken already, keys are drawn again, and looked up first for a while."""
    global _crowded_until
    for attempt in range(_ATTEMPTS):
        try:
            return _store_once(logs, looking=attempt > 0 or monotonic() < _crowded_until)
        except IntegrityError:
            _crowded_until = monotonic() + _CROWD_SECONDS
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _store_once(logs: Sequence[PreparedLog], *, looking: bool) -> list[Stored]:
    alias, stored = logs_alias(), None
    try:
        with writing(alias):
            stored = _write(logs, looking=looking)
    except (OperationalError, InterfaceError) as error:
        if stored is not None:
            raise _CommitFailedError("The end of a transaction failed.") from error
        raise
    return stored


def _write(logs: Sequence[PreparedLog], *, looking: bool) -> list[Stored]:
    """The rows of logs, inside their transaction."""
    customers.record([prepared.customer for prepared in logs if prepared.customer is not None])
    assign_keys([prepared.row for prepared in logs], looking=looking)
    owners = _claim_sources(logs)
    new = [prepared for prepared in logs if owners.get(prepared.digest, prepared.row.id) == prepared.row.id]
    insert(Log, [vars(prepared.row) for prepared in new])
    bodies.store({prepared.row.id: prepared.body for prepared in new})
    search.enqueue((prepared.row.project_id, prepared.row.id) for prepared in new)
    rollups.apply(added=[prepared.row for prepared in new])
    return [_outcome(prepared, owners.get(prepared.digest, prepared.row.id)) for prepared in logs]


def _outcome(prepared: PreparedLog, owner: int) -> Stored:
    if owner == prepared.row.id:
        return Stored(prepared.row, created=True, settled=prepared.log)
    return Stored(completion.complete(owner, prepared.writes, prepared.row.redactions), created=False)


def _claim_sources(logs: Sequence[PreparedLog]) -> dict[bytes | None, int]:
    """Whoever's (project, source_id) is in the table first has it; the others repeat that log. Key by digest."""
    named: dict[bytes, int] = {}
    for prepared in logs:
        if prepared.digest is not None:
            named.setdefault(prepared.digest, prepared.row.id)
    if not named:
        return {}
    # Sorted, so that two processes with the same ids wait for each other instead of deadlocking.
    claims = [{"digest": digest, "log_id": named[digest]} for digest in sorted(named)]
    ours = {bytes(digest) for (digest,) in insert(LogSource, claims, tail="ON CONFLICT DO NOTHING RETURNING digest")}
    if len(ours) == len(named):
        return named
    earlier = LogSource.objects.filter(digest__in=list(named.keys() - ours)).values_list("digest", "log_id")
    return {**named, **{bytes(digest): log_id for digest, log_id in earlier}}


WRITER = Writer()
os.register_at_fork(after_in_child=WRITER.__init__)  # what waited waits in the parent


def prepare_storage() -> None:
    """Make what the engine wants made ahead of need; called where a server or an import starts."""
    engine_of(logs_alias()).prepare(logs_alias())
