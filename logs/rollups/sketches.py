"""Sketches of durations: how many fell into each bucket, from which percentiles follow within 2 %.

The buckets are DDSketch's. A sketch is a dict, so that sketches can be added and subtracted; packed it is a blob of
varints. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from ddsketch.mapping import LogarithmicMapping

RELATIVE_ERROR = 0.02
# Nothing measured is shorter than a nanosecond; what is, counts as 0, which has no logarithm.
SHORTEST_MS = 1e-6
ZERO = -(2**15)

_BUCKETS = LogarithmicMapping(RELATIVE_ERROR)

Sketch = Counter[int]


def bucket_of(value: float) -> int:
    """The bucket that a duration falls into."""
    return ZERO if value < SHORTEST_MS else _BUCKETS.key(value)


def value_of(bucket: int) -> float:
    """A duration within 2 % of all that fall into the bucket."""
    return 0.0 if bucket == ZERO else _BUCKETS.value(bucket)


def percentile(sketch: Mapping[int, int], point: float) -> float | None:
    """The smallest duration that `point` percent do not exceed, within 2 %; None where there is none."""
    count = sum(sketch.values())
    if not count:
        return None
    rank = max(1, -int(-count * point // 100))
    for bucket in sorted(sketch):
        rank -= sketch[bucket]
        if rank <= 0:
            return value_of(bucket)
    raise AssertionError("unreachable")


def pack(sketch: Mapping[int, int]) -> bytes:
    """Bucket after bucket as (distance to the one before, count)."""
    packed, last = bytearray(), 0
    for bucket in sorted(bucket for bucket, count in sketch.items() if count):
        _append(packed, bucket - last)
        _append(packed, sketch[bucket])
        last = bucket
    return bytes(packed)


def add_packed(sketch: Sketch, blob: bytes) -> None:
    """Add what `pack` gave to a sketch."""
    numbers = _numbers(blob)
    bucket = 0
    for distance, count in zip(numbers, numbers, strict=True):
        bucket += distance
        sketch[bucket] += count


def _append(packed: bytearray, number: int) -> None:
    # The sign goes into the lowest bit: counts are negative while a removal waits for what it removes.
    number = number << 1 if number >= 0 else (-number << 1) - 1
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)


def _numbers(blob: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in blob:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield -((number + 1) >> 1) if number & 1 else number >> 1
            number = shift = 0
