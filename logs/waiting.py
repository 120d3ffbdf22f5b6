"""The line in which logs wait for the writer: bounded, and fair between projects. Pure; standard library only."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_WAITING = 20_000  # logs that may wait in this process; more are refused, never dropped in silence
MAX_OF_PROJECT = 15_000  # of these, so that a flood of one project leaves room for the others


class OverloadedError(RuntimeError):
    """More logs are waiting than the process will hold; the caller may try again after `retry_after` seconds."""

    retry_after = 1


@dataclass(slots=True, eq=False)
class Submission:
    """Logs of one call, which are stored together, and what became of them."""

    project_id: int
    logs: Sequence[Any]
    stored: list[Any] = field(default_factory=list)
    error: Exception | None = None
    # An Event takes five times as long.
    _undone: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._undone.acquire()

    def finish(self) -> None:
        """Let go on who waits."""
        self._undone.release()

    def wait(self) -> list[Any]:
        """What was stored, as soon as that is settled. Raises the error."""
        self._undone.acquire()
        if self.error is not None:
            raise self.error
        return self.stored


class Line:
    """Submissions by project. Projects take turns, so that one with thousands delays another by one submission."""

    def __init__(self) -> None:
        self._of: dict[int, deque[Submission]] = {}  # in the order of their turns
        self._counts: dict[int, int] = {}
        self._arrival = threading.Condition(threading.Lock())
        self.waiting = 0

    def join(self, submission: Submission) -> None:
        """Raises OverloadedError."""
        project_id, count = submission.project_id, len(submission.logs)
        with self._arrival:
            own = self._counts.get(project_id, 0)
            # What is larger than the line itself is let in where nobody is before it.
            if (self.waiting and self.waiting + count > MAX_WAITING) or (own and own + count > MAX_OF_PROJECT):
                raise OverloadedError("Too many logs are waiting to be stored.")
            self.waiting += count
            self._counts[project_id] = own + count
            self._of.setdefault(project_id, deque()).append(submission)
            self._arrival.notify()

    def take(self, most: int) -> list[Submission]:
        """Those whose turn it is, together at most `most` logs unless the first alone has more; may be none."""
        with self._arrival:
            return self._take(most)

    def take_when_there(self, most: int) -> list[Submission]:
        """`take`, as soon as there is one."""
        with self._arrival:
            while not self._of:
                self._arrival.wait()
            return self._take(most)

    def _take(self, most: int) -> list[Submission]:
        taken, size = [], 0
        while self._of:
            project_id, own = next(iter(self._of.items()))
            if taken and size + len(own[0].logs) > most:
                break
            taken.append(own.popleft())
            size += len(taken[-1].logs)
            self._counts[project_id] -= len(taken[-1].logs)
            del self._of[project_id]
            if own:
                self._of[project_id] = own  # at the end
            else:
                del self._counts[project_id]
        self.waiting -= size
        return taken
