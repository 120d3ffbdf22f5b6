"""Progress of a command: a bar on a terminal, elsewhere a line every few seconds. On stderr, so that stdout is data."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY_SECONDS = 5.0


class Reporter(Protocol):
    """Where a command says how far it is."""

    def at(self, done: int) -> None: ...

    def say(self, text: str) -> None: ...


@contextmanager
def progress(label: str, total: int | None, stderr: OutputWrapper, *, in_bytes: bool = False) -> Iterator[Reporter]:
    """A reporter for one piece of work; `total` is None where nobody knows how much it will be."""
    if not stderr.isatty():
        yield _Lines(label, total, stderr)
        return
    counts = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), counts, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield _Bar(bar, label, total)


class _Bar:
    """A bar of rich, on a terminal."""

    def __init__(self, bar: Progress, label: str, total: int | None) -> None:
        self._bar, self._task = bar, bar.add_task(label, total=total)

    def at(self, done: int) -> None:
        self._bar.update(self._task, completed=done)

    def say(self, text: str) -> None:
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)


class _Lines:
    """A line every few seconds, in a file or a container's log."""

    def __init__(self, label: str, total: int | None, stderr: OutputWrapper) -> None:
        self._label, self._total, self._stderr = label, total, stderr
        self._spoken_at = time.monotonic()

    def at(self, done: int) -> None:
        if time.monotonic() - self._spoken_at >= EVERY_SECONDS:
            self._spoken_at = time.monotonic()
            self.say(f"{self._label}: {done / self._total:.0%}" if self._total else f"{self._label}: {done:,}")

    def say(self, text: str) -> None:
        self._stderr.write(text)
        self._stderr.flush()
