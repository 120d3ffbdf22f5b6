"""What logs come to, told apart by the values of a column: exactly where rollups know, else among the newest of them.

Nothing here reads more than `NEWEST` rows, however many logs there are; who shows numbers of the newest says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .choices import Status
from .ids import moment_of
from .pages import by_value
from .querysets import LogQuerySet
from .rollups.groups import Unplannable, has_bins, sketches_by, stats_by
from .rollups.histogram import begin
from .rollups.shapes import Stats
from .rollups.sketches import Sketch, bucket_of, percentile
from .walking import among_newest, is_found

if TYPE_CHECKING:
    from .models import Log

NEWEST = 5_000
# Where no index leads to them, they are looked for among so many of the newest.
_LOOKED = 20_000
# Where text is searched for, each log has to be found first.
_NEWEST_FOUND = 1_000
_SECONDS = 1.0
_OFTEN_PERCENT = 5.0
_COLUMNS = (
    *("id", "status", "provider", "model", "customer_id", "prompt_name", "feature", "bot_id", "thread_id"),
    *("prompt_tokens", "completion_tokens", "total_tokens", "cost_usd", "latency_ms"),
)

Key = tuple[str | None, ...]


@dataclass(slots=True)
class Tally:
    """Some logs together. A sum of nothing known is None on the outside, never 0."""

    total: int = 0
    errors: int = 0
    prompt: int = 0
    completion: int = 0
    all_tokens: int = 0
    usd: Decimal = Decimal(0)
    priced: int = 0  # logs whose cost is known
    last_key: int | None = None  # of the newest of them; rollups do not know it

    @property
    def tokens(self) -> int | None:
        return self.all_tokens or None

    @property
    def cost_usd(self) -> Decimal | None:
        return self.usd if self.priced else None

    @property
    def unpriced(self) -> int:
        return self.total - self.priced

    @property
    def error_rate(self) -> float:
        """Percent."""
        return self.errors / self.total * 100 if self.total else 0.0

    @property
    def fails_often(self) -> bool:
        """Whether the errors are worth a look: some always fail."""
        return self.error_rate >= _OFTEN_PERCENT

    def add(self, other: Tally) -> None:
        self.total += other.total
        self.errors += other.errors
        self.prompt += other.prompt
        self.completion += other.completion
        self.all_tokens += other.all_tokens
        self.usd += other.usd
        self.priced += other.priced
        self.last_key = max((key for key in (self.last_key, other.last_key) if key is not None), default=None)


@dataclass(frozen=True, slots=True)
class Tallies:
    """Logs by the values of columns. `newest`: only so many of the newest were counted; None: all were."""

    by_key: Mapping[Key, Tally]
    newest: int | None

    def by(self, place: int) -> dict[str | None, Tally]:
        """By one of the columns alone."""
        found: dict[str | None, Tally] = defaultdict(Tally)
        for key, tally in self.by_key.items():
            found[key[place]].add(tally)
        return found

    def whole(self) -> Tally:
        """All of them together."""
        return summed(self.by_key.values())


@dataclass(frozen=True, slots=True)
class Latencies:
    """Latencies by the values of a column, and of how many of the newest logs; None: of all."""

    by_key: Mapping[str | None, Sketch]
    newest: int | None

    def of(self, value: str | None, point: float = 95) -> float | None:
        return percentile(self.by_key.get(value, {}), point)

    def whole(self, point: float) -> float | None:
        together = Sketch()
        for sketch in self.by_key.values():
            together.update(sketch)
        return percentile(together, point)


@dataclass(frozen=True, slots=True)
class Sample:
    """The newest of some logs; `newest` is how many were asked for where there are more."""

    rows: Sequence[Any] = field(default_factory=list)
    newest: int | None = None


class Ledger:
    """Some logs, counted in several ways; what has to be read of their rows is read once.

    `stands_for` says what a missing value of a column that no rollup has is counted as.
    """

    def __init__(self, logs: LogQuerySet, stands_for: Mapping[str, str] | None = None) -> None:
        self.logs = logs.with_history()  # what a place used stays known when its logs are gone
        self.stands_for = stands_for or {}

    @cached_property
    def sample(self) -> Sample:
        """One query; two where text is searched for."""
        if self.logs.needles():
            found = self.logs.newest().first_rows(_NEWEST_FOUND + 1, seconds=_SECONDS)
            is_whole = len(found) <= _NEWEST_FOUND and found.reached is None
            return Sample(found[:_NEWEST_FOUND], None if is_whole else min(len(found), _NEWEST_FOUND))
        return self._newest_of(*_COLUMNS, named=True)

    def _newest_of(self, *columns: str, named: bool = False) -> Sample:
        """Some columns of the newest logs. One query, two where no index leads to them."""
        logs, is_whole = (self.logs, True) if is_found(self.logs) else among_newest(self.logs, _LOOKED)
        rows = list(by_value(logs.newest()).values_list(*columns, named=named)[: NEWEST + 1])
        if len(rows) > NEWEST:
            return Sample(rows[:NEWEST], NEWEST)
        return Sample(rows, None if is_whole else len(rows))

    def only(self, column: str, value: str) -> Ledger:
        """The logs of one value among those read already, for a column that no index finds them by."""
        found = Ledger(self.logs.filter(**{column: value}))
        rows = [row for row in self.sample.rows if getattr(row, column) == value]
        found.sample = Sample(rows, self.sample.newest)
        return found

    def knows_bins(self, bucket: str, by: str) -> bool:
        """Whether `bins` comes from rollups, so that other stretches of time cost no rows either."""
        return has_bins(self.logs, bucket, by)

    def newest_logs(self, count: int, unread: Sequence[str]) -> list[Log]:
        """The newest of the logs, without the columns `unread`. One query, more where text is searched for."""
        if "sample" not in vars(self):
            return self.logs.newest().first_rows(count, seconds=_SECONDS, unread=unread)
        keys = [row.id for row in self.sample.rows[:count]]
        return list(self.logs.model.objects.filter(id__in=keys).defer(*unread).order_by("-id"))

    def tallies(self, *columns: str) -> Tallies:
        """The logs by the values of columns."""
        try:
            return Tallies(_from_cells(self.logs, columns), None)
        except Unplannable:
            found: dict[Key, Tally] = defaultdict(Tally)
            for row in self.sample.rows:
                found[tuple(self._value(row, name) for name in columns)].add(_tally_of_row(row))
            return Tallies(found, self.sample.newest)

    def latencies(self, column: str) -> Latencies:
        """Latencies by the values of a column."""
        try:
            return Latencies({key[0]: one for key, one in sketches_by(self.logs, column).items()}, None)
        except Unplannable:
            found: dict[str | None, Sketch] = defaultdict(Sketch)
            rows, newest = self._durations(column)
            for value, latency_ms in rows:
                if latency_ms is not None:
                    found[self.stands_for.get(column) if value is None else value][bucket_of(latency_ms)] += 1
            return Latencies(found, newest)

    def _durations(self, column: str) -> tuple[Sequence[tuple[str | None, float | None]], int | None]:
        """Value and latency of the sample. Where nothing else is needed of it, no more is read."""
        if "sample" in vars(self) or self.logs.needles():
            return [(getattr(row, column), row.latency_ms) for row in self.sample.rows], self.sample.newest
        found = self._newest_of(column, "latency_ms")
        return found.rows, found.newest

    def bins(self, bucket: str, by: str) -> dict[tuple[datetime, str | None], Tally]:
        """The logs by hours or days (UTC) of their start and the values of a column."""
        if self.knows_bins(bucket, by):
            return {(one.start, one.value): _tally(one.stats) for one in self.logs.histogram(bucket, by).bins}
        found: dict[tuple[datetime, str | None], Tally] = defaultdict(Tally)
        for row in self.sample.rows:
            found[begin(bucket, moment_of(row.id)), self._value(row, by)].add(_tally_of_row(row))
        return found

    def _value(self, row: Any, column: str) -> str | None:
        value = getattr(row, column)
        return self.stands_for.get(column) if value is None else value


def summed(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    found = Tally()
    for tally in tallies:
        found.add(tally)
    return found


def _from_cells(logs: LogQuerySet, columns: Sequence[str]) -> dict[Key, Tally]:
    """Raises Unplannable."""
    by = (*columns, *(name for name in ("status",) if name not in columns))
    status = by.index("status")
    found: dict[Key, Tally] = defaultdict(Tally)
    for key, stats in stats_by(logs, *by).items():
        found[key[: len(columns)]].add(_tally(stats, errors=stats.total if key[status] == Status.ERROR else 0))
    return found


def _tally(stats: Stats, errors: int = 0) -> Tally:
    tokens = (stats.prompt_tokens, stats.completion_tokens, stats.total_tokens)
    return Tally(stats.total, errors, *tokens, stats.cost_usd, stats.priced)


def _tally_of_row(row: Any) -> Tally:
    return Tally(
        1,
        int(row.status == Status.ERROR),
        row.prompt_tokens or 0,
        row.completion_tokens or 0,
        row.total_tokens or 0,
        row.cost_usd or Decimal(0),
        int(row.cost_usd is not None),
        row.id,
    )
