"""SQLite: the embedded default. One writer at a time; readers never wait (WAL)."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson
from django.db import connections, models
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from ..fields import TextMapField, escape_map
from .folding import SQLITE_FUNCTION, fold_text

if TYPE_CHECKING:
    from .inserting import Table

# Every index has NULLS LAST both ways: the planner walks it in two pieces.
SORTS_UNKNOWN_APART = False
TAKES_HINTS = True  # plans.py
_INCREMENTAL = 2
# Of new files, in bytes. A file takes 1.6 % less so than with SQLite's 4,096; see docs/operations.md.
PAGE_BYTES = 8192
# Free pages that stay in the file, to be used by the next logs instead of being given back and asked for again.
SPARE_PAGES = 2048
SPARE_SHARE = 64  # of the file: no more than one page in so many, as a small file needs little
# Pages a step gives back (4 MB): a few milliseconds in which no log can be written.
_STEP_PAGES = 512
# Tries to empty the log of changes, a fifth of a second apart.
_CHECKPOINTS = 25
# Values that one statement may hold (SQLITE_MAX_VARIABLE_NUMBER of builds that say nothing else).
_MOST_VALUES = 32_766
# After a SELECT: its rows cannot be deleted until the transaction ends. The one write lock sees to it.
HOLD_ROWS = ""


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


def size_bytes(alias: str) -> int:
    """What the database takes, without the log of its last writes."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return cursor.fetchone()[0]


def prepare(alias: str, since: datetime | None = None) -> None:
    """Nothing to make ahead of need."""


def create(alias: str) -> None:
    """Before the first table of a new file, which alone can be told the size of its pages and to give space back."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_master")
        if cursor.fetchone()[0] == 0:
            cursor.execute("PRAGMA journal_mode=DELETE")  # beside a log of changes pages keep their size
            cursor.execute(f"PRAGMA page_size={PAGE_BYTES}")
            cursor.execute(f"PRAGMA auto_vacuum={_INCREMENTAL}")
            cursor.execute("VACUUM")  # the file has its first page already; empty as it is, it is made anew
            cursor.execute("PRAGMA journal_mode=WAL")


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


@contextmanager
def turn(alias: str) -> Iterator[None]:
    """Wait in line for the one write lock with the other processes that come through here.

    SQLite itself only knows to sleep and try again, for longer each time: whoever is unlucky waits for seconds. The
    kernel wakes who waits for a file.
    """
    connection = connections[alias]
    # Nobody else has a database in memory; and whoever has the write lock already must not wait for anything.
    if connection.is_in_memory_db() or connection.in_atomic_block:
        yield
        return
    file = _turns(f"{connection.settings_dict['NAME']}.writing", os.getpid())
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def hold(alias: str, name: str) -> None:
    """Until the transaction ends, whoever holds the same name waits: here whoever writes at all does."""


@lru_cache
def _turns(path: str, process: int) -> IO[str]:
    """The file that stands for the turn; a process of its own, since a fork shares its parent's lock."""
    return Path(path).open("w")


def reclaim(alias: str) -> bool:
    """Give a step of free pages back to the file system: whether there are more. Older files cannot."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA auto_vacuum")
        (mode,) = cursor.fetchone()
        cursor.execute("PRAGMA freelist_count")
        (free,) = cursor.fetchone()
        cursor.execute("PRAGMA page_count")
        spare = free - min(SPARE_PAGES, cursor.fetchone()[0] // SPARE_SHARE)
        if mode == _INCREMENTAL and spare > 0:
            # Not execute: the pragma answers a row without columns for each page, and it would stop at the first.
            cursor.executescript(f"PRAGMA incremental_vacuum({min(spare, _STEP_PAGES)})")
        return mode == _INCREMENTAL and spare > _STEP_PAGES


def insert(alias: str, table: "Table", rows: Sequence[Mapping[str, Any]], tail: str) -> list[tuple]:
    """Insert rows and return what `tail` returns.

    One step of SQLite takes many rows, and while it does, other threads run: `executemany` would ask for the
    interpreter again after each row, and wait for it.
    """
    connection, found = connections[alias], []
    blank = {column.attribute: None for column in table.columns}
    values_of = itemgetter(*blank)
    adapts = [(place, column.adapt) for place, column in enumerate(table.columns) if column.adapt is not None]
    for portion in _portions(rows, _MOST_VALUES // len(blank)):
        values = []
        for row in portion:
            own = list(values_of({**blank, **row}))
            for place, adapt in adapts:
                if own[place] is not None:
                    own[place] = adapt(own[place])
            values += own
        with connection.wrap_database_errors:
            found += connection.connection.execute(_insert_sql(table, len(portion), tail), values).fetchall()
    return found


def _portions(rows: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    """Portions of a power of two each, so that a few statements, which SQLite keeps compiled, serve any number."""
    start = 0
    while start < len(rows):
        size = 1 << (min(len(rows) - start, most).bit_length() - 1)
        yield rows[start : start + size]
        start += size


@lru_cache(maxsize=256)
def _insert_sql(table: "Table", size: int, tail: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    row = f"({', '.join('?' * len(table.columns))})"
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * size)} {tail}'  # noqa: S608


def _naive_utc(moment: datetime) -> str:
    text = moment.isoformat(" ")
    return text[:-6] if text.endswith("+00:00") else str(moment.astimezone(UTC).replace(tzinfo=None))


def _map_text(value: dict[str, str]) -> str:
    return orjson.dumps(escape_map(value)).decode()


# How values are written that the driver does not take as they are; by field, for `inserting.py`.
ADAPTS = {models.DateTimeField: _naive_utc, TextMapField: _map_text}


def whole_partitions(alias: str, before_key: int) -> list[tuple[int, int]]:
    """There are no partitions."""
    return []


def drop_partition(alias: str, first_key: int) -> bool:
    """There are no partitions."""
    return False


def refresh_statistics(alias: str) -> None:
    """None: they are averages, which say nothing of a value; `pages.py` names the index where it matters."""


@contextmanager
def overwriting_deleted(alias: str) -> Iterator[None]:
    """What this connection deletes meanwhile is overwritten with zeros instead of being left in free space."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA secure_delete=ON")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA secure_delete={int(before)}")


def forget_deleted(alias: str, *, rewrite: bool) -> None:
    """Take what was deleted out of the log of changes (WAL) too, and with `rewrite` write the whole file anew.

    Readers hold the log for as long as they read; they are waited for, for a few seconds.
    """
    if connections[alias].in_atomic_block:  # of a test; nobody else's either
        return
    with connections[alias].cursor() as cursor:
        if rewrite:
            with turn(alias):
                cursor.execute("VACUUM")
        for _ in range(_CHECKPOINTS):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.2)
