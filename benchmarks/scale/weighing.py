"""The space part of a run: bytes on disk over raw JSON, for each sort of logs in a store of its own."""

from collections.abc import Callable
from typing import Any

from .filling import figures, fill, settle
from .stores import Engine, Store

# Sort of logs -> how many are weighed at most: what is there once, such as the vocabulary, should hardly count.
KINDS = {"chat": 100_000, "conversation": 100_000, "wide": 200}
_FEWEST = 10_000


def weigh_all(engine: Engine, most: int, advance: Callable[[int], None]) -> list[dict[str, Any]]:
    """One result for each sort; the stores are thrown away."""
    stores = {}
    for kind, size in KINDS.items():
        engine.drop(f"only-{kind}")
        stores[kind] = engine.store(f"only-{kind}")
        fill(stores[kind], _number(size, most), advance, kind)
    found = [_weighed(engine, kind, store) for kind, store in stores.items()]
    for store in stores.values():
        engine.drop(store.name)
    return found


def steps(most: int) -> int:
    return sum(_number(size, most) for size in KINDS.values())


def _number(size: int, most: int) -> int:
    """A tenth of the largest store, so that a run of 100,000 is not held up."""
    return min(size, most, max(_FEWEST, most // 10))


def _weighed(engine: Engine, kind: str, store: Store) -> dict[str, Any]:
    settle(engine, store)
    return figures(store) | {"kind": kind}
