"""What may be said of a key's limits, for pages, API and commands alike."""

import re

from accounts.addresses import networks_of

MOST_RANGES = 50
MOST_A_MINUTE = 1_000_000
MOST_HOURS = 30 * 24  # of overlap after a rotation


def read_ranges(text: str) -> tuple[str, ...]:
    """Ranges parted by commas, spaces or lines, each as it is stored. Raises ValueError with a sentence."""
    return checked_ranges(re.split(r"[\s,]+", text.strip()) if text.strip() else [])


def checked_ranges(ranges: list[str]) -> tuple[str, ...]:
    """The same of a list: without repetition, a single address with its prefix."""
    if len(ranges) > MOST_RANGES:
        raise ValueError(f"There are {len(ranges)} ranges; a key has {MOST_RANGES} at most.")
    networks = []
    for one in ranges:
        try:
            networks += networks_of([one])
        except ValueError as error:
            raise ValueError(f"{one[:60]} is no address and no range: 203.0.113.0/24 is one.") from error
    return tuple(dict.fromkeys(map(str, networks)))
