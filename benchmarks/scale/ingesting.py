"""The ingest part of a run: load on a copy of each store, the echo under the same load in the same round."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .inside import Inside, inside
from .load import BATCH_CREATE, CREATE, Load, post, write_bodies
from .servers import echoing, serving
from .stores import Engine, Store

CLIENTS = 32
BATCHES = {"single": 1, "batch-100": 100}
SCRATCH = "scratch"
WARM_SECONDS, REST_SECONDS = 1, 120

Advance = Callable[[], None]


@dataclass
class Samples:
    """What was seen of the processes while the load ran."""

    server_mb: list[float] = field(default_factory=list)
    server_own_mb: list[float] = field(default_factory=list)
    database_mb: list[float] = field(default_factory=list)
    behind_s: list[float] = field(default_factory=list)


def load_all(
    engine: Engine, stores: dict[str, Store], *, rounds: int, seconds: float, workers: int, advance: Advance
) -> list[dict[str, Any]]:
    """One result for each kind of request, size and round; the echo is a size of its own."""
    results = []
    for number in range(rounds):
        for kind, batch in BATCHES.items():
            bodies = engine.folder / f"bodies-{batch}.jsonl"
            if not bodies.exists():
                write_bodies(bodies, batch)
            results.append({"kind": kind, "size": "echo", "round": number} | _echo(bodies, batch, seconds, workers))
            advance()
        for size in _turned(list(stores), number):
            for kind, found in _load_copy(engine, stores[size], seconds, workers, advance):
                results.append({"kind": kind, "size": size, "round": number} | found)
    return results


def steps(stores: int, rounds: int) -> int:
    return rounds * len(BATCHES) * (stores + 1)


def _turned(values: list, turn: int) -> list:
    return values if turn % 2 == 0 else values[::-1]


def _echo(bodies: Path, batch: int, seconds: float, workers: int) -> dict[str, Any]:
    with echoing(workers) as server:
        path = CREATE if batch == 1 else BATCH_CREATE
        return _figures(post(server.port, "none", path, bodies, seconds=seconds, clients=CLIENTS), batch)


def _load_copy(
    engine: Engine, store: Store, seconds: float, workers: int, advance: Advance
) -> list[tuple[str, dict[str, Any]]]:
    """Both kinds of requests on one copy, which is thrown away: the store keeps its size."""
    found = []
    copy = engine.copy(store, SCRATCH)
    with serving(copy, workers) as server, inside(copy) as process:
        key = copy.state()["access"]["loaded"]["key"]
        for kind, batch in BATCHES.items():
            path, bodies = (CREATE if batch == 1 else BATCH_CREATE), engine.folder / f"bodies-{batch}.jsonl"
            post(server.port, key, path, bodies, seconds=min(WARM_SECONDS, seconds), clients=CLIENTS)
            before = _rested(process)
            with _watched(server.pids, engine.pids, process) as samples:
                load = post(server.port, key, path, bodies, seconds=seconds, clients=CLIENTS)
            stored = _rested(process) - before
            found.append((kind, _figures(load, batch) | _checked(load, batch, stored) | _worst(samples)))
            advance()
    engine.drop(SCRATCH)
    return found


def _rested(process: Inside) -> int:
    """How many logs there are when nothing is on its way any more and the index has caught up."""
    until, before = time.monotonic() + REST_SECONDS, -1
    while time.monotonic() < until:
        count = process.ask("count", project="loaded")
        if count == before and process.ask("search_lag") == 0:
            break
        before = count
        time.sleep(0.5)
    return before


def _figures(load: Load, batch: int) -> dict[str, Any]:
    return asdict(load) | {"requests_per_s": load.rate, "logs_per_s": load.rate * batch}


def _checked(load: Load, batch: int, stored: int) -> dict[str, Any]:
    """Whether what was acknowledged is there. Wrk leaves without some answers, whose logs may be there too."""
    acknowledged = (load.acknowledged + load.late) * batch
    unheard = CLIENTS if load.client == "wrk" else 0
    whole = acknowledged <= stored <= acknowledged + unheard
    return {"logs_acknowledged": acknowledged, "logs_stored": stored, "all_there": whole}


def _worst(samples: Samples) -> dict[str, Any]:
    return {name: max(values) for name, values in asdict(samples).items() if values}


# -- beside the load


@contextmanager
def _watched(server_pids: Callable[[], list[int]], database_pids: Callable[[], list[int]], process: Inside):
    """Memory and the lag of the search index, twice a second, while the block runs."""
    samples, ended = Samples(), threading.Event()

    def watch() -> None:
        while not ended.is_set():
            rss, own = _memory_mb(server_pids())
            samples.server_mb.append(rss)
            samples.server_own_mb.append(own)
            samples.database_mb.append(_memory_mb(database_pids())[0])
            behind = process.ask("search_lag")
            if behind is not None:
                samples.behind_s.append(behind)
            time.sleep(0.5)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _memory_mb(pids: list[int]) -> tuple[float, float]:
    """Resident memory of some processes, and what of it is their own (not mapped files or shared)."""
    resident = own = 0.0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:  # it has just ended
            continue
        lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        resident += int(lines.get("VmRSS", "0 kB").split()[0]) / 1024
        own += int(lines.get("RssAnon", "0 kB").split()[0]) / 1024
    return resident, own
