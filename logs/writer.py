"""The writer: the only code that stores logs. Requests share transactions, and none returns before it is on disk.

Whoever comes first leads: it takes what has gathered, commits it in one transaction and wakes the others. While it
commits, the next batch gathers, so a batch grows with the load and nobody ever waits for a window to close.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from django.db import IntegrityError, OperationalError, transaction

from . import bodies, completion, customers, rollups
from .canonical import CanonicalLog
from .engines import engine_of
from .engines.inserting import insert
from .keys import assign_keys
from .models import Log, LogSource
from .preparation import PreparedLog
from .routers import logs_alias
from .search import store as search

MAX_BATCH = 2000  # logs a transaction
MAX_WAITING = 20_000  # logs that may wait in this process; more are refused, never dropped in silence
_ATTEMPTS = 5
_CROWD_SECONDS = 10.0  # after two logs drew one key: callers who count in whole seconds fill a microsecond
_crowded_until = 0.0


class OverloadedError(RuntimeError):
    """More logs are waiting than the process will hold; the caller may try again after `retry_after` seconds."""

    retry_after = 1


class StorageUnavailableError(RuntimeError):
    """The database did not take the batch; nothing of it was stored and it is safe to send it again."""

    retry_after = 2


@dataclass(frozen=True, slots=True)
class Stored:
    """One log after its commit: `created` is False where an earlier write of the same source_id was found."""

    log: Log
    created: bool
    content: CanonicalLog | None = None  # of a log that was created

    def canonical(self) -> CanonicalLog:
        """The log with its content; only one that another write had made is read back."""
        if self.content is None:
            return bodies.canonicals([self.log])[0]
        return bodies.laid_over(self.log, self.content)


@dataclass(slots=True)
class _Submission:
    logs: Sequence[PreparedLog]
    done: bool = False
    stored: list[Stored] = field(default_factory=list)
    error: Exception | None = None


class Writer:
    """Group commit for one process. Callers block in `write` until their logs are committed and synced."""

    def __init__(self) -> None:
        self._commit = threading.Lock()
        self._queue: deque[_Submission] = deque()
        self._waiting = 0
        self._gate = threading.Lock()

    def write(self, logs: Sequence[PreparedLog]) -> list[Stored]:
        """Store `logs` together, in order.

        Raises OverloadedError or StorageUnavailableError; then nothing was stored.
        """
        if not logs:
            return []
        mine = self._submit(logs)
        with self._commit:
            while not mine.done:
                self._lead()
        if mine.error is not None:
            raise mine.error
        return mine.stored

    def _submit(self, logs: Sequence[PreparedLog]) -> _Submission:
        mine = _Submission(logs)
        with self._gate:
            if self._waiting and self._waiting + len(logs) > MAX_WAITING:
                raise OverloadedError("Too many logs are waiting to be stored.")
            self._waiting += len(logs)
            self._queue.append(mine)
        return mine

    def _lead(self) -> None:
        """Commit what has gathered; where that fails, each submission by itself, so that one spoils no other."""
        batch = self._take()
        try:
            _commit_together(batch)
        except Exception:  # noqa: BLE001 - whatever it was, it comes again for the one that brought it
            for submission in batch:
                _commit_alone(submission)
        for submission in batch:
            submission.done = True

    def _take(self) -> list[_Submission]:
        batch, size = [], 0
        with self._gate:
            while self._queue and (not batch or size + len(self._queue[0].logs) <= MAX_BATCH):
                batch.append(self._queue.popleft())
                size += len(batch[-1].logs)
            self._waiting -= size
        return batch


def _commit_together(batch: Sequence[_Submission]) -> None:
    logs = [log for submission in batch for log in submission.logs]
    stored = iter(_store(logs))
    for submission in batch:
        submission.stored = [next(stored) for _ in submission.logs]


def _commit_alone(submission: _Submission) -> None:
    try:
        _commit_together([submission])
    except OperationalError as error:
        submission.error = StorageUnavailableError("The database is not available.")
        submission.error.__cause__ = error
    except Exception as error:  # noqa: BLE001 - a bug: who waits must hear of it instead of waiting for ever
        submission.error = error


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
    with transaction.atomic(using=logs_alias()):
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
        return Stored(prepared.row, created=True, content=prepared.content)
    return Stored(completion.complete(owner, prepared.writes), created=False)


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


def prepare_storage() -> None:
    """Make what the engine wants made ahead of need; called where a server or an import starts."""
    engine_of(logs_alias()).prepare(logs_alias())
