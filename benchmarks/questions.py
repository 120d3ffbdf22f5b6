"""What the product asks its tables, in the SQL of each variant; every variant of a question must answer alike."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sample_logs import ASKED_MODEL, MAIN_PROJECT, UNINDEXED, YEAR, Sample
from stores import Store, marks, quoted
from variants import BODY, LOG, SOURCE, Key, Source

from logs.ids import TAIL_BITS, key_at, key_of, public_id
from logs.models import Log
from logs.querysets import LogQuerySet

PAGE = 50
_UUID_TIME_SHIFT = 80  # UUIDv7: 48 bits of milliseconds, then version, variant and tail


class Targets:
    """What is asked for: the same logs, hours, days and the same month of all variants, others at every turn."""

    def __init__(self, end: datetime, rows: int) -> None:
        self.end = end
        self.deep = min(50_000, rows // 4)
        self._picked: list[Sample] = []
        self._dice = random.Random(7)

    def note(self, samples: Sequence[Sample]) -> None:
        """Remember some of the logs that were stored."""
        self._picked += self._dice.sample(samples, min(20, len(samples)))

    def log(self, turn: int) -> Sample:
        return self._picked[turn * 7919 % len(self._picked)]

    def span(self, turn: int, length: timedelta) -> tuple[datetime, datetime]:
        """A stretch of time somewhere in the middle ten months."""
        start = self.end - YEAR * (0.1 + 0.8 * (turn * 0.618 % 1))
        return start, start + length


# Sends the prepared queries; what it returns must not depend on the variant.
Ask = Callable[[], Any]


@dataclass(frozen=True)
class Question:
    """A question about the target of one turn; its SQL is made ready apart, because only the answer is timed."""

    title: str
    prepare: Callable[[Store, Targets, int], Ask]


def newest(store: Store, targets: Targets, turn: int) -> Ask:
    return _page(store, *_where(store, _logs()))


def newest_of_month(store: Store, targets: Targets, turn: int) -> Ask:
    """The newest with a bound on time, which lets a planner leave partitions out."""
    return _page(store, *_started(store, targets.end - timedelta(days=30), targets.end))


def newest_of_model(store: Store, targets: Targets, turn: int) -> Ask:
    return _page(store, *_where(store, _logs().filter(model=ASKED_MODEL)))


def newest_with_body(store: Store, targets: Targets, turn: int) -> Ask:
    return _page(store, *_where(store, _logs()), bodies=True)


def hour(store: Store, targets: Targets, turn: int) -> Ask:
    return _page(store, *_started(store, *targets.span(turn, timedelta(hours=1))))


def deep_page(store: Store, targets: Targets, turn: int) -> Ask:
    return _page(store, *_where(store, _logs()), offset=targets.deep)


def day_sums(store: Store, targets: Targets, turn: int) -> Ask:
    where, params = _started(store, *targets.span(turn, timedelta(days=1)))
    return _query(store, f"SELECT COUNT(*), SUM(total_tokens), SUM(cost_usd) FROM {LOG} WHERE {where}", params)


def month_count(store: Store, targets: Targets, turn: int) -> Ask:
    where, params = _started(store, *targets.span(turn, timedelta(days=30)))
    return _query(store, f"SELECT COUNT(*) FROM {LOG} WHERE {where}", params)


def unindexed_filter(store: Store, targets: Targets, turn: int) -> Ask:
    column, value = UNINDEXED
    return _query(store, f"SELECT COUNT(*) FROM {LOG} WHERE {column} = %s", [value])


def by_model(store: Store, targets: Targets, turn: int) -> Ask:
    sql = f"SELECT model, COUNT(*), SUM(completion_tokens) FROM {LOG} GROUP BY model ORDER BY model"
    return _query(store, sql, [])


def one_log(store: Store, targets: Targets, turn: int) -> Ask:
    sql, params = by_public_id(store, targets.log(turn))
    return lambda: len(store.ask(sql, params))


def caller_id(store: Store, targets: Targets, turn: int) -> Ask:
    """One log by the id that its caller gave it."""
    sample, columns = targets.log(turn), quoted(store.variant.list_columns)
    if store.variant.source is Source.COLUMN:
        sql = f"SELECT {columns} FROM {LOG} WHERE project_id = %s AND source_id = %s"
        return lambda: len(store.ask(sql, [sample.project_id, sample.source_id]))
    claim, by_key = f"SELECT log_id FROM {SOURCE} WHERE digest = %s", f"SELECT {columns} FROM {LOG} WHERE id = %s"
    return lambda: len(store.ask(by_key, store.ask(claim, [sample.digest])[0]))


def newest_keys(store: Store) -> tuple[str, list]:
    """The first of the two queries of `newest`."""
    return _keys(store, *_where(store, _logs()))


def by_public_id(store: Store, sample: Sample) -> tuple[str, list]:
    """The query for a log by its public id, which ours finds by the key that the id leads to."""
    variant, public = store.variant, public_id(sample.key)
    column = "public_id" if variant.has_public_column else "id"
    value = store.uuid(public) if variant.stores_public_id else key_of(public)
    return f"SELECT {quoted(variant.list_columns)} FROM {LOG} WHERE {column} = %s", [value]


def _query(store: Store, sql: str, params: Sequence[Any]) -> Ask:
    return lambda: store.ask(sql, params)


def _page(store: Store, where: str, params: Sequence[Any], *, offset: int = 0, bodies: bool = False) -> Ask:
    """A page as the querysets read it: keys first, so that skipped rows are never read, then rows, then bodies."""
    keys_sql, _ = _keys(store, where, params, offset)
    inline = bodies and store.variant.body_inline
    columns = quoted((*store.variant.list_columns, "blob") if inline else store.variant.list_columns)

    def read() -> int:
        keys = [row[0] for row in store.ask(keys_sql, params)]
        found = len(store.ask(f"SELECT {columns} FROM {LOG} WHERE id IN ({marks(keys)})", keys)) if keys else 0
        if bodies and not inline:
            store.ask(f"SELECT id, blob FROM {BODY} WHERE id IN ({marks(keys)})", keys)
        return found

    return read


def _keys(store: Store, where: str, params: Sequence[Any], offset: int = 0) -> tuple[str, list]:
    order = store.variant.newest_first
    return f"SELECT id FROM {LOG} WHERE {where} ORDER BY {order} LIMIT {PAGE} OFFSET {offset}", list(params)


def _logs() -> LogQuerySet:
    return Log.objects.of_project(MAIN_PROJECT)


def _where(store: Store, logs: LogQuerySet) -> tuple[str, list]:
    """The conditions of a queryset in the SQL that the product sends; they name no column that a variant lacks."""
    sql, params = logs.query.get_compiler(connection=store.connection).compile(logs.query.where)
    return sql, list(params)


def _started(store: Store, start: datetime, end: datetime) -> tuple[str, list]:
    """Started in [start, end]. Where another key than ours is the time, its range stands for the range of ours."""
    if not store.variant.stores_public_id:
        return _where(store, _logs().started_between(start, end))
    where, params = _where(store, _logs().filter(started_at__gte=start, started_at__lte=end))
    if store.variant.key is Key.SEQUENCE:
        return where, params
    low, high = ((key_at(moment) >> TAIL_BITS) + after for moment, after in ((start, 0), (end, 1)))
    bounds = [UUID(int=low << _UUID_TIME_SHIFT), UUID(int=(high << _UUID_TIME_SHIFT) - 1)]
    return f"{where} AND id >= %s AND id <= %s", [*params, *(store.uuid(bound) for bound in bounds)]
