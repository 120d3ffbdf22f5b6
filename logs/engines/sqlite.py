"""SQLite: the embedded default. One writer at a time; readers never wait (WAL)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from .folding import SQLITE_FUNCTION, fold_text

_INCREMENTAL = 2
# Free pages that stay in the file, to be used by the next logs instead of being given back and asked for again.
SPARE_PAGES = 4096
# Pages a step gives back (4 MB): a few milliseconds in which no log can be written.
_STEP_PAGES = 1024


@receiver(connection_created)
def _add_functions(connection: Any, **kwargs: Any) -> None:
    """What SQLite has no SQL for, on each connection as it is opened."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(SQLITE_FUNCTION, 1, fold_text, deterministic=True)


def estimated_count(alias: str, table: str) -> int:
    """Exact here: SQLite keeps no statistics that say less, and counts the smallest index."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - a table name of ours
        return cursor.fetchone()[0]


def prepare(alias: str, since: datetime | None = None) -> None:
    """Nothing to make ahead of need."""


def create(alias: str) -> None:
    """Before the first table of a new file: only a file made so can give space back in steps."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_master")
        if cursor.fetchone()[0] == 0:
            cursor.execute(f"PRAGMA auto_vacuum={_INCREMENTAL}")
            cursor.execute("VACUUM")  # the file has its first page already; empty as it is, it is made anew


@contextmanager
def only_one(alias: str, purpose: str) -> Iterator[bool]:
    """Whether this process alone works at `purpose` on this database; ends with the process at the latest."""
    connection = connections[alias]
    if connection.is_in_memory_db():  # nobody else has it
        yield True
        return
    with Path(f"{connection.settings_dict['NAME']}.{purpose}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def reclaim(alias: str) -> bool:
    """Give a step of free pages back to the file system: whether there are more. Older files cannot."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA auto_vacuum")
        (mode,) = cursor.fetchone()
        cursor.execute("PRAGMA freelist_count")
        spare = cursor.fetchone()[0] - SPARE_PAGES
        if mode == _INCREMENTAL and spare > 0:
            # Not execute: the pragma answers a row without columns for each page, and it would stop at the first.
            cursor.executescript(f"PRAGMA incremental_vacuum({min(spare, _STEP_PAGES)})")
        return mode == _INCREMENTAL and spare > _STEP_PAGES
