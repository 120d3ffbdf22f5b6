"""How logs come in: now, by the hour of the past day, and what was refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..models import Log
from ..refused import Refusal
from ..rollups.levels import hour_of, moment_of
from ..rollups.overall import Hour, hours_since

HOURS = 24
_LOOKED_AT = 2_000
_MINUTE = timedelta(minutes=1)
BAR, STEP, HEIGHT = 10, 13, 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the chart; lengths in the chart's own units."""

    x: int
    height: float
    error_height: float
    words: str


@dataclass(frozen=True, slots=True)
class Flow:
    """`a_minute` is reckoned from the newest logs where there are very many."""

    a_minute: int
    this_hour: int
    hour_before: int
    day: int
    day_errors: int
    newest_at: datetime | None
    bars: Sequence[Bar]

    @property
    def error_percent(self) -> float | None:
        return self.day_errors / self.day * 100 if self.day else None


def flow_of(projects: Sequence[int], now: datetime) -> Flow:
    """Three queries."""
    last = hour_of(now)
    # As many whole hours as a day has, and the one that is under way.
    hours = hours_since(projects, now - timedelta(hours=HOURS))
    logs, errors = _by_hour(hours)
    newest = list(Log.objects.newest().values_list("received_at", flat=True)[:_LOOKED_AT])
    return Flow(
        a_minute=rate(newest, now),
        this_hour=logs[last],
        hour_before=logs[last - 1],
        day=sum(logs.values()),
        day_errors=sum(errors.values()),
        newest_at=newest[0] if newest else None,
        bars=_bars(logs, errors, range(last - HOURS, last + 1)),
    )


def refusals_since(moment: datetime) -> list[Refusal]:
    """The last refusal of each project that had one; there is a row a project at most."""
    return list(Refusal.objects.filter(refused_at__gt=moment).order_by("-refused_at"))


def rate(newest: Sequence[datetime], now: datetime) -> int:
    """Logs of a minute, of those that came last."""
    recent = [moment for moment in newest if moment > now - _MINUTE]
    if len(recent) < _LOOKED_AT:
        return len(recent)
    return round(len(recent) * (_MINUTE / max(now - min(recent), timedelta(milliseconds=1))))


def _by_hour(hours: Sequence[Hour]) -> tuple[Counter, Counter]:
    logs, errors = Counter(), Counter()
    for one in hours:
        logs[one.hour] += one.total
        errors[one.hour] += one.errors
    return logs, errors


def _bars(logs: Counter, errors: Counter, hours: range) -> list[Bar]:
    peak = max((logs[hour] for hour in hours), default=0)
    return [_bar(place * STEP, hour, logs[hour], errors[hour], peak) for place, hour in enumerate(hours)]


def _bar(x: int, hour: int, logs: int, errors: int, peak: int) -> Bar:
    """Seen however little it stands for; nothing for nothing."""
    height = max(HEIGHT * logs / peak, 1) if logs else 0
    error_height = max(HEIGHT * errors / peak, 1) if errors else 0
    words = f"{moment_of(hour):%H:%M} UTC: {logs:,} logs, {errors:,} of them errors"
    return Bar(x, round(height, 2), round(error_height, 2), words)
