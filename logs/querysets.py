"""The one query layer: every list, count, chart and export starts at `Log.objects.of_project(...)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex

from .engines.expressions import MapValue
from .engines.plans import IndexedTable
from .fields import escape_text
from .ids import MAX_TAIL, key_at, moment_of, parse_public_id
from .needles import Containing, needles_of, required, scope_of, search, tightened, without
from .pages import Sort, by_value, page_keys, whole_page
from .rollups import answering
from .rollups.conditions import Unplannable
from .rollups.facets import facets
from .rollups.histogram import histogram
from .rollups.percentiles import percentiles, percentiles_of
from .rollups.shapes import Facet, Histogram, Percentiles, Stats
from .rollups.trends import Trend, trend
from .text import fold

if TYPE_CHECKING:
    from .models import Log


class Rows(list["Log"]):
    """The rows of a page. Where a search ran out of time, `reached` is the key of the last log it looked at."""

    def __init__(self, rows: Iterable[Log] = (), reached: int | None = None) -> None:
        super().__init__(rows)
        self.reached = reached

    @property
    def searched_to(self) -> datetime | None:
        """The start of that log: what is beyond was not searched."""
        return None if self.reached is None else moment_of(self.reached)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are; where it is not the whole count there are at least so many."""

    count: int
    is_whole: bool


# Enough to see what is common, and as quick over a million logs as over ten thousand.
NEWEST_COUNTED = 10_000


