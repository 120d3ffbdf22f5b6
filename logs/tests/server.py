"""A real llmlogs in processes of its own, on a database of its own, for tests and benchmarks that talk HTTP to it."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
FIRST = "llmlogs_first"  # folder and database of the store that others are copied from
COLLECT = "from llmlogs_site.collecting import collect; collect()"


@dataclass(frozen=True)
class Server:
    """Where it is, how to get in, what bootstrap printed, and its process group."""

    url: str
    environment: dict[str, str]
    made: dict[str, Any]
    group: int

    @property
    def key(self) -> str:
        return self.made["api_key"]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on the same database."""
        return manage(self.environment, *arguments)


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a management command to its end; its output is captured, a failure raises."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments[0]} exited {done.returncode}: {done.stderr[-2000:]}")
    return done


@dataclass(frozen=True)
class Store:
    """A database with its first project, not served yet: how to reach it, and what bootstrap printed."""

    folder: Path
    environment: dict[str, str]
    made: dict[str, Any]


def new_store(folder: Path, database_url: str = "", **settings: str) -> Store:
    """Set up as in production, by `migrate` and `bootstrap`; `settings` go into the environment."""
    environment = _environment(folder, database_url, **settings)
    manage(environment, "migrate", "--verbosity", "0")
    words = ("bootstrap", "--project", "acme", "--email", "owner@example.com", "--password", "correct horse battery")
    made = json.loads(manage(environment, *words, "--json").stdout.splitlines()[-1])
    return Store(folder, environment, made)


@contextmanager
def copied_store(folder: Path, name: str) -> Iterator[Store]:
    """A copy of the store that a run sets up once, on the run's engine; `name` is the database's on PostgreSQL."""
    first = _first_store()
    shutil.copytree(first.folder / "static", folder / "static")
    if _on_sqlite():
        shutil.copy(first.folder / "llmlogs.sqlite3", folder)
        yield Store(folder, _environment(folder), first.made)
        return
    with _database(name, template=FIRST) as url:
        yield Store(folder, _environment(folder, url), first.made)


@contextmanager
def serving(store: Store, workers: int = 1) -> Iterator[Server]:
    """Serves a store; stops by process group at the end."""
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    with (store.folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=store.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
            yield Server(f"http://127.0.0.1:{port}", store.environment, store.made, process.pid)
        finally:
            _stop(process)


def database_files(store: Store) -> list[bytes]:
    """Bytes of every file of the database: on PostgreSQL of its tables, not of its WAL, which is recycled later."""
    if not store.environment["DATABASE_URL"].startswith("postgres"):
        return [path.read_bytes() for path in store.folder.glob("llmlogs.sqlite3*")]
    code = (
        "from django.db import connection as c; u = c.cursor(); u.execute('CHECKPOINT');"
        "u.execute('SHOW data_directory'); d = u.fetchone()[0];"
        "u.execute('SELECT oid FROM pg_database WHERE datname = current_database()');"
        "print(d + '/base/' + str(u.fetchone()[0]))"
    )
    folder = Path(manage(store.environment, "shell", "--no-imports", "-c", code).stdout.strip())
    return [path.read_bytes() for path in folder.iterdir() if path.is_file()]


def _environment(folder: Path, database_url: str = "", **settings: str) -> dict[str, str]:
    return {
        **os.environ,
        "LLMLOGS_DATA_DIR": str(folder),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'llmlogs.sqlite3'}",
        "SECRET_KEY": "only-for-tests-" + "y" * 50,
        "DJANGO_SETTINGS_MODULE": "llmlogs_site.settings",
        **settings,
    }


def _first_store() -> Store:
    """The run's own, set up by the first process that asks: migrating and compressing take seconds each time."""
    folder = Path(os.environ["LLMLOGS_DATA_DIR"]) / FIRST
    folder.mkdir(exist_ok=True)
    known = folder / "made.json"
    url = "" if _on_sqlite() else _url_of(FIRST)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            if url:
                _create(FIRST)
            store = new_store(folder, url)
            manage(store.environment, "shell", "--no-imports", "-c", COLLECT)
            known.write_text(json.dumps(store.made))
    return Store(folder, _environment(folder, url), json.loads(known.read_text()))


def _on_sqlite() -> bool:
    return os.environ.get("TEST_ENGINE", "sqlite") == "sqlite"


@contextmanager
def _database(name: str, template: str) -> Iterator[str]:
    """The URL of a database beside the run's own."""
    _create(name, template)
    yield _url_of(name)
    _drop(name)


def _create(name: str, template: str = "template1") -> None:
    _drop(name)
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _drop(name: str) -> None:
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_ready(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready")


def _stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)
