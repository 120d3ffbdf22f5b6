"""Which logs the charts of a page count, and over which time: those of the search, as far as counting stays quick."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from ...ids import moment_of
from ...needles import scope_of
from ...querysets import LogQuerySet
from ...rollups.groups import has_bins
from ...rollups.history import history_begins
from ...walking import among_newest, is_counted
from ..filters import LogFilterSet
from .timeline import WIDE, Timeline

# Of logs that no rollup counts, so many of the newest are looked at; those of a text are sought so long.
MOST_COUNTED = 10_000
MOST_FOUND = 2_000
SECONDS = 1.0
# Fewer logs than these are quick to count by the minute.
_FINE = 20_000
_UNREAD = ("metadata", "request_headers", "request_url", "description", "input_preview", "output_preview")


@dataclass(frozen=True, slots=True)
class Period:
    """Logs of one stretch of time, and how much later the columns stand that they are drawn into."""

    logs: LogQuerySet
    shift: timedelta = timedelta(0)


class Scope:
    """The logs of a valid FilterSet. `newest`: only so many of the newest are counted; None: all."""

    def __init__(self, filterset: LogFilterSet, *, most_columns: int = WIDE) -> None:
        self.filterset = filterset
        self._most_columns = most_columns
        self.logs: LogQuerySet = filterset.qs
        self.newest: int | None = None
        self._looked: int | None = None
        if not is_counted(self.logs):
            self._keep_near()
        counted = self.logs.count_up_to(MOST_COUNTED, seconds=SECONDS)
        self._is_fine = counted.count <= _FINE
        self.stored = counted.count
        if not counted.is_whole:
            self._keep_newest()
        elif self._looked is None:
            self.logs = self.logs.with_history()

    def _keep_near(self) -> None:
        """Where each log has to be looked at, the newest alone are."""
        self.logs, is_whole = among_newest(self.logs, MOST_COUNTED)
        if not is_whole:
            self._looked, self._oldest = MOST_COUNTED, scope_of(self.logs.query).low

    def _keep_newest(self) -> None:
        if self.logs.needles():
            rows = self.logs.newest().first_rows(MOST_FOUND, seconds=SECONDS, unread=_UNREAD)
            self.newest, oldest = len(rows), rows[-1].id if rows else None
        else:
            keys = self.logs.order_by("-id").values_list("id", flat=True)
            oldest = keys[MOST_COUNTED - 1 : MOST_COUNTED].first()
            if oldest is None:
                return  # there are no more than that
            self.newest = MOST_COUNTED
        self.logs = self.logs.filter(id__gte=oldest) if oldest is not None else self.logs.none()
        self._oldest = oldest

    @property
    def note(self) -> str:
        """What the reader has to know about what was counted."""
        if self._looked is not None:
            return f"counted among the newest {self._looked:,} logs"
        return f"counted over the newest {self.newest:,} of them" if self.newest is not None else ""

    @property
    def _is_cut(self) -> bool:
        return self.newest is not None or self._looked is not None

    @cached_property
    def timeline(self) -> Timeline:
        start, end = self._bounds
        zone = timezone.get_current_timezone()
        return Timeline.over(start, end, zone, is_fine=self._is_fine, by_day=self._by_day, most=self._most_columns)

    @property
    def _by_day(self) -> bool:
        """Whether rollups know the logs by day and not by hour, as those of a customer, and the rows are too many."""
        return not self._is_fine and has_bins(self.logs, "day") and not has_bins(self.logs, "hour")

    @property
    def is_bounded(self) -> bool:
        """Whether somebody said when it begins."""
        return self.filterset.period[0] is not None

    @cached_property
    def before(self) -> LogQuerySet | None:
        """The logs of the same search in the period before, of the same length; None where there is no such period."""
        start, end = self._bounds
        if not self.is_bounded or self._is_cut or end <= start:
            return None
        try:
            return self.filterset.at(self.filterset.within(start - (end - start), start)).with_history()
        except OverflowError:
            return None  # there is no such date

    @property
    def present(self) -> Period:
        return Period(self.logs)

    @cached_property
    def past(self) -> Period | None:
        """The period before, to be drawn into the columns of this one."""
        start, end = self._bounds
        return None if self.before is None else Period(self.before, end - start)

    def told_apart_by(self, column: str) -> "Scope":
        """This scope, where rollups know the column; else of the newest logs, as each of them has to be read."""
        if self.newest is None and not has_bins(self.logs, self.timeline.step.bucket, column):
            del self.timeline
            vars(self).pop("_bounds", None)
            self._keep_newest()
        return self

    @cached_property
    def _bounds(self) -> tuple[datetime, datetime]:
        start, end = self.filterset.period
        now = self.filterset.context.now
        if self.newest or self._looked:
            start = moment_of(self._oldest)
        if start is None:
            start = self._first_moment or now - timedelta(hours=1)
        if end is None:
            end = max(self._moment_of_first("-id") or now, start)
        return start, min(end, max(now, start) + timedelta(days=366))

    @property
    def _first_moment(self) -> datetime | None:
        """Of what is counted, which may be older than what is stored."""
        moments = [self._moment_of_first("id")]
        if self.logs.counts_history:
            moments.append(history_begins(self.filterset.caller.project_id))
        return min(filter(None, moments), default=None)

    def _moment_of_first(self, order: str) -> datetime | None:
        """Of the project, whose ends are where the index ends; those of a search would have to be sought."""
        return self.filterset.queryset.order_by(order).values_list("started_at", flat=True).first()
