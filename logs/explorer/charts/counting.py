"""What is counted for the columns of a chart, and by which values."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from ...columns import METADATA
from ...engines.expressions import MapValue
from ...fields import escape_text
from ...rollups.shapes import Histogram, Stats
from ...rollups.sketches import Sketch, percentile
from .scope import Period, Scope

# More colours than these nobody tells apart.
MOST_SERIES = 7

Measure = Callable[[Stats], float | Decimal | None]


def total(stats: Stats) -> int:
    return stats.total


def completed(stats: Stats) -> int:
    return stats.completed


def priced(stats: Stats) -> int:
    return stats.priced


def cost(stats: Stats) -> Decimal | None:
    return stats.cost_usd if stats.priced else None


class Counts:
    """Stats by columns of a timeline and by the values of a field of logs."""

    def __init__(self, scope: Scope, by: str | None = None, period: Period | None = None) -> None:
        self._timeline, period = scope.timeline, period or scope.present
        self._by: dict[str | None, list[tuple[int | None, Stats]]] = {}
        for one in _histogram(period, self._timeline.step.bucket, by).bins:
            self._by.setdefault(one.value, []).append((self._timeline.place(one.start + period.shift), one.stats))

    def values(self) -> list[str | None]:
        """All values, the dearest first, then the most frequent: alike on every chart of a page."""
        return sorted(self._by, key=lambda value: (-self.sum(cost, [value]), -self.sum(total, [value]), str(value)))

    def sum(self, measure: Measure, values: Iterable[str | None] | None = None) -> Decimal:
        """Of some values, or of all, also where they lie outside of the timeline."""
        chosen = self._by if values is None else values
        found = (measure(stats) for value in chosen for _, stats in self._by.get(value, ()))
        return sum((Decimal(one) for one in found if one is not None), Decimal(0))

    def columns(self, measure: Measure, values: Iterable[str | None] | None = None) -> list[float | None]:
        """By column, together; None where nothing is known."""
        found: list[float | None] = [None] * len(self._timeline.starts)
        for value in self._by if values is None else values:
            for place, stats in self._by.get(value, ()):
                known = measure(stats)
                if place is not None and known is not None:
                    found[place] = (found[place] or 0.0) + float(known)
        return found


def _histogram(period: Period, bucket: str, by: str | None) -> Histogram:
    if by is None or not by.startswith(METADATA):
        return period.logs.histogram(bucket, by)
    value = MapValue("metadata", escape_text(by.removeprefix(METADATA)))
    return period.logs.annotate(told_apart=value).histogram(bucket, "told_apart")


class Durations:
    """Percentiles of a duration by columns of a timeline, and over all."""

    def __init__(self, scope: Scope, field: str, period: Period | None = None) -> None:
        timeline, period = scope.timeline, period or scope.present
        self._columns = [Sketch() for _ in timeline.starts]
        self._all = Sketch()
        for start, sketch in period.logs.trend(timeline.step.bucket, field).items():
            self._all.update(sketch)
            place = timeline.place(start + period.shift)
            if place is not None:
                self._columns[place].update(sketch)

    @cached_property
    def known(self) -> int:
        """Of how many logs the duration is known."""
        return self._all.total()

    def whole(self, point: float) -> float | None:
        return percentile(self._all, point)

    def columns(self, point: float) -> Sequence[float | None]:
        return [percentile(sketch, point) for sketch in self._columns]
