"""What a process inside the product can be asked to do (`inside.py`). Needs Django set up."""

import io
import json
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.utils import timezone

from accounts.first_access import provide
from accounts.models import Project
from logs import rollups
from logs.canonical import PayloadError
from logs.ingest import ingest
from logs.models import Log
from logs.querysets import LogQuerySet
from logs.retention.changing import set_rule
from logs.retention.models import RetentionRun
from logs.retention.work import due_now
from logs.routers import logs_alias
from logs.search import index as search
from logs.search.models import SearchSegment

from . import native_calls, page_tasks
from .accounts import OWNER
from .workload import PROJECTS, Workload

EMPTY, LOADED = "nothing", "loaded"  # projects that hold nothing, and what the load brings
USUAL_PAGE = 225_000  # bytes that were sent of 50 logs
REPLACED_SECONDS = 150

Advance = Callable[[int], None]


def migrate(advance: Advance) -> None:
    """Bring the tables up to this commit."""
    call_command("migrate", verbosity=0)


def prepare(advance: Advance) -> dict[str, dict[str, str]]:
    """Make all projects; the access to each."""
    made = {name: provide(name, *OWNER, rotate=True) for name in (*PROJECTS, EMPTY, LOADED)}
    return {
        name: {
            "key": access.api_key,
            "bot": access.bot_id,
            "client_id": access.client_id,
            "client_secret": access.client_secret,
        }
        for name, access in made.items()
    }


def fill(advance: Advance, *, size: int, end: str, kind: str, blocks: list[int]) -> dict[str, Any]:
    """Store blocks of the workload by the product's own ingest; logs, seconds and CPU of ingest, raw bytes of each."""
    workload = Workload(size, datetime.fromisoformat(end), kind=kind)
    projects = dict(Project.objects.values_list("name", "id"))
    done = []
    for number in blocks:
        logs = workload.block(number)
        by_project = defaultdict(list)
        for project, payload in logs:
            by_project[project].append(payload)
        begun, worked = time.perf_counter(), time.process_time()
        for project, payloads in by_project.items():
            _refuse_errors(ingest(payloads, dialect="keywordsai", project_id=projects[project]))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
        raw = sum(len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()) for _, payload in logs)
        done.append({"block": number, "logs": len(logs), "seconds": seconds, "cpu": cpu, "raw": raw})
        advance(len(logs))
    return {"blocks": done}


def _refuse_errors(outcomes: list) -> None:
    refused = next((outcome for outcome in outcomes if isinstance(outcome, PayloadError)), None)
    if refused is not None:
        raise ValueError(f"a log of the workload was refused: {refused}")


