"""How fast llmlogs is at 10 thousand, 100 thousand and a million logs, written to docs/performance.md.

    make bench SIZE=100k
    python -m benchmarks.run --only queries --size 10k --engine sqlite

Broken off by Ctrl-C, it goes on where it was when it is started again. See benchmarks/README.md.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .scale import asking, ingesting, page_asking, page_report, peers, report, weighing
from .scale.filling import figures, fill, settle
from .scale.stores import POSTGRESQL, SQLITE, Engine, engine_in, revision

ROOT = Path(__file__).resolve().parents[1]
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
PARTS = ("fill", "queries", "pages", "ingest", "space", "report")
PEERS = "peers"  # only when it is asked for: it installs two products, which takes its time


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    sizes: dict[str, int]
    engines: list[str]
    parts: list[str]
    rounds: int
    seconds: float
    patience: float
    workers: int
    folder: Path
    output: Path
    again: bool


class Results:
    """What has been measured, in a file that outlives the run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.found: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}

    def has(self, part: str, engine: str, sizes: list[str]) -> bool:
        """Whether this commit was measured at these sizes."""
        known = self.found.get(part, {}).get(engine, {})
        return known.get("revision") == revision() and set(sizes) <= set(known.get("sizes", []))

    def keep(self, part: str, engine: str, sizes: list[str], rows: Any) -> None:
        entry = {"revision": revision(), "sizes": sizes, "rows": rows}
        self.found.setdefault(part, {})[engine] = entry
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self.found, indent=1))
        draft.replace(self._path)


def main() -> int:
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    options.folder.chmod(0o755)  # PostgreSQL does not run as root and must reach its data
    results = Results(options.folder / "results.json")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
            for name in options.engines if set(options.parts) - {PEERS, "report"} else ():
                with engine_in(options.folder, name) as engine:
                    _measure(engine, options, results, progress)
            if PEERS in options.parts:
                _compare(options, results, progress)
    except KeyboardInterrupt:
        print("Broken off. The same command goes on from here.", file=sys.stderr)
        return 130
    if "report" in options.parts:
        if {"queries", "ingest", "space"} & results.found.keys():
            report.write(options.output, results.found)
        page_report.write(options.output, results.found.get("pages", {}))
        print(f"written to {options.output}")
    return 0


def _measure(engine: Engine, options: Options, results: Results, progress: Progress) -> None:
    stores = {name: engine.store(name) for name in options.sizes}
    for name, size in options.sizes.items():
        task = progress.add_task(f"{engine.name}: filling {name}", total=size)
        fill(stores[name], size, lambda count, task=task: progress.advance(task, count))
    for store in stores.values():
        settle(engine, store)
    kept = {name: figures(store) for name, store in stores.items()}
    results.keep("fill", engine.name, list(options.sizes), kept)

    def part(name: str, total: int, work: Callable[[Callable[..., None]], Any]) -> None:
        sizes = list(options.sizes)
        if name not in options.parts or (not options.again and results.has(name, engine.name, sizes)):
            return
        task = progress.add_task(f"{engine.name}: {name}", total=total)
        results.keep(name, engine.name, sizes, work(lambda count=1: progress.advance(task, count)))
        progress.console.print(f"{engine.name}: {name} measured at {', '.join(sizes)}")

    part(
        "queries",
        asking.steps(options.rounds),
        lambda advance: asking.ask_all(stores, rounds=options.rounds, seconds=options.patience, advance=advance),
    )
    largest = stores[max(options.sizes, key=lambda name: options.sizes[name])]
    part(
        "pages",
        page_asking.steps(options.rounds),
        lambda advance: page_asking.ask_pages(
            largest, rounds=options.rounds, seconds=options.patience, advance=advance
        ),
    )
    part(
        "ingest",
        ingesting.steps(len(stores), options.rounds),
        lambda advance: ingesting.load_all(
            engine, stores, rounds=options.rounds, seconds=options.seconds, workers=options.workers, advance=advance
        ),
    )
    most = max(options.sizes.values())
    part("space", weighing.steps(most), lambda advance: weighing.weigh_all(engine, most, advance))


def _compare(options: Options, results: Results, progress: Progress) -> None:
    size = min(max(options.sizes.values()), SIZES["100k"])
    for peer in peers.PEERS:
        task = progress.add_task(peer.name, total=size // 100)
        found = peers.measure(
            peer,
            options.folder,
            size=size,
            seconds=options.seconds,
            rounds=options.rounds,
            advance=lambda count, task=task: progress.advance(task, count),
        )
        results.keep(PEERS, peer.name, [str(size)], found)


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100k", help="10k, 100k, 1m or a number; the smaller sizes come with it")
    parser.add_argument("--exactly", action="store_true", help="only this size, not the smaller ones")
    parser.add_argument("--engine", default="both", choices=(SQLITE, POSTGRESQL, "both"))
    parts = (*PARTS, PEERS)
    parser.add_argument("--only", action="append", choices=parts, help="one part; may be repeated (default: all)")
    parser.add_argument("--peers", action="store_true", help="compare with Phoenix and MLflow too; installs them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="of load for each kind of request")
    parser.add_argument("--patience", type=float, default=0.4, help="seconds for a question in a round")
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="where stores and results are kept")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "performance.md")
    parser.add_argument("--again", action="store_true", help="measure again what this commit was measured for")
    given = parser.parse_args()
    return Options(
        sizes=_sizes(given.size, given.exactly),
        engines=[SQLITE, POSTGRESQL] if given.engine == "both" else [given.engine],
        parts=[*(given.only or PARTS), *([PEERS] if given.peers else [])],
        rounds=given.rounds,
        seconds=given.seconds,
        patience=given.patience,
        workers=given.workers,
        folder=given.folder.resolve(),
        output=given.output,
        again=given.again,
    )


def _sizes(text: str, exactly: bool) -> dict[str, int]:
    most = SIZES.get(text.lower()) or int(text)
    if exactly or most not in SIZES.values():
        return {text.lower(): most}
    return {name: size for name, size in SIZES.items() if size <= most}


if __name__ == "__main__":
    sys.exit(main())
