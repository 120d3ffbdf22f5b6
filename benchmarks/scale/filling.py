"""Filling a store to its size through the product's own ingest; what is stored stays for the next run."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from .inside import Inside, inside
from .servers import kept_up
from .stores import Engine, Store, rounded_now
from .workload import BLOCK, SPAN, Workload

PROCESSES = 2
AT_ONCE = 2  # blocks between two notes of what is stored: a log sent again is found by its id, not stored twice

Advance = Callable[[int], None]


def fill(store: Store, size: int, advance: Advance, kind: str = "") -> None:
    """Store what is missing of the workload; then it should `settle`. Safe to break off and call again."""
    with ExitStack() as stack:
        processes = [stack.enter_context(inside(store)) for _ in range(PROCESSES)]
        processes[0].ask("migrate")
        if "access" not in store.state():
            store.remember(access=processes[0].ask("prepare"), end=rounded_now().isoformat(), size=size, blocks={})
        missing = _missing(store, size)
        advance(size - sum(min(BLOCK, size - number * BLOCK) for number in missing))
        if missing:
            with kept_up(store):
                _fill_in_turn(store, processes, missing, advance, kind)


def settle(engine: Engine, store: Store) -> None:
    """Let the store rest, once after it was filled, and weigh it: what is asked of it later leaves notes in it."""
    if store.state().get("stored") is None:
        with inside(store) as process:
            process.ask("settle")
        store.remember(stored=engine.stored_bytes(store))


def _missing(store: Store, size: int) -> list[int]:
    workload = Workload(size, rounded_now())
    return [number for number in range(workload.blocks) if str(number) not in store.state()["blocks"]]


def _fill_in_turn(store: Store, processes: list[Inside], missing: list[int], advance: Advance, kind: str) -> None:
    """Each process takes the next blocks when it has stored its last ones."""
    waiting, lock, failures = list(missing), threading.Lock(), []
    arguments = {"size": store.state()["size"], "end": store.state()["end"], "kind": kind}

    def work(process: Inside) -> None:
        while True:
            with lock:
                mine = [waiting.pop(0) for _ in range(min(AT_ONCE, len(waiting)))]
            if not mine:
                return
            done = process.ask("fill", advance, blocks=mine, **arguments)["blocks"]
            with lock:
                blocks = store.state()["blocks"] | {str(one.pop("block")): one for one in done}
                store.remember(blocks=blocks, stored=None)

    def guarded(process: Inside) -> None:
        try:
            work(process)
        except RuntimeError as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(process,), daemon=True) for process in processes]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):  # a join without a limit would not hear Ctrl-C
        for thread in threads:
            thread.join(0.2)
    if failures:
        raise failures[0]


def figures(store: Store) -> dict[str, Any]:
    """Raw bytes of what was stored, what they take, and how fast one process stored the first and the last blocks."""
    blocks = [store.state()["blocks"][number] for number in sorted(store.state()["blocks"], key=int)]
    few = max(1, min(10, len(blocks) // 3))
    return {
        "logs": sum(block["logs"] for block in blocks),
        "raw": sum(block["raw"] for block in blocks),
        "stored": store.state()["stored"],
        "first_rate": _rate(blocks[:few]),
        "last_rate": _rate(blocks[-few:]),
        "cpu_ms": sum(block["cpu"] for block in blocks) * 1000 / sum(block["logs"] for block in blocks),
        "days": SPAN.days,
    }


def _rate(blocks: list[dict[str, Any]]) -> float:
    return sum(block["logs"] for block in blocks) / sum(block["seconds"] for block in blocks)
