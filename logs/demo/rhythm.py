"""When the sample traffic happens: hours of the day, days of the week, slow growth, and one bad afternoon."""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import accumulate
from math import ceil

_SLOT = timedelta(minutes=30)
# Share of the traffic by hour of the day in UTC, for a shop that sells from Europe and a little to America.
_HOURS = (9, 7, 5, 4, 5, 9, 20, 44, 72, 90, 98, 94, 84, 90, 96, 95, 88, 78, 70, 66, 58, 44, 28, 16)
_WEEKDAYS = (1.12, 1.05, 1.0, 1.0, 0.94, 0.58, 0.5)  # Monday first
_GROWTH = 0.35  # how much busier the last day is than the first

_INCIDENT_LASTS = timedelta(hours=2, minutes=30)
_INCIDENT_TRAFFIC = 2.2  # people and programs try again


class Rhythm:
    """Turns a position in the traffic, 0 to 1, into the moment when that share of it has passed."""

    def __init__(self, until: datetime, days: float) -> None:
        self.until = until
        self.since = until - timedelta(days=days)
        self.incident_start = _incident_start(until, days)
        slots = ceil((until - self.since) / _SLOT)
        self._starts = [self.since + _SLOT * number for number in range(slots)]
        self._passed = list(accumulate((self._weight(start) for start in self._starts), initial=0.0))

    def moment(self, position: float) -> datetime:
        passed = position * self._passed[-1]
        slot = min(bisect_right(self._passed, passed), len(self._starts)) - 1
        share = (passed - self._passed[slot]) / (self._passed[slot + 1] - self._passed[slot])
        start = self._starts[slot]
        return start + (min(start + _SLOT, self.until) - start) * share

    def is_incident(self, moment: datetime) -> bool:
        """Whether the largest provider is in trouble."""
        return self.incident_start <= moment < self.incident_start + _INCIDENT_LASTS

    def _weight(self, start: datetime) -> float:
        age = (start - self.since) / (self.until - self.since)
        weight = _HOURS[start.hour] * _WEEKDAYS[start.weekday()] * (1 + _GROWTH * age)
        weight *= min((self.until - start) / _SLOT, 1.0)  # the last slot may be cut short
        return weight * _INCIDENT_TRAFFIC if self.is_incident(start) else weight


def _incident_start(until: datetime, days: float) -> datetime:
    """Early afternoon of a working day, three tenths back; in a short span, just three tenths back."""
    middle = until - timedelta(days=days * 0.3)
    if days < 4:
        return middle
    while middle.weekday() > 4:
        middle -= timedelta(days=1)
    return middle.replace(hour=13, minute=0, second=0, microsecond=0)