def source_digest(project_id: int, source_id: str) -> bytes:
    """Key of `LogSource`: 16 bytes over a project and a caller's id."""
    return blake2b(f"{project_id}:{source_id}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


class LogQuerySet(models.QuerySet["Log"]):
    """Filters read as adjectives and chain; `page` and `stats` end the chain."""

    sort: Sort | None = None  # what `sorted_by` was told, for `page`
    counts_history = False  # what `with_history` was told, for rollups

    # -- which logs

    def of_project(self, project_id: int) -> LogQuerySet:
        """The first call of every chain: nobody sees beyond a project."""
        return self.filter(project_id=project_id)

    def of_bot(self, bot_id: str, *, is_default: bool) -> LogQuerySet:
        """Logs of a bot; logs that name none belong to their project's default bot."""
        own = Q(bot_id=bot_id)
        return self.filter(own | Q(bot_id__isnull=True) if is_default else own)

    def started_between(self, start: datetime | None = None, end: datetime | None = None) -> LogQuerySet:
        """Started within [start, end], both inclusive. The key range is what the engine walks; the column decides."""
        logs = self
        if start is not None:
            logs = logs.filter(id__gte=key_at(start) & ~MAX_TAIL, started_at__gte=start)
        if end is not None:
            logs = logs.filter(id__lte=key_at(end) | MAX_TAIL, started_at__lte=end)
        return logs

    def ended_between(self, start: datetime | None = None, end: datetime | None = None) -> LogQuerySet:
        """Ended within [start, end], both inclusive."""
        logs = self if start is None else self.filter(ended_at__gte=start)
        return logs if end is None else logs.filter(ended_at__lte=end)

    def with_metadata(self, key: str, value: str) -> LogQuerySet:
        """Logs whose metadata holds `key` with exactly this value, compared as text (5, true and "5" by spelling)."""
        return self.filter(models.lookups.Exact(MapValue("metadata", escape_text(key)), escape_text(value)))

    def with_header(self, name: str, part: str) -> LogQuerySet:
        """Logs whose request header `name` (any case) contains `part` (case-sensitive)."""
        place = StrIndex(MapValue("request_headers", escape_text(name.lower())), Value(escape_text(part)))
        return self.filter(models.lookups.GreaterThan(place, 0))

    def search(self, needle: str) -> LogQuerySet:
        """Logs whose prompts, replies, tool arguments or errors contain `needle`; case is folded, % and _ literal."""
        folded = fold(needle)
        return self.filter(Containing(folded)) if folded else self

    def needles(self) -> list[str]:
        """What these logs were searched for, folded; for marking it where they are shown."""
        return needles_of(self.query)

    def with_history(self) -> LogQuerySet:
        """For numbers alone: where rollups answer, what retention removed counts too, by whole hours or days."""
        logs = self._chain()
        logs.counts_history = True
        return logs

    # -- in which order

    def newest(self) -> LogQuerySet:
        """Newest start first; the key is the time."""
        return self.sorted_by("id", descending=True)

    def sorted_by(self, field: str, *, descending: bool, unknown_is: object = None) -> LogQuerySet:
        """By one field, ties by key in the same direction; unknown values last either way, or where `unknown_is` is."""
        column = self.model._meta.get_field("id" if field == "started_at" else field)
        sort = Sort(column.name, descending, None if unknown_is is None else Value(unknown_is, column))
        logs = self.order_by(*(sort.terms() if column.null else sort.known_terms()))
        logs.sort = sort
        return logs

    def order_by(self, *names: object) -> LogQuerySet:
        logs = super().order_by(*names)
        logs.sort = None
        return logs

    def by_index(self, name: str | None) -> LogQuerySet:
        """Read through this index, where the engine takes hints. For `pages.py`, which knows what each can answer."""
        logs = self._chain()
        if name is None:
            return logs
        alias = logs.query.get_initial_alias()
        logs.query.alias_map[alias] = IndexedTable(logs.model._meta.db_table, alias, name)
        return logs

    def _filter_or_exclude_inplace(self, negate: bool, args: Any, kwargs: Any) -> None:
        super()._filter_or_exclude_inplace(negate, args, kwargs)
        self._query.where = tightened(self._query.where)

    def _clone(self) -> LogQuerySet:
        logs = super()._clone()
        logs.sort, logs.counts_history = self.sort, self.counts_history
        return logs

    # -- the end of a chain

    def page(self, offset: int, limit: int) -> Rows:
        """Rows [offset, offset + limit) of this order. Keys first, so that skipped rows are never read: two queries,
        and up to three more where the order is not that of time (`pages.py`). The newest are one query.
        """
        found = self._searched_keys(offset + limit, None)
        if found is None and not offset and (first := whole_page(self)) is not None:
            return Rows(first[:limit])
        return self._rows(found.keys[offset:] if found else page_keys(self, offset, limit))

    def first_rows(self, count: int, *, seconds: float | None = None, unread: Sequence[str] = ()) -> Rows:
        """The first rows of this order: one query, two where it searches, and that for so many `seconds` at most.

        The columns `unread` are left out until they are asked for.
        """
        found = self._searched_keys(count, seconds)
        if found is None:
            is_by_time = self.query.order_by in (("-id",), ("id",))
            return Rows((by_value(self) if is_by_time else self).defer(*unread)[:count])
        return self._rows(found.keys, unread, found.reached)

    def _rows(self, keys: Iterable[int], unread: Sequence[str] = (), reached: int | None = None) -> Rows:
        """The rows of some keys, in their order."""
        keys = list(keys)
        # Not in_bulk: Django splits it at 999 keys on SQLite, which takes 32,766.
        rows = {row.id: row for row in self.model.objects.using(self.db).filter(id__in=keys).defer(*unread)}
        return Rows((rows[key] for key in keys if key in rows), reached)

    def count_up_to(self, limit: int, *, seconds: float | None = None) -> Counted:
        """How many match: all of them where rollups know, else `limit` at most, searched for `seconds` at most."""
        try:
            return Counted(answering.count(self), is_whole=True)
        except Unplannable:
            found = self.newest()._searched_keys(limit + 1, seconds)
        count = len(found.keys) if found else self.order_by()[: limit + 1].count()
        return Counted(min(count, limit), is_whole=count <= limit and not (found and found.reached))

    def _searched_keys(self, wanted: int, seconds: float | None) -> Any:
        """The first keys (`search.finding.Found`) of a query in order of time that looks for a needle; else None."""
        needles = [node for node in required(self.query.where) if isinstance(node, Containing)]
        if self.query.is_sliced or self.query.order_by not in (("-id",), ("id",)) or not needles:
            return None
        base = self._chain()
        base.query.where = without(self.query.where, needles[0])
        is_descending = self.query.order_by == ("-id",)
        return search().page(
            base, needles[0].rhs, scope_of(self.query), wanted, is_descending=is_descending, seconds=seconds
        )

    def find(self, project_id: int, text: str) -> Log | None:
        """The log a path names: the caller's own id, or ours with or without dashes. At most two queries."""
        sources = apps.get_model("logs", "LogSource").objects.filter(digest=source_digest(project_id, text))
        key = sources.values_list("log_id", flat=True).first() or parse_public_id(text)
        return self.of_project(project_id).filter(id=key).first() if key is not None else None

    def stats(self) -> Stats:
        """Counts and sums over all matching logs, exactly; from rollups where they know."""
        return answering.stats(self)

    def count(self) -> int:
        """How many match, exactly; from rollups where they know."""
        if self._result_cache is not None:
            return len(self._result_cache)
        try:
            return answering.count(self)
        except Unplannable:
            return super().count()

    def histogram(self, bucket: str, by: str | None = None) -> Histogram:
        """Stats by minute, hour, day, week or month of the start (UTC), also by the values of one column."""
        return histogram(self, bucket, by)

    def percentiles(self, field: str = "latency_ms", points: Sequence[float] = (50, 90, 95, 99)) -> Percentiles:
        """Percentiles of latency_ms or ttft_ms over all matching logs, within 2 %."""
        return percentiles(self, field, points)

    def percentiles_of(self, fields: Sequence[str], points: Sequence[float]) -> dict[str, Percentiles]:
        """The same of several fields, by as many queries as of one."""
        return percentiles_of(self, fields, points)

    def stats_by(self, column: str) -> dict[str | None, Stats]:
        """Stats by the values of one column, exactly; from rollups where they know."""
        return answering.stats_by(self, column)

    def trend(self, bucket: str, field: str = "latency_ms") -> Trend:
        """Sketches of latency_ms or ttft_ms by the buckets of `histogram`; `sketches.percentile` reads them."""
        return trend(self, bucket, field)

    def facets(self, fields: Sequence[str], limit: int = 20, newest: int = NEWEST_COUNTED) -> dict[str, Facet]:
        """The most frequent values of fields (`facets.FIELDS`, metadata.<key>) with their counts.

        Kinds, providers, models, states and customers are counted over all matching logs where rollups know; anything
        else over the `newest` matching ones, and then the facet says so.
        """
        return facets(self, fields, limit, newest)
