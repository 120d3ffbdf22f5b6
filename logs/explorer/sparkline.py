"""Counts by day as bars: the trend of a row in one path. Pure geometry for SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS = 30
STEP, BAR = 3, 2
WIDTH, HEIGHT = DAYS * STEP, 20


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`path` is for the attribute d; `peak` the greatest count of a day, and when that was."""

    path: str
    peak: int
    peak_day: datetime | None


def days_to(end: datetime, count: int = DAYS) -> list[datetime]:
    """Midnights (UTC) of so many days, the last of which `end` lies in."""
    last = end.replace(hour=0, minute=0, second=0, microsecond=0)
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]


def sparkline(counts: Mapping[datetime, int], days: Sequence[datetime]) -> Sparkline:
    """The counts of some days, each bar as high as its share of the greatest."""
    peak = max((counts.get(day, 0) for day in days), default=0)
    if not peak:
        return Sparkline("", 0, None)
    bars = (_bar(place * STEP, HEIGHT * counts.get(day, 0) / peak) for place, day in enumerate(days))
    return Sparkline("".join(bars), peak, next(day for day in days if counts.get(day, 0) == peak))


def _bar(x: int, height: float) -> str:
    """A bar that is seen however little it stands for; nothing for nothing."""
    return f"M{x} {HEIGHT}v-{max(height, 1):.4g}h{BAR}V{HEIGHT}z" if height else ""
