"""The servers that are measured, with processes of their own: `manage.py serve`, and the echo on the same granian."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .stores import Store

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 120, 60


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    pid: int

    def pids(self) -> list[int]:
        """All processes of its group, the server's own workers among them."""
        return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and self._owns(path)]

    def _owns(self, process: Path) -> bool:
        try:
            return int((process / "stat").read_text().rsplit(")", 1)[1].split()[2]) == self.pid
        except (OSError, ValueError):  # it has just ended
            return False


@contextmanager
def serving(store: Store, workers: int = 1) -> Iterator[Running]:
    """The product on a store, as an operator starts it."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    log = store.folder / "server.log"
    with running(command, store.environment, log) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
        yield Running(port, process.pid)


@contextmanager
def kept_up(store: Store) -> Iterator[None]:
    """The upkeep that runs beside a server, for a store that is filled without one."""
    command = [sys.executable, "manage.py", "upkeep"]
    with running(command, store.environment, store.folder / "upkeep.log"):
        yield


@contextmanager
def echoing(workers: int = 1) -> Iterator[Running]:
    """A server that parses the same JSON and answers with its length."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.scale.echo", str(port), str(workers)]
    with running(command, dict(os.environ), None) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/", process)
        yield Running(port, process.pid)


@contextmanager
def running(command: Sequence[str], environment: dict[str, str], log: Path | None) -> Iterator[subprocess.Popen]:
    """A process with a group of its own; stopped politely at the end."""
    output = log.open("wb") if log else subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    """By process group, since workers are children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_ready(url: str, process: subprocess.Popen) -> None:
    """Raises RuntimeError where it does not become ready in time."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not become ready")
