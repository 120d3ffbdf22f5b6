"""The space part of a run: bytes on disk over raw JSON, for each sort of logs in a store of its own."""

from collections.abc import Callable
from typing import Any

from .filling import figures, fill
from .stores import Engine

# Sort of logs -> how many are enough to weigh.
KINDS = {"chat": 10_000, "conversation": 10_000, "wide": 200}


def weigh_all(engine: Engine, most: int, advance: Callable[[int], None]) -> list[dict[str, Any]]:
    """One result for each sort; the stores are thrown away."""
    return [_weigh(engine, kind, min(size, most), advance) for kind, size in KINDS.items()]


def steps(most: int) -> int:
    return sum(min(size, most) for size in KINDS.values())


def _weigh(engine: Engine, kind: str, size: int, advance: Callable[[int], None]) -> dict[str, Any]:
    name = f"only-{kind}"
    engine.drop(name)
    store = engine.store(name)
    fill(store, size, advance, kind)
    found = figures(store) | {"kind": kind, "stored": engine.stored_bytes(store)}
    engine.drop(name)
    return found
