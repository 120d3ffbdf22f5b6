"""What following retention rules costs those who write: half of a store goes while 32 clients post.

    python -m benchmarks.retention --size 1m --engine sqlite --folder var/bench

Works on a copy of a store that `benchmarks.run` has filled. The pass is killed in the middle and begun again; at the
end the logs that are left are counted, and the rollups compared with them.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console

from .run import SIZES
from .scale.ingesting import CLIENTS
from .scale.inside import Inside, inside
from .scale.load import CREATE, post, write_bodies
from .scale.servers import ROOT, serving, stop
from .scale.stores import POSTGRESQL, SQLITE, Store, engine_in

DAYS = 60  # half of the time that the logs of the workload are spread over
WINDOW_SECONDS = 10.0
COMMAND = [sys.executable, "manage.py", "prune_logs", "--by-rules"]
_COPY = "retention"
_console = Console(stderr=True)


@dataclass
class Posting:
    """Clients that post until told to stop; requests a second of each window."""

    port: int
    key: str
    bodies: Path
    rates: list[float] = field(default_factory=list)
    slowest_ms: float = 0.0
    failed: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def window(self) -> None:
        load = post(self.port, self.key, CREATE, self.bodies, seconds=WINDOW_SECONDS, clients=CLIENTS)
        self.rates.append(load.rate)
        self.slowest_ms = max(self.slowest_ms, load.p99_ms)
        self.failed += load.failed

    def until_ended(self) -> None:
        while not self.ended.is_set():
            self.window()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="100k")
    parser.add_argument("--engine", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument("--folder", type=Path, default=ROOT / "var/bench")
    parser.add_argument("--windows", type=int, default=3, help="of ten seconds each, without retention")
    given = parser.parse_args()
    with engine_in(given.folder.resolve(), given.engine) as engine:
        bodies = engine.folder / "bodies-1.jsonl"
        if not bodies.exists():
            write_bodies(bodies, 1)
        copy = engine.copy(engine.store(given.size), _COPY)
        try:
            measure(copy, bodies, given.windows)
        finally:
            engine.drop(_COPY)
    return 0


def measure(store: Store, bodies: Path, windows: int) -> None:
    """Prints what was found, a line each."""
    with inside(store) as process:
        process.ask("migrate")
        there = process.ask("count")
    with serving(store) as server, inside(store) as process:
        key = store.state()["access"]["loaded"]["key"]
        calm, beside = (Posting(server.port, key, bodies) for _ in range(2))
        for _ in range(windows):
            calm.window()
        came = process.ask("count") - there
        process.ask("set_retention", days=DAYS)
        thread = threading.Thread(target=beside.until_ended, daemon=True)
        thread.start()
        seconds = _killed_once(store, process, due=process.ask("count_due"))
        beside.ended.set()
        thread.join()
        _report("without retention", calm)
        _report("beside it", beside)
        ratio = median(beside.rates) / median(calm.rates)
        print(f"beside over without: {ratio:.2f} (medians of {len(beside.rates)} and {len(calm.rates)} windows)")
        print(f"pass: {seconds:.0f} s, killed and begun again once; {there:,} logs before, {came:,} came meanwhile")
        print(f"left that are due: {process.ask('count_due'):,}; runs: {process.ask('retention_runs')}")
        print(f"rollup cells that differ from the logs: {process.ask('differing_cells')}")


def _killed_once(store: Store, process: Inside, due: int) -> float:
    """Seconds of the pass, which is killed when a third of what is due is gone."""
    _console.print(f"{due:,} logs are due")
    begun = time.monotonic()
    first = _started(store)
    while first.poll() is None and process.ask("count_due") > due * 2 / 3:
        time.sleep(1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    _console.print(f"killed after {time.monotonic() - begun:.0f} s")
    second = _started(store)
    try:
        while second.poll() is None:
            time.sleep(1)
    finally:
        stop(second)
    if second.returncode:
        raise RuntimeError(f"the pass ended with {second.returncode}")
    return time.monotonic() - begun


def _started(store: Store) -> subprocess.Popen:
    return subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=store.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _report(name: str, posting: Posting) -> None:
    rates = ", ".join(f"{rate:,.0f}" for rate in posting.rates)
    print(
        f"{name}: {median(posting.rates):,.0f} logs/s ({rates}), p99 at most {posting.slowest_ms:.0f} ms, "
        f"{posting.failed} failed"
    )


if __name__ == "__main__":
    sys.exit(main())
