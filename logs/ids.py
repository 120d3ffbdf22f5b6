"""Keys and public ids: one 63-bit integer that sorts by start time, and the UUIDv7 that is the same number for callers.

    key     = milliseconds since 1970 (42 bits) | microseconds (10 bits) | slot (11 bits)
    UUIDv7  = milliseconds (48) | 7 | tail, high 12 bits | 2 | tail, low 9 bits | 53 bits computed from the key

The two lead to each other without a lookup, so there is no index over public ids. Pure; standard library only.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TAIL_BITS = 21
SLOT_BITS = 11
MAX_TAIL = (1 << TAIL_BITS) - 1
_MAX_MS = (1 << 42) - 1  # May 2109; dates outside are clamped in the key, never in the row
_FILL_MASK = (1 << 53) - 1


def key_at(moment: datetime, slot: int = 0) -> int:
    """The smallest key (plus `slot`, 0 to 2047) of a log that started at `moment`."""
    microseconds = (moment - EPOCH) // timedelta(microseconds=1)
    ms, rest = divmod(microseconds, 1000)
    if not 0 <= ms <= _MAX_MS:
        ms, rest = min(max(ms, 0), _MAX_MS), 0
    return (ms << TAIL_BITS) | (rest << SLOT_BITS) | slot


def moment_of(key: int) -> datetime:
    """When a log with this key started, to the microsecond where the key can hold it."""
    microseconds = (key >> TAIL_BITS) * 1000 + ((key >> SLOT_BITS) & ((1 << (TAIL_BITS - SLOT_BITS)) - 1))
    return EPOCH + timedelta(microseconds=microseconds)


def millisecond_bounds(key: int) -> tuple[int, int]:
    """First and last key of the millisecond that `key` lies in."""
    first = key & ~MAX_TAIL
    return first, first | MAX_TAIL


def public_id(key: int) -> UUID:
    """The UUIDv7 of a key."""
    ms, tail = key >> TAIL_BITS, key & MAX_TAIL
    number = (ms << 80) | (0x7 << 76) | ((tail >> 9) << 64) | (0b10 << 62) | ((tail & 0x1FF) << 53) | _fill(key)
    return UUID(int=number)


def key_of(public: UUID) -> int | None:
    """The key behind a public id; None for a UUID that `public_id` never made."""
    number = public.int
    ms, tail = number >> 80, (((number >> 64) & 0xFFF) << 9) | ((number >> 53) & 0x1FF)
    if ms > _MAX_MS:
        return None
    key = (ms << TAIL_BITS) | tail
    return key if public_id(key) == public else None


def parse_public_id(text: str) -> int | None:
    """The key behind a public id in any spelling (dashes or not); None when it is no id of ours."""
    try:
        return key_of(UUID(text))
    except ValueError:
        return None


def _fill(key: int) -> int:
    return int.from_bytes(blake2b(key.to_bytes(8, "big"), digest_size=8).digest(), "big") & _FILL_MASK