def settle(advance: Advance) -> None:
    """What a store that has rested looks like: upkeep done, the log of writes folded in.

    On PostgreSQL this stands for the autovacuum that would have come by then, which takes statistics too.
    """
    call_command("upkeep", once=True, stdout=io.StringIO())
    # Readers have a minute to leave the pieces of the search index that were replaced; then they go.
    until = time.monotonic() + REPLACED_SECONDS
    while SearchSegment.objects.filter(is_live=False).exists() and time.monotonic() < until:
        time.sleep(5)
        call_command("upkeep", once=True, stdout=io.StringIO())
    connection = connections[logs_alias()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")


def count(advance: Advance, *, project: str = "") -> int:
    """Logs of a project, or of all, counted one by one."""
    with connections[logs_alias()].cursor() as cursor:
        where = "" if not project else f" WHERE project_id = {Project.objects.get(name=project).pk}"
        cursor.execute("SELECT COUNT(*) FROM logs_log" + where)
        return cursor.fetchone()[0]


def set_retention(advance: Advance, *, days: int) -> None:
    """A rule for every project: logs go after so many days."""
    for project_id in Project.objects.values_list("pk", flat=True):
        set_rule(project_id, by="benchmark", body_days=None, log_days=days)


def count_due(advance: Advance) -> int:
    """Logs that the rules say should be gone."""
    return due_now(timezone.now()).logs


def retention_runs(advance: Advance) -> list[list[Any]]:
    """Project, logs, bytes of content and whether it is over, of each pass over a project."""
    columns = ("project_id", "logs", "body_bytes", "finished_at")
    return [[*row[:3], row[3] is not None] for row in RetentionRun.objects.order_by("project_id").values_list(*columns)]


def differing_cells(advance: Advance) -> int:
    """Cells of rollups that are not what the logs say."""
    return rollups.differences(Log.objects.all(), None, lambda done: None)


def facts(advance: Advance, *, deep: int) -> dict[str, Any]:
    """Ids that questions need, and an offset near `deep`."""
    project = Project.objects.get(name=PROJECTS[0]).pk
    newest = Log.objects.of_project(project).newest()
    key = newest.filter(size_bytes__range=(2500, 4000)).values_list("id", flat=True)[10]
    return {"project": project, "log": str(Log(id=key).public_id), "key": key, "deep": deep + _usual(newest, deep)}


def _usual(newest: LogQuerySet, deep: int) -> int:
    """How many rows after `deep` a page begins that is as large as most are; one with a giant says nothing."""
    sizes = list(newest.values_list("size_bytes", flat=True)[deep : deep + 500])
    return min(range(max(1, len(sizes) - 50)), key=lambda start: abs(sum(sizes[start : start + 50]) - USUAL_PAGE))


def statements(advance: Advance, *, request: dict[str, Any]) -> int:
    """How many statements an HTTP call sends; they are kept for `replay`."""
    sent: list[tuple[str, Any]] = []

    def keep(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append((sql, params))
        return execute(sql, params, many, context)

    connection = connections[logs_alias()]
    with connection.execute_wrapper(keep):
        client = Client(headers=request["headers"], SERVER_NAME="127.0.0.1")
        answer = client.generic(request["method"], request["path"], request["body"], "application/json")
    if answer.status_code != 200:
        raise RuntimeError(f"{request['path']}: {answer.status_code} {answer.content[:300]!r}")
    _KEPT[request["path"] + request["body"]] = sent
    return len(sent)


def replay(advance: Advance, *, request: dict[str, Any], seconds: float) -> float:
    """Milliseconds of the statements that the call sent, by the bare driver on the product's own connection."""
    sent = _KEPT[request["path"] + request["body"]]
    return _median_ms(lambda: [_bare(sql, params) for sql, params in sent], seconds)


def best(advance: Advance, *, sql: dict[str, Any], seconds: float) -> float:
    """Milliseconds of hand-written statements by the bare driver."""
    statements_ = [(text, None) for text in sql[connections[logs_alias()].vendor]]
    return _median_ms(lambda: [_bare(text, params) for text, params in statements_], seconds)


def native(advance: Advance, *, name: str, project: int, arguments: dict[str, Any], seconds: float) -> float:
    """Milliseconds of an end of the query layer that has no HTTP call yet."""
    call = getattr(native_calls, name)
    return _median_ms(lambda: call(Log.objects.of_project(project), **arguments), seconds)


def search_lag(advance: Advance) -> float:
    """Seconds that the search index is behind: the age of the oldest log that waits for it."""
    return search.lag().oldest_seconds


def _bare(sql: str, params: Any) -> list:
    connection = connections[logs_alias()]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        text = sql if params is None else connection.create_cursor().convert_query(sql, param_names=None)
        return connection.connection.execute(text, params or ()).fetchall()
    with connection.create_cursor() as cursor:
        raw = cursor.cursor if isinstance(cursor, CursorWrapper) else cursor
        raw.execute(sql, params)
        return raw.fetchall()


def _median_ms(work: Callable[[], Any], seconds: float) -> float:
    work()
    times, until = [], time.perf_counter() + seconds
    while not times or (time.perf_counter() < until and len(times) < 50):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return median(times)


_KEPT: dict[str, list[tuple[str, Any]]] = {}
_ALL = (
    *(migrate, prepare, fill, settle, count, facts, statements, replay, best, native, search_lag),
    *(set_retention, count_due, retention_runs, differing_cells),
)
TASKS: dict[str, Callable] = {task.__name__: task for task in _ALL} | page_tasks.TASKS
