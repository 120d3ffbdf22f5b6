"""Parts that this process met a moment ago, so that most bodies are packed without a look into the store.

To remember one that is gone does no harm: what a log was packed on is checked again where it is stored.
"""

from collections.abc import Iterable

_MOST = 100_000  # of each generation; 16 bytes and a number each

_young: dict[bytes, int] = {}
_old: dict[bytes, int] = {}


def recall(digests: Iterable[bytes]) -> dict[bytes, int]:
    """Depth by digest of those that are remembered."""
    found = {}
    for digest in digests:
        depth = _young.get(digest) or _old.get(digest)
        if depth is not None:
            found[digest] = depth
    return found


def remember(digest: bytes, depth: int) -> None:
    """Remember a part; those not met for longest are dropped, half of all at a time."""
    global _young, _old
    if len(_young) >= _MOST:
        _young, _old = {}, _young
    _young[digest] = depth


def forget() -> None:
    """Remember nothing."""
    _young.clear()
    _old.clear()
