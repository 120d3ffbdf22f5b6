"""Arize Phoenix and MLflow, as their packages install them, under the same chats and questions (`--only peers`).

Each is asked what it can be asked: lists of the newest and of a filter, a needle, sums. Its default store is SQLite.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from .questions import MODEL
from .servers import ROOT, free_port, running, wait_until_ready
from .workload import COMMON_WORD, PLANTED

MOST_SECONDS = 900  # of filling; a peer that stores less by then is asked with what it has
FILLERS, CLIENTS, TURNS = 4, 32, 15
_STALLED_SECONDS = 15

Advance = Callable[[int], None]
# Path and JSON body of a question.
Request = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Peer:
    """A product to compare with."""

    name: str
    package: str
    tables: str  # where its spans are, in its SQLite file
    headers: dict[str, str]

    def command(self, binaries: Path, folder: Path, port: int) -> list[str]:
        if self.name == "Phoenix":
            return [str(binaries / "phoenix"), "serve"]
        store, files = f"sqlite:///{folder / 'peer.db'}", str(folder / "files")
        words = ["server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        return [str(binaries / "mlflow"), *words, "--backend-store-uri", store, "--default-artifact-root", files]

    def environment(self, folder: Path, port: int) -> dict[str, str]:
        own = {"HOST": "127.0.0.1", "PORT": str(port), "GRPC_PORT": str(free_port()), "WORKING_DIR": str(folder)}
        own |= {"TELEMETRY_ENABLED": "false", "SQL_DATABASE_URL": f"sqlite:///{folder / 'peer.db'}"}
        return {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", **{f"PHOENIX_{k}": v for k, v in own.items()}}


PEERS = (
    Peer("Phoenix", "arize-phoenix", "spans", {}),
    Peer("MLflow", "mlflow", "spans", {"x-mlflow-experiment-id": "0"}),
)


def measure(peer: Peer, folder: Path, *, size: int, seconds: float, rounds: int, advance: Advance) -> dict[str, Any]:
    """What it stored a second and how long it took to answer."""
    home, store = folder / f"peer-{peer.package}", folder / f"peer-{peer.package}-{int(time.time())}"
    store.mkdir(parents=True)
    binaries = _installed(peer, home)
    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    batches = _requests(binaries, home, size, end, 100)
    singles = _requests(binaries, home, 5000, end, 1)
    with _serving(peer, binaries, store) as port:
        count = _counter(peer, store)
        single = _committed(peer, port, singles, CLIENTS, seconds, count, lambda _: None)
        batch = _committed(peer, port, batches, FILLERS, MOST_SECONDS, count, advance)
        asked = {title: _asked(port, request, rounds) for title, request in _questions(peer, port, end).items()}
        stored = count()
    return {"version": _version(peer, binaries), "logs": stored, "single": single, "batch-100": batch, "asked": asked}


def _installed(peer: Peer, home: Path) -> Path:
    binaries = home / "venv" / "bin"
    if not (home / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
        subprocess.run([str(binaries / "python"), "-m", "pip", "install", "--quiet", peer.package], check=True)
        (home / "installed").touch()
    return binaries


def _version(peer: Peer, binaries: Path) -> str:
    code = f"from importlib.metadata import version; print(version('{peer.package}'))"
    return subprocess.run([str(binaries / "python"), "-c", code], capture_output=True, text=True).stdout.strip()


def _requests(binaries: Path, home: Path, size: int, end: datetime, batch: int) -> list[bytes]:
    """OTLP requests, made in the peer's own environment."""
    folder = home / f"spans-{size}-{batch}"
    if not folder.exists():
        folder.mkdir()
        words = [str(folder), str(size), end.isoformat(), str(batch)]
        subprocess.run(
            [str(binaries / "python"), "-m", "benchmarks.scale.peer_spans", *words], cwd=ROOT, check=True, timeout=3600
        )
    return [path.read_bytes() for path in sorted(folder.iterdir())]


@contextmanager
def _serving(peer: Peer, binaries: Path, store: Path) -> Iterator[int]:
    port = free_port()
    command, environment = peer.command(binaries, store, port), peer.environment(store, port)
    with running(command, environment, store / "server.log") as process:
        wait_until_ready(f"http://127.0.0.1:{port}/{'healthz' if peer.name == 'Phoenix' else 'health'}", process)
        yield port


def _counter(peer: Peer, store: Path) -> Callable[[], int]:
    """Spans that are committed, which an answer does not promise."""

    def count() -> int:
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{store / 'peer.db'}?mode=ro", uri=True)) as file:
            return file.execute(f"SELECT COUNT(*) FROM {peer.tables}").fetchone()[0]
        return 0

    return count


