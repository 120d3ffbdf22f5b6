"""Where something was found, and which finds count where several meet. Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Bytes `start` to `end` of a text; `value` is the same however it was written, for hashes."""

    start: int
    end: int
    value: bytes


def outside(spans: Iterable[Span], taken: Iterable[tuple[int, int]]) -> list[Span]:
    """Those of `spans` that touch nothing that is taken."""
    walls = sorted(taken)
    return [one for one in spans if not any(low < one.end and one.start < high for low, high in walls)]
