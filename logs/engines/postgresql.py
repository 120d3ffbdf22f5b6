"""PostgreSQL: log tables are partitioned by month of the key (partitions.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connections

from .partitions import make_partitions

# The first of the two numbers of an advisory lock, so that ours meet nobody else's.
_LOCKS = 0x6C6C6D6C


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


def reclaim(alias: str) -> bool:
    """Autovacuum does it."""
    return False
