"""Counts by day as bars: a row's trend in one path, a page's chart in one path a series. Pure geometry for SVG."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS = 30
STEP, BAR = 3, 2
WIDTH, HEIGHT = DAYS * STEP, 20

CHART_WIDTH, CHART_HEIGHT = 720, 120


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`path` is for the attribute d; `peak` the greatest count of a day, and when that was."""

    path: str
    peak: int
    peak_day: datetime | None


@dataclass(frozen=True, slots=True)
class Series:
    """One of the parts that a chart's bars are stacked of."""

    name: str
    path: str
    total: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Stacked bars. `highest` is what the full height stands for; `ticks` are moments and where they stand."""

    series: list[Series]
    highest: float
    first: datetime
    last: datetime


def days_to(end: datetime, count: int = DAYS) -> list[datetime]:
    """Midnights (UTC) of so many days, the last of which `end` lies in."""
    last = end.replace(hour=0, minute=0, second=0, microsecond=0)
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]


def sparkline(counts: Mapping[datetime, int], days: Sequence[datetime]) -> Sparkline:
    """The counts of some days, each bar as high as its share of the greatest."""
    peak = max((counts.get(day, 0) for day in days), default=0)
    if not peak:
        return Sparkline("", 0, None)
    bars = (_bar(place * STEP, BAR, HEIGHT, HEIGHT * counts.get(day, 0) / peak) for place, day in enumerate(days))
    return Sparkline("".join(bars), peak, next(day for day in days if counts.get(day, 0) == peak))


def bar_chart(named: Sequence[tuple[str, Mapping[datetime, float]]], moments: Sequence[datetime]) -> BarChart | None:
    """Series stacked in their order over `moments`; None where there is nothing to see."""
    sums = [sum(values.get(moment, 0) for _, values in named) for moment in moments]
    highest = max(sums, default=0)
    if not highest:
        return None
    floors = [0.0] * len(moments)
    series = []
    for name, values in named:
        heights = [CHART_HEIGHT * float(values.get(moment, 0)) / float(highest) for moment in moments]
        total = sum(values.get(moment, 0) for moment in moments)
        series.append(Series(name, "".join(_stacked(heights, floors)), total))
        floors = [floor + height for floor, height in zip(floors, heights, strict=True)]
    return BarChart([one for one in series if one.total], highest, moments[0], moments[-1])


def _stacked(heights: Sequence[float], floors: Sequence[float]) -> Iterable[str]:
    step = CHART_WIDTH / len(heights)
    for place, (height, floor) in enumerate(zip(heights, floors, strict=True)):
        yield _bar(round(place * step, 2), round(max(step - 1, step * 0.8), 2), CHART_HEIGHT - floor, height)


def _bar(x: float, width: float, floor: float, height: float) -> str:
    """A bar that stands on `floor`; what is not nothing is to be seen."""
    if not height:
        return ""
    return f"M{x:g} {floor:.4g}v-{max(height, 1):.4g}h{width:g}V{floor:.4g}z"