def _committed(
    peer: Peer, port: int, requests: list[bytes], clients: int, seconds: float, count: Callable, advance: Advance
) -> float:
    """Spans committed a second, from the first request until all are there or no more come."""
    before, begun = count(), time.perf_counter()
    headers = {"Content-Type": "application/x-protobuf", **peer.headers}

    def send(body: bytes) -> None:
        if time.perf_counter() - begun < seconds:
            request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/traces", body, headers)
            with suppress(OSError), urllib.request.urlopen(request, timeout=120) as answer:
                answer.read()
            advance(1)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(send, requests))
    stored, last = count(), time.perf_counter()
    while time.perf_counter() - last < _STALLED_SECONDS:
        time.sleep(0.5)
        if (now := count()) > stored:
            stored, last = now, time.perf_counter()
    return (stored - before) / (last - begun)


# -- questions


def _asked(port: int, request: Request, rounds: int) -> list[float]:
    """Milliseconds, the median of some turns in each round."""
    path, body = request
    return [median(_milliseconds(port, path, body) for _ in range(TURNS)) for _ in range(rounds)]


def _milliseconds(port: int, path: str, body: dict[str, Any]) -> float:
    begun = time.perf_counter()
    _answer(port, path, body)
    return (time.perf_counter() - begun) * 1000


def _answer(port: int, path: str, body: dict[str, Any]) -> Any:
    """Raises RuntimeError for an answer that is an error, which GraphQL has with status 200."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=300) as answer:
        found = json.loads(answer.read())
    if found.get("errors"):
        raise RuntimeError(f"{path}: {found['errors']}"[:300])
    return found


def _questions(peer: Peer, port: int, end: datetime) -> dict[str, Request]:
    """By the titles of our own questions."""
    week = (end - timedelta(days=40), end - timedelta(days=33))
    return _of_phoenix(port, week) if peer.name == "Phoenix" else _of_mlflow(week)


def _of_phoenix(port: int, week: tuple[datetime, datetime]) -> dict[str, Request]:
    projects = _answer(port, "/graphql", {"query": "{projects{edges{node{id}}}}"})["data"]["projects"]["edges"]
    fields = "id name startTime latencyMs statusCode tokenCountTotal input{truncatedValue} output{truncatedValue}"
    newest = "first:50,sort:{col:startTime,dir:desc}"
    span = f'timeRange:{{start:"{week[0].isoformat()}",end:"{week[1].isoformat()}"}}'

    def project(inner: str) -> Request:
        return "/graphql", {"query": f'{{node(id:"{projects[0]["node"]["id"]}"){{... on Project{{{inner}}}}}}}'}

    def page(arguments: str) -> Request:
        return project(f"spans({arguments}){{edges{{node{{{fields}}}}}}}")

    filtered = f"filterCondition:\"status_code == 'OK' and llm.model_name == '{MODEL}'\""
    return {
        "newest 50": page(newest),
        "model + status + a week, sorted by latency": page(
            f"first:50,sort:{{col:latencyMs,dir:desc}},{span},{filtered}"
        ),
        "needle": page(f"{newest},filterCondition:\"'{PLANTED['needle'][0]}' in input.value\""),
        "common word": page(f"{newest},filterCondition:\"'{COMMON_WORD}' in input.value\""),
        "stats over all": project("recordCount tokenCountTotal latencyMsQuantile(probability:0.5)"),
    }


def _of_mlflow(week: tuple[datetime, datetime]) -> dict[str, Request]:
    place = [{"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "0"}}]
    first, last = (int(moment.timestamp() * 1000) for moment in week)

    def page(order: str = "timestamp_ms DESC", **more: str) -> Request:
        body = {"locations": place, "max_results": 50, "order_by": [order], **more}
        return "/api/3.0/mlflow/traces/search", body

    within = f"trace.status = 'OK' AND trace.timestamp_ms >= {first} AND trace.timestamp_ms < {last}"
    counted = {"experiment_ids": ["0"], "view_type": "TRACES", "metric_name": "trace_count"}
    return {
        "newest 50": page(),
        "model + status + a week, sorted by latency": page("execution_time_ms DESC", filter=within),
        "needle": page(filter=f"trace.text LIKE '%{PLANTED['needle'][0]}%'"),
        "common word": page(filter=f"trace.text LIKE '%{COMMON_WORD}%'"),
        "stats over all": (
            "/api/3.0/mlflow/traces/metrics",
            {**counted, "aggregations": [{"aggregation_type": "COUNT"}]},
        ),
    }
