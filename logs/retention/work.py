"""Following the rules: one pass over all projects in short steps, which may be stopped anywhere and begun again.

What is due is looked for anew each time, so nothing has to be remembered between two passes, and a log that came late
with an old date is found too.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from ..deleting import GENTLE_SHARE, delete, rest
from ..engines import engine_of, writing
from ..engines.expressions import StoredBytes
from ..engines.keys import KeyIn
from ..holds import only_held
from ..models import Log, LogBody
from ..querysets import LogQuerySet
from ..routers import logs_alias
from ..search import store as search
from .models import RetentionRule, RetentionRun
from .rules import Due, Tier, due, rules_by_project

# Keys looked at in a step; of those that have content, a batch loses it in one transaction.
STEP = 2_000
BATCH = 200


@dataclass(frozen=True, slots=True)
class Freed:
    """What one step removed of a project."""

    project_id: int
    bodies: int = 0
    logs: int = 0
    body_bytes: int = 0

    def with_more(self, other: "Freed") -> "Freed":
        return Freed(
            self.project_id, self.bodies + other.bodies, self.logs + other.logs, self.body_bytes + other.body_bytes
        )


def follow_rules(now: datetime | None = None) -> Iterator[Freed]:
    """Remove what is due, a step at each `next`; what it removes is in the project's run in the same transaction."""
    now = now or timezone.now()
    rules = rules_by_project()
    yield from _all_steps(rules, now)
    RetentionRun.objects.filter(finished_at__isnull=True).update(finished_at=timezone.now())


def due_now(now: datetime, project_id: int | None = None) -> Freed:
    """What a pass would remove, of one project or of all; bytes are not counted."""
    found = Freed(project_id or 0)
    for of_project in rules_by_project(project_id).values():
        gone = Q(pk__in=[])
        for one in due(of_project, now, Tier.LOGS):
            found = found.with_more(Freed(0, logs=one.logs.count()))
            gone |= one.whole
        for one in due(of_project, now, Tier.BODIES):
            found = found.with_more(Freed(0, bodies=_with_body(one.logs.exclude(gone)).count()))
    return found


def _with_body(logs: LogQuerySet) -> LogQuerySet:
    return logs.filter(Exists(LogBody.objects.filter(id=OuterRef("id"))))


def _all_steps(rules: Mapping[int, Sequence[RetentionRule]], now: datetime) -> Iterator[Freed]:
    yield from _whole_months(rules, now)
    for of_project in rules.values():
        for one in due(of_project, now, Tier.LOGS):
            yield from _remove_logs(one)
        for one in due(of_project, now, Tier.BODIES):
            yield from _remove_bodies(one)


def _noted(freed: Freed) -> Freed:
    """The same, added to the run of its project."""
    if not freed.bodies and not freed.logs:
        return freed
    run, _ = RetentionRun.objects.get_or_create(
        project_id=freed.project_id, finished_at=None, defaults={"started_at": timezone.now()}
    )
    RetentionRun.objects.filter(pk=run.pk).update(
        bodies=F("bodies") + freed.bodies,
        logs=F("logs") + freed.logs,
        body_bytes=F("body_bytes") + freed.body_bytes,
    )
    return freed


# -- whole logs


def _whole_months(rules: Mapping[int, Sequence[RetentionRule]], now: datetime) -> Iterator[Freed]:
    """Partitions of which every log is due: their rows go, which keeps the counts right, then the tables."""
    alias = logs_alias()
    all_due = [one for of_project in rules.values() for one in due(of_project, now, Tier.LOGS)]
    before = max((one.before_key for one in all_due), default=0)
    for low, high in engine_of(alias).whole_partitions(alias, before) if all_due else ():
        of_month = Log.objects.filter(id__gte=low, id__lt=high)
        if _all_may_go(of_month, all_due):
            for keys in _steps(of_month):
                yield from _delete(keys, keep_bodies=True)
            engine_of(alias).drop_partition(alias, low)


def _all_may_go(logs: LogQuerySet, all_due: Sequence[Due]) -> bool:
    """Whether each of `logs` is in one of `all_due` and none is held."""
    wanted = Q()
    for one in all_due:
        wanted |= one.whole
    return not logs.exclude(wanted).exists() and not only_held(logs).exists()


def _remove_logs(one: Due) -> Iterator[Freed]:
    for keys in _steps(one.logs):
        yield from _delete(keys, keep_bodies=False)


def _delete(keys: Sequence[int], *, keep_bodies: bool) -> Iterator[Freed]:
    """By project, since a month holds logs of several."""
    by_project: dict[int, list[int]] = defaultdict(list)
    for project_id, key in _of_keys(keys).values_list("project_id", "id"):
        by_project[project_id].append(key)
    for project_id, own in by_project.items():
        yield from _delete_own(project_id, own, keep_bodies=keep_bodies)


def _delete_own(project_id: int, keys: Sequence[int], *, keep_bodies: bool) -> list[Freed]:
    done: list[Freed] = []

    def note(gone: list[int]) -> None:
        done.append(_noted(Freed(project_id, logs=len(gone), body_bytes=_stored_bytes(gone))))

    delete(_of_keys(keys), keep_bodies=keep_bodies, keep_history=True, noting=note)
    return done


# -- content alone


def _remove_bodies(one: Due) -> Iterator[Freed]:
    for keys in _steps(one.logs):
        with_body = list(LogBody.objects.filter(KeyIn(F("id"), keys)).order_by("id").values_list("id", flat=True))
        for start in range(0, len(with_body), BATCH):
            begun = time.monotonic()
            freed = _empty(one.project_id, with_body[start : start + BATCH])
            rest(time.monotonic() - begun, GENTLE_SHARE)
            yield freed


def _empty(project_id: int, keys: Sequence[int]) -> Freed:
    """Take the content from some logs: bodies, the starts of texts in lists, and what search knows of them."""
    with writing(logs_alias()):
        # As a second write locks them, which would bring content back.
        there = list(_of_keys(keys).order_by("id").select_for_update().values_list("id", flat=True))
        size = _stored_bytes(keys)
        LogBody.objects.filter(KeyIn(F("id"), keys)).delete()
        _of_keys(keys).update(input_preview="", output_preview="")
        search.enqueue([(project_id, key) for key in there])
        return _noted(Freed(project_id, bodies=len(there), body_bytes=size))


def _steps(logs: LogQuerySet) -> Iterator[list[int]]:
    """The keys of `logs`, the oldest first, so many at a time; each a short query of its own."""
    last = -1
    while keys := list(logs.order_by("id").filter(id__gt=last).values_list("id", flat=True)[:STEP]):
        yield keys
        last = keys[-1]


def _of_keys(keys: Sequence[int]) -> LogQuerySet:
    return Log.objects.filter(KeyIn(F("id"), keys))


def _stored_bytes(keys: Sequence[int]) -> int:
    """How much the content of some logs takes, packed as it is; without what they share with others."""
    bodies = LogBody.objects.filter(KeyIn(F("id"), keys))
    return bodies.aggregate(size=Sum(StoredBytes("blob")))["size"] or 0
