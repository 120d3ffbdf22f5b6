"""PostgreSQL: log tables are partitioned by month of the key, with a default partition for odd dates."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connections, transaction

from ..ids import key_at

PARTITIONED = ("logs_log", "logs_logbody", "logs_logtext")
MONTHS_BACK = 12
MONTHS_AHEAD = 3
# Serialises partition making between server processes; any number that nothing else uses.
_LOCK = 0x6C6C6D6C


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


def prepare(alias: str) -> None:
    """Make the partitions of the months around now that do not exist yet; safe to call from several processes."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for month, following in _months(datetime.now(UTC)):
            for table in PARTITIONED:
                _make_partition(cursor, table, month, following)


def _make_partition(cursor: object, table: str, month: datetime, following: datetime) -> None:
    name = f"{table}_{month:%Y%m}"
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    if cursor.fetchone()[0]:
        return
    first, after = key_at(month), key_at(following)
    # Rows of a month that had no partition are in the default one, and would forbid making it.
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}_default" WHERE id >= %s AND id < %s)', [first, after])  # noqa: S608
    if not cursor.fetchone()[0]:
        cursor.execute(f'CREATE TABLE "{name}" PARTITION OF "{table}" FOR VALUES FROM ({first}) TO ({after})')


def _months(now: datetime) -> Iterator[tuple[datetime, datetime]]:
    for index in range(now.year * 12 + now.month - 1 - MONTHS_BACK, now.year * 12 + now.month + MONTHS_AHEAD):
        yield (
            datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC),
            datetime((index + 1) // 12, (index + 1) % 12 + 1, 1, tzinfo=UTC),
        )
