"""One variant in one database: a SQLite file or a PostgreSQL schema, filled in transactions and asked in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from environment import ALIASES, POSTGRESQL, SQLITE
from sample_logs import Sample
from variants import BODY, LOG, SOURCE, Source, Variant, create_tables, key_value, log_row

from logs.ids import public_id
from logs.models import Log

BATCH = 1000  # logs a transaction
_MOMENT, _UUID = models.DateTimeField(), models.UUIDField()
_FIELDS = {field.column: field for field in Log._meta.concrete_fields}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on disk once a store is settled; the index of a primary key counts among the indexes."""

    row: int
    indexes: int
    body: int
    source: int

    @property
    def whole(self) -> int:
        return self.row + self.indexes + self.body + self.source


class Store:
    """What both engines do alike. The connection is Django's: its settings and adapters are the product's."""

    def __init__(self, variant: Variant, connection: BaseDatabaseWrapper) -> None:
        self.variant, self.connection = variant, connection

    def ask(self, sql: str, params: Sequence[Any] = ()) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def run(self, *statements: str) -> None:
        with self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def encode(self, column: str, value: Any) -> Any:
        """A value of a log's column as the driver takes it."""
        return _FIELDS[column].get_db_prep_save(value, self.connection)

    def uuid(self, value: UUID) -> UUID | str:
        """As the driver takes it."""
        return _UUID.get_db_prep_value(value, self.connection)

    def moment(self, value: datetime) -> Any:
        """As the driver takes it."""
        return _MOMENT.get_db_prep_value(value, self.connection)

    def insert(self, samples: Sequence[Sample]) -> float:
        """Store samples in transactions of BATCH logs; the seconds that driver and database took."""
        return sum(self._insert_batch(samples[first : first + BATCH]) for first in range(0, len(samples), BATCH))

    def _insert_batch(self, samples: Sequence[Sample]) -> float:
        pairs = [(sample, self._public(sample)) for sample in samples]
        rows = [log_row(self.variant, sample, public) for sample, public in pairs]
        bodies = [(key_value(self.variant, sample, public), sample.blob) for sample, public in pairs]
        start = perf_counter()
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if self.connection.vendor == SQLITE else "BEGIN")
            self._put(cursor, LOG, self.variant.insert_columns, rows)
            if self.variant.body_apart:
                self._put(cursor, BODY, ("id", "blob"), bodies)
            if self.variant.source is not Source.NONE:
                self._claim(cursor, samples)
            cursor.execute("COMMIT")
        return perf_counter() - start

    def _public(self, sample: Sample) -> UUID | str | None:
        """The public id where it is stored."""
        return self.uuid(public_id(sample.key)) if self.variant.stores_public_id else None


class SqliteStore(Store):
    """A file with the pragmas of the settings (WAL, synchronous=FULL)."""

    def __init__(self, variant: Variant, folder: Path) -> None:
        connection = connections.create_connection(ALIASES[SQLITE])
        self._path = folder / f"{variant.name}.sqlite3"
        connection.settings_dict = {**connection.settings_dict, "NAME": str(self._path)}
        super().__init__(variant, connection)
        create_tables(variant, connection)

    def settle(self) -> None:
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def sizes(self) -> Sizes:
        pages = self.ask(
            "SELECT m.tbl_name, m.type, SUM(s.pgsize) FROM dbstat s JOIN sqlite_master m USING (name) "
            "WHERE s.aggregate = TRUE GROUP BY 1, 2"
        )
        found = {(table, kind): size for table, kind, size in pages}
        body, source = (found.get((name, "table"), 0) + found.get((name, "index"), 0) for name in (BODY, SOURCE))
        return Sizes(found[LOG, "table"], found[LOG, "index"], body, source)

    def close(self) -> None:
        self.connection.close()
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()

    def _put(self, cursor: Any, table: str, columns: Sequence[str], rows: Sequence[tuple]) -> None:
        # Whatever must be unique besides the key is refused in silence, as the writer does.
        cursor.executemany(f"INSERT OR IGNORE INTO {table} ({quoted(columns)}) VALUES ({marks(columns)})", rows)

    def _claim(self, cursor: Any, samples: Sequence[Sample]) -> None:
        """Name the owners of the callers' ids and read them back, as the writer does to tell new logs from repeated."""
        if self.variant.source is Source.COLUMN:
            project = attrgetter("project_id")
            for number, same in groupby(sorted(samples, key=project), key=project):
                ids = [sample.source_id for sample in same]
                sql = f"SELECT source_id, id FROM {LOG} WHERE project_id = %s AND source_id IN ({marks(ids)})"
                cursor.execute(sql, [number, *ids]).fetchall()
            return
        claims = sorted((sample.digest, sample.key) for sample in samples)
        self._put(cursor, SOURCE, ("digest", "log_id"), claims)
        sql = f"SELECT digest, log_id FROM {SOURCE} WHERE digest IN ({marks(claims)})"
        cursor.execute(sql, [digest for digest, _ in claims]).fetchall()


class PostgresqlStore(Store):
    """A schema of its own in the one database, so that the tables keep their names."""

    def __init__(self, variant: Variant, folder: Path) -> None:
        connection = connections.create_connection(ALIASES[POSTGRESQL])
        super().__init__(variant, connection)
        self.run(f"CREATE SCHEMA {variant.name}", f"SET search_path TO {variant.name}")
        # The engine makes its partitions on the connection of an alias.
        connections[ALIASES[POSTGRESQL]] = connection
        create_tables(variant, connection)

    def settle(self) -> None:
        self.run(f"VACUUM (ANALYZE) {LOG}", *([f"VACUUM (ANALYZE) {BODY}"] if self.variant.body_apart else []))

    def sizes(self) -> Sizes:
        body = sum(self._size(BODY)) if self.variant.body_apart else 0
        return Sizes(*self._size(LOG), body, 0)

    def close(self) -> None:
        self.run(f"DROP SCHEMA {self.variant.name} CASCADE")
        self.connection.close()

    def _size(self, table: str) -> tuple[int, int]:
        """Bytes of a table with its TOAST, and of its indexes; of all its partitions where it has some."""
        return self.ask(
            "SELECT SUM(pg_table_size(relid))::bigint, SUM(pg_indexes_size(relid))::bigint FROM "
            "(SELECT relid FROM pg_partition_tree(%s) UNION SELECT %s::regclass) AS tree",
            [table, table],
        )[0]

    def _put(self, cursor: Any, table: str, columns: Sequence[str], rows: Sequence[tuple]) -> None:
        with cursor.copy(f"COPY {table} ({quoted(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


STORES: dict[str, type[SqliteStore | PostgresqlStore]] = {SQLITE: SqliteStore, POSTGRESQL: PostgresqlStore}


def quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
