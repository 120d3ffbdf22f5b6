"""A real llmlogs in processes of its own, on a database of its own, for tests and benchmarks that talk HTTP to it."""

import json
import os
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


@contextmanager
def serving(data_dir: Path, database_url: str = "", workers: int = 1, **settings: str) -> Iterator[Server]:
    """Migrate, bootstrap and serve; stops by process group at the end. `settings` go into the environment."""
    environment = {
        **os.environ,
        "LLMLOGS_DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url or f"sqlite:///{data_dir / 'llmlogs.sqlite3'}",
        "SECRET_KEY": "only-for-tests-" + "y" * 50,
        "DJANGO_SETTINGS_MODULE": "llmlogs_site.settings",
        **settings,
    }
    manage(environment, "migrate", "--verbosity", "0")
    words = ("bootstrap", "--project", "acme", "--email", "owner@example.com", "--password", "correct horse battery")
    made = json.loads(manage(environment, *words, "--json").stdout.splitlines()[-1])
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    with (data_dir / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
            yield Server(f"http://127.0.0.1:{port}", environment, made, process.pid)
        finally:
            _stop(process)


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """The URL of an empty database beside the run's own; the empty text, which means a file of its own, on SQLite."""
    if os.environ.get("TEST_ENGINE", "sqlite") == "sqlite":
        yield ""
        return
    base = os.environ["DATABASE_URL"]
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(base)._replace(path=f"/{name}"))
        connection.execute(drop)


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
