"""What only PostgreSQL is asked: how long it plans, what dropping a month costs, which unique key it refuses."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from django.db import DatabaseError
from stores import PostgresqlStore
from variants import BODY, LOG

from logs.ids import key_at


def planning_ms(store: PostgresqlStore, sql: str, params: Sequence[Any]) -> float:
    """Milliseconds for the plan alone; the product sends its queries unprepared, so every one is planned."""
    answer = store.ask(f"EXPLAIN (SUMMARY, FORMAT JSON) {sql}", params)[0][0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return plan[0]["Planning Time"]


def drop_month(store: PostgresqlStore, month: datetime) -> tuple[float, int]:
    """Milliseconds it takes to be rid of the logs of a month, and the bytes that gave back to the file system."""
    store.run("CHECKPOINT")
    before, begun = store.sizes().whole, perf_counter()
    if store.variant.partitioned:
        store.run(*(sql for table in (LOG, BODY) for sql in _dropping(table, month)))
    else:
        first, after = key_at(month), key_at(months_after(month, 1))
        store.run("BEGIN", *(f"DELETE FROM {t} WHERE id >= {first} AND id < {after}" for t in (LOG, BODY)), "COMMIT")
        store.run(*(f"VACUUM {table}" for table in (LOG, BODY)))
    return (perf_counter() - begun) * 1000, before - store.sizes().whole


def unique_source_refusal(store: PostgresqlStore) -> str:
    """What the server says to a unique (project, source_id) on the partitioned table."""
    try:
        store.run(f"ALTER TABLE {LOG} ADD CONSTRAINT log_source UNIQUE (project_id, source_id)")
    except DatabaseError as error:
        return " ".join(str(error).split())
    raise AssertionError("a unique key without the partition key was taken")


def months_after(moment: datetime, number: int) -> datetime:
    """The first instant of a later month."""
    index = moment.year * 12 + moment.month - 1 + number
    return datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC)


def _dropping(table: str, month: datetime) -> list[str]:
    name = f"{table}_{month:%Y%m}"
    return [f"ALTER TABLE {table} DETACH PARTITION {name}", f"DROP TABLE {name}"]
