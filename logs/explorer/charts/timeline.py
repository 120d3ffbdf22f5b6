"""The time axis of charts: a stretch of time in even steps that begin where a person's clock says. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WIDE, NARROW = 120, 60  # most columns of a chart above the list, of a card
_LONGEST = timedelta(days=366 * 120)  # what lies further back is some caller's mistake, and no axis for the rest


@dataclass(frozen=True, slots=True)
class Step:
    """How long a column of a chart is, and from which bucket of `LogQuerySet.histogram` it is put together."""

    label: str
    length: timedelta
    bucket: str


# Months and years are as long as the calendar says; `length` only tells how many there may be.
STEPS = (
    *(Step(f"{count} min" if count > 1 else "minute", count * MINUTE, "minute") for count in (1, 2, 5, 10, 15, 30)),
    *(Step(f"{count} h" if count > 1 else "hour", count * HOUR, "hour") for count in (1, 3, 6, 12)),
    Step("day", DAY, "day"),
    Step("week", 7 * DAY, "week"),
    Step("month", 28 * DAY, "month"),
    Step("year", 365 * DAY, "month"),
)


@dataclass(frozen=True)
class Timeline:
    """From `start` to `end` in columns of one step. Weeks and longer steps are those of UTC, as rollups keep them."""

    start: datetime
    end: datetime
    step: Step
    zone: tzinfo

    @classmethod
    def over(
        cls,
        start: datetime,
        end: datetime,
        zone: tzinfo,
        *,
        is_fine: bool,
        by_day: bool = False,
        most: int = WIDE,
    ) -> "Timeline":
        """The shortest steps that fit; minutes only where it `is_fine` to read rows, days where hours would need them
        (`by_day`).
        """
        start = max(start, end - _LONGEST)
        steps = [step for step in STEPS if is_fine or step.bucket != "minute" or end - start < 3 * HOUR]
        if by_day and end - start > 3 * DAY:
            steps = [step for step in steps if step.length >= DAY]
        step = next((one for one in steps if (end - start) / one.length <= most), steps[-1])
        if step.bucket == "day" and str(zone) != "UTC":
            step = Step(step.label, step.length, "hour")  # a day there is none of UTC's
        return cls(start, max(end, start + MINUTE), step, zone)

    @cached_property
    def starts(self) -> list[datetime]:
        """Where each column begins."""
        return list(self._starts())

    def _starts(self) -> Iterator[datetime]:
        at = self.begin(self.start)
        while at < self.end:
            yield at
            at = self.after(at)

    def after(self, start: datetime) -> datetime:
        """Where the next column begins."""
        if self.step.length <= HOUR:
            return start + self.step.length
        if self.step.label == "year":
            return start.replace(year=start.year + 1)
        if self.step.label == "month":
            return (start + 31 * DAY).replace(day=1)
        # By the clock on the wall: a day may have 23 or 25 hours.
        at = start.astimezone(self._zone)
        return (at.replace(tzinfo=None) + self.step.length).replace(tzinfo=self._zone).astimezone(UTC)

    def begin(self, moment: datetime) -> datetime:
        """Where the column begins that a moment lies in."""
        if self.step.length <= HOUR:
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            return epoch + (moment - epoch) // self.step.length * self.step.length
        at = moment.astimezone(self._zone)
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.step.length < DAY:
            hours = int(self.step.length / HOUR)
            day = day.replace(hour=at.hour // hours * hours)
        elif self.step.label == "week":
            day -= day.weekday() * DAY
        elif self.step.label == "month":
            day = day.replace(day=1)
        elif self.step.label == "year":
            day = day.replace(month=1, day=1)
        return day.astimezone(UTC)

    def place(self, moment: datetime) -> int | None:
        """The number of the column that a moment lies in; None outside."""
        return self._places.get(self.begin(moment))

    def name(self, start: datetime) -> str:
        """A column in words: Fri 20 Nov 14:30; 20 Nov 2026; Nov 2026; 2026."""
        at = start.astimezone(self._zone)
        if self.step.length < DAY:
            return f"{at:%a} {at.day} {at:%b %H:%M}"
        if self.step.label in ("day", "week"):
            return f"{at:%a} {at.day} {at:%b %Y}"
        return f"{at:%b %Y}" if self.step.label == "month" else f"{at:%Y}"

    def labels(self, most: int) -> Iterator[tuple[int, str]]:
        """Some columns to name below the axis, evenly spaced."""
        every = -(-len(self.starts) // most)
        for number in range(0, len(self.starts), every):
            yield number, self._short_name(number, every)

    def _short_name(self, number: int, every: int) -> str:
        at = self.starts[number].astimezone(self._zone)
        if self.step.length >= DAY:
            return f"{at.day} {at:%b}" if self.step.length < 28 * DAY else self.name(self.starts[number])
        before = self.starts[number - every].astimezone(self._zone) if number else None
        is_new_day = before is None or before.date() != at.date()
        if not is_new_day or self.end - self.start <= 4 * HOUR:
            return f"{at:%H:%M}"
        return f"{at:%a} {at:%H:%M}" if self.end - self.start <= 3 * DAY else f"{at.day} {at:%b}"

    @property
    def _zone(self) -> tzinfo:
        return UTC if self.step.length > DAY else self.zone

    @cached_property
    def _places(self) -> dict[datetime, int]:
        return {start: number for number, start in enumerate(self.starts)}
