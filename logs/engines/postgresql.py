"""PostgreSQL: log tables are partitioned by month of the key (partitions.py)."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
import psycopg
from django.db import connections, models

from ..fields import TextMapField, escape_map
from . import partitions
from .partitions import make_partitions

if TYPE_CHECKING:
    from .inserting import Table

# `DESC NULLS LAST` reads no index backwards, `DESC` does: known and unknown values are asked for apart.
SORTS_UNKNOWN_APART = True
TAKES_HINTS = False
# The first of the two numbers of an advisory lock, so that ours meet nobody else's.
_LOCKS = 0x6C6C6D6C
# After a SELECT: its rows cannot be deleted until the transaction ends.
HOLD_ROWS = " FOR KEY SHARE"


def estimated_count(alias: str, table: str) -> int:
    """Rows as the planner last knew them, over all partitions; -1 statistics (never analysed) count as none."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(GREATEST(c.reltuples, 0)), 0)::bigint FROM pg_class c "
            # A partitioned table has a number too, which is that of its partitions again.
            "WHERE c.oid = to_regclass(%s) AND c.relkind = 'r' "
            "OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(%s))",
            [table, table],
        )
        return cursor.fetchone()[0]


def size_bytes(alias: str) -> int:
    """What the database takes, with its indexes."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def prepare(alias: str, since: datetime | None = None) -> None:
    """Make the partitions that are needed and missing; those of all months from `since` on where it is given."""
    make_partitions(alias, since)


def create(alias: str) -> None:
    """Nothing to set before the first table."""


@contextmanager
def only_one(alias: str, purpose: str) -> Iterator[bool]:
    """Whether this process alone works at `purpose` on this database; ends with the connection at the latest."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCKS, purpose])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone and connections[alias].is_usable():
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCKS, purpose])


@contextmanager
def turn(alias: str) -> Iterator[None]:
    """Many may write at once."""
    yield


def hold(alias: str, name: str) -> None:
    """Until the transaction ends, whoever holds the same name waits."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, f"hold {name}"])


def reclaim(alias: str) -> bool:
    """Autovacuum does it."""
    return False


def insert(alias: str, table: "Table", rows: Sequence[Mapping[str, Any]], tail: str) -> list[tuple]:
    """Insert rows and return what `tail` returns.

    All rows go as one JSON text: one round trip, one statement that stays prepared whatever the number of rows, and a
    fifth of the work that COPY or arrays make in this process (measured; the server's share is the same).
    """
    connection = connections[alias]
    reads = [(column.attribute, column.name, column.adapt) for column in table.columns]
    records = [
        {
            name: value if adapt is None else adapt(value)
            for attribute, name, adapt in reads
            if (value := row.get(attribute)) is not None
        }
        for row in rows
    ]
    # A pooler that hands connections around by transaction keeps no statements; Django has this setting for those.
    is_prepared = not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_insert_sql(table, tail), [orjson.dumps(records).decode()], prepare=is_prepared)
        return cursor.fetchall() if cursor.description else []


@lru_cache(maxsize=256)
def _insert_sql(table: "Table", tail: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    taken = ", ".join(
        f"decode(\"{c.name}\", 'base64')" if c.db_type == "bytea" else f'"{c.name}"' for c in table.columns
    )
    shape = ", ".join(f'"{c.name}" {"text" if c.db_type == "bytea" else c.db_type}' for c in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) SELECT {taken} FROM json_to_recordset(%s) AS row ({shape}) {tail}'  # noqa: S608


# How values are written that JSON does not take as they are; by field, for `inserting.py`.
ADAPTS = {models.BinaryField: lambda value: b64encode(value).decode(), TextMapField: escape_map}


def whole_partitions(alias: str, before_key: int) -> list[tuple[int, int]]:
    """First and following key of each partition that holds nothing but keys below this one, the oldest first."""
    return partitions.whole_partitions(alias, before_key)


def drop_partition(alias: str, first_key: int) -> bool:
    """Drop the partitions that begin at a key, once no log is left in them; False where one is, or they are in use."""
    return partitions.drop_partition(alias, first_key)


def refresh_statistics(alias: str) -> None:
    """Autovacuum gathers them as logs come, but not those of an index that is new on a month that no longer changes.

    Without them the planner takes each value of that index for rare.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT t.relname FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid "
            r"JOIN pg_class i ON i.oid = x.indexrelid WHERE t.relname LIKE 'logs\_log\_%%' AND t.relkind = 'r' "
            "AND t.reltuples > 0 AND pg_table_is_visible(t.oid) AND x.indexprs IS NOT NULL AND x.indpred IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM pg_stats s WHERE s.tablename = i.relname)",
            [],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ANALYZE "{name}"')


@contextmanager
def overwriting_deleted(alias: str) -> Iterator[None]:
    """PostgreSQL overwrites nothing as it deletes; `forget_deleted` does what can be done."""
    yield


def forget_deleted(alias: str, *, rewrite: bool) -> None:
    """Make room of what was deleted, which later rows overwrite; with `rewrite` write all tables anew.

    What the WAL and its archive hold goes as they are recycled.
    """
    if connections[alias].in_atomic_block:
        return
    with connections[alias].cursor() as cursor:
        cursor.execute("VACUUM FULL" if rewrite else "VACUUM")
