"""PostgreSQL's partitions: log tables by month of the key, and a default partition for logs of any other month.

There is a partition for each month from now to `MONTHS_AHEAD`, and for each older month of which enough logs have
come. Every partition costs each query without a bound on time some planning, so months without logs have none, and a
few logs with odd dates stay in the default partition.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError, connections, transaction

from ..ids import EPOCH, TAIL_BITS, key_at

MONTHS_AHEAD = 3
# Logs of one month in the default partition that are worth a partition of their own.
WORTH_A_PARTITION = 5_000
# Serialises partition making between processes; any number that nothing else uses.
_LOCK = 0x6C6C6D6C
# How long a step may wait for its locks: who comes after it waits as long, also to read.
_LOCK_TIMEOUT = "3s"

_LOGS = "logs_log"
# A month is inserted into and hardly changed. Often, so that its newest logs too are read from indexes alone and its
# statistics are of the week; a vacuum reads new pages only and has no index to clean, so often costs little.
_AUTOVACUUM = (
    "autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 10000, "
    "autovacuum_analyze_scale_factor = 0.05"
)

# First and following key of a month, and its name.
Month = tuple[int, int, str]


def make_partitions(alias: str, since: datetime | None = None) -> None:
    """Make what is missing: months ahead, months from `since` on, and months whose logs have gathered in the default.

    Safe to call from several processes. A transaction a partition; a step that does not get its locks is left to the
    next call.
    """
    tables = _tables(alias)
    now = datetime.now(UTC)
    wanted = dict.fromkeys(_months(min(since or now, now), now))
    for table in tables:
        for month in [*wanted, *_gathered(alias, table)]:
            try:
                _make_partition(alias, table, month)
            except OperationalError as error:
                if not _is_lock_timeout(error):
                    raise


def whole_partitions(alias: str, before_key: int) -> list[tuple[int, int]]:
    """First and following key of each partition of logs that lies wholly before a key, the oldest first."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = to_regclass(%s)",
            [_LOGS],
        )
        bounds = [re.findall(r"\('?(-?\d+)'?\)", bound) for (bound,) in cursor.fetchall()]
    return sorted((int(low), int(high)) for low, high in filter(None, bounds) if int(high) <= before_key)


def drop_partition(alias: str, first_key: int) -> bool:
    """Drop the month that begins at a key from all tables, if no log is left in it and its tables are free soon."""
    _, _, suffix = _month_of(first_key)
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            cursor.execute(f'LOCK TABLE "{_LOGS}" IN ACCESS EXCLUSIVE MODE')
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{_LOGS}_{suffix}")')  # noqa: S608 - a name of ours
            if cursor.fetchone()[0]:
                return False
            for table in _tables(alias):
                cursor.execute(f'DROP TABLE IF EXISTS "{table}_{suffix}"')
    except OperationalError as error:
        if not _is_lock_timeout(error):
            raise
        return False
    return True


def _is_lock_timeout(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == "55P03"


def _tables(alias: str) -> list[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid "
            r"WHERE c.relname LIKE 'logs\_%%' AND pg_table_is_visible(c.oid) AND p.partdefid <> 0 ORDER BY c.relname",
            [],
        )
        return [name for (name,) in cursor.fetchall()]


def _make_partition(alias: str, table: str, month: Month) -> None:
    """Made beside the table and then attached, so that only the default partition is locked against its readers.

    Logs of the month that are in the default partition move, in the same transaction: attached it must find none there.
    """
    first, after, suffix = month
    name = f"{table}_{suffix}"
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if _exists(cursor, name):
            return
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if _exists(cursor, name):
            return
        cursor.execute(f'LOCK TABLE "{table}" IN SHARE UPDATE EXCLUSIVE MODE')
        cursor.execute(f'LOCK TABLE "{table}_default" IN ACCESS EXCLUSIVE MODE')
        cursor.execute(f'CREATE TABLE "{name}" (LIKE "{table}" INCLUDING ALL) WITH ({_AUTOVACUUM})')
        _move(cursor, f"{table}_default", name, first, after)
        cursor.execute(f'ALTER TABLE "{table}" ATTACH PARTITION "{name}" FOR VALUES FROM ({first}) TO ({after})')


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    return cursor.fetchone()[0]


def _move(cursor: Any, source: str, target: str, first: int, after: int) -> None:
    cursor.execute(
        f'WITH moved AS (DELETE FROM "{source}" WHERE id >= %s AND id < %s RETURNING *) '  # noqa: S608 - names of ours
        f'INSERT INTO "{target}" SELECT * FROM moved',
        [first, after],
    )


def _gathered(alias: str, table: str) -> Iterator[Month]:
    """Months of which the default partition holds enough; one look at an index for each month it holds any of."""
    with connections[alias].cursor() as cursor:
        last = -1
        while True:
            cursor.execute(f'SELECT MIN(id) FROM "{table}_default" WHERE id > %s', [last])  # noqa: S608
            (found,) = cursor.fetchone()
            if found is None:
                return
            month = _month_of(found)
            last = month[1] - 1
            bounds = [found, month[1], WORTH_A_PARTITION]
            counted = f'SELECT 1 FROM "{table}_default" WHERE id >= %s AND id < %s LIMIT %s'  # noqa: S608
            cursor.execute(f"SELECT COUNT(*) FROM ({counted}) few", bounds)  # noqa: S608
            if cursor.fetchone()[0] >= WORTH_A_PARTITION:
                yield month


def _month_of(key: int) -> Month:
    return next(_months(*[EPOCH.fromtimestamp((key >> TAIL_BITS) / 1000, UTC)] * 2, ahead=0))


def _months(start: datetime, end: datetime, ahead: int = MONTHS_AHEAD) -> Iterator[Month]:
    for index in range(start.year * 12 + start.month - 1, end.year * 12 + end.month + ahead):
        month = datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC)
        following = datetime((index + 1) // 12, (index + 1) % 12 + 1, 1, tzinfo=UTC)
        yield key_at(month), key_at(following), f"{month:%Y%m}"
