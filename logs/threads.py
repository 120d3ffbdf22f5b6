"""Threads: the logs that share a thread's id, counted and summed by the index over that id, and the newest of them.

There is no table of threads. The newest are found by walking the newest logs, so many at a time and no more than
`MOST_STEPS` times: a project whose logs name no thread costs no more than one whose logs all do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeVar

from django.db.models import Count, Max, Min, Q, Sum

from .choices import Status
from .engines.expressions import ExactSum
from .fields import UsdField
from .querysets import LogQuerySet

PAGE_SIZE = 50
STEP = 2_000
MOST_STEPS = 25
# Of logs that a text is searched in.
_MOST_FOUND, _SECONDS = 500, 1.0

_Amount = TypeVar("_Amount", int, float, Decimal)


@dataclass(frozen=True, slots=True)
class Share:
    """The logs of a thread that ran on one model and were priced in one way. Sums are None where nothing is known."""

    thread_id: str
    model: str | None
    provider: str | None
    dialect: str
    cost_source: str
    turns: int
    errors: int
    priced: int
    first_key: int
    last_key: int
    ended: datetime
    waited_ms: float | None
    prompt: int | None
    completion: int | None
    read: int | None  # from the cache
    written: int | None  # to the cache
    tokens: int | None
    usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Thread:
    """The shares of a thread together."""

    id: str
    shares: Sequence[Share]

    @property
    def turns(self) -> int:
        return sum(share.turns for share in self.shares)

    @property
    def errors(self) -> int:
        return sum(share.errors for share in self.shares)

    @property
    def unpriced(self) -> int:
        return self.turns - sum(share.priced for share in self.shares)

    @property
    def models(self) -> list[str]:
        return sorted({share.model for share in self.shares if share.model})

    @property
    def tokens(self) -> int | None:
        return known_sum(share.tokens for share in self.shares)

    @property
    def cost_usd(self) -> Decimal | None:
        return known_sum(share.usd for share in self.shares)

    @property
    def waited_ms(self) -> float | None:
        return known_sum(share.waited_ms for share in self.shares)

    @property
    def first_key(self) -> int:
        return min(share.first_key for share in self.shares)

    @property
    def last_key(self) -> int:
        return max(share.last_key for share in self.shares)

    @property
    def ended_at(self) -> datetime:
        return max(share.ended for share in self.shares)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Threads by their newest log, newest first. `older` is the key to go on from; None at the end."""

    threads: list[Thread]
    older: int | None


def known_sum(amounts: Iterable[_Amount | None]) -> _Amount | None:
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None


def of_thread(logs: LogQuerySet, thread_id: str) -> LogQuerySet:
    """The logs of one thread."""
    # Said twice: SQLite takes the index of logs that have a thread only where it is told that they do.
    return logs.filter(thread_id=thread_id, thread_id__isnull=False)


def summed(logs: LogQuerySet) -> list[Thread]:
    """The threads that these logs are of, each with what its logs come to. One query."""
    rows = (
        logs.filter(thread_id__isnull=False)
        .order_by("thread_id", "model")
        .values("thread_id", "model", "provider", "dialect", "cost_source")
        .annotate(
            turns=Count("id"),
            errors=Count("id", filter=Q(status=Status.ERROR)),
            priced=Count("cost_usd"),
            first_key=Min("id"),
            last_key=Max("id"),
            ended=Max("ended_at"),
            waited_ms=Sum("latency_ms"),
            prompt=ExactSum("prompt_tokens"),
            completion=ExactSum("completion_tokens"),
            read=ExactSum("cache_read_tokens"),
            written=ExactSum("cache_write_tokens"),
            tokens=ExactSum("total_tokens"),
            usd=ExactSum("cost_usd"),
        )
    )
    by_thread = groupby(map(_share, rows), key=lambda share: share.thread_id)
    return [Thread(thread_id, list(found)) for thread_id, found in by_thread]


def _share(row: Mapping[str, Any]) -> Share:
    usd = row["usd"]
    return Share(**{**row, "usd": None if usd is None else UsdField.from_stored(usd)})


def newest_threads(logs: LogQuerySet, before: int | None = None, *, whole: LogQuerySet | None = None) -> ThreadPage:
    """A page of threads whose newest of these logs is older than the key `before`; short where many name no thread.

    A thread is summed over all its logs in `whole`, of which `logs` are some. Two queries for each step of the walk;
    nearly always there is one step.
    """
    found: list[tuple[int, Thread]] = []
    known: set[str] = set()
    at = before
    for _ in range(1 if logs.needles() else MOST_STEPS):
        names, at = _walk(logs, at, known, PAGE_SIZE + 1 - len(found))
        known.update(names)
        shown = _unseen(logs, names, before) if whole is not None else names
        threads = summed((logs if whole is None else whole).filter(thread_id__in=shown)) if shown else []
        # A thread with a newer log was on an earlier page.
        fresh = [one for one in threads if whole is not None or before is None or one.last_key < before]
        found += sorted(((names[one.id], one) for one in fresh), key=lambda pair: pair[0], reverse=True)
        if len(found) > PAGE_SIZE:
            return ThreadPage([one for _, one in found[:PAGE_SIZE]], found[PAGE_SIZE - 1][0])
        if at is None:
            break
    return ThreadPage([one for _, one in found], at)


def _unseen(logs: LogQuerySet, names: Mapping[str, int], before: int | None) -> list[str]:
    """The threads of which none of these logs stands on an earlier page."""
    if before is None or not names:
        return list(names)
    newer = logs.filter(thread_id__in=list(names), id__gte=before).order_by()
    return list(names.keys() - set(newer.values_list("thread_id", flat=True).distinct()))


def _walk(logs: LogQuerySet, at: int | None, known: set[str], most: int) -> tuple[dict[str, int], int | None]:
    """Up to `most` unknown threads from the key `at` down, each with its newest key, and the key of the last log
    looked at; None at the end.
    """
    rows, end = _keys(logs if at is None else logs.filter(id__lt=at))
    names: dict[str, int] = {}
    for key, name in rows:
        if name is not None and name not in known and name not in names:
            names[name] = key
            if len(names) == most:
                return names, key
    return names, end


def _keys(logs: LogQuerySet) -> tuple[list[tuple[int, str | None]], int | None]:
    """Keys and threads of the newest logs, and the key to go on from; what a text is found in within a moment."""
    if not logs.needles():
        rows = list(logs.newest().values_list("id", "thread_id")[:STEP])
        return rows, rows[-1][0] if len(rows) == STEP else None
    found = logs.newest().first_rows(_MOST_FOUND, seconds=_SECONDS)
    rows = [(log.id, log.thread_id) for log in found]
    return rows, found.reached or (rows[-1][0] if len(rows) == _MOST_FOUND else None)
