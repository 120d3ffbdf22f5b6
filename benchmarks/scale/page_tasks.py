"""What one page asks of the store, counted inside the process: statements, bodies, work. Needs Django set up."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Count
from django.test import Client

from accounts.models import Bot, Project, User
from accounts.permissions import SESSION_PROJECT
from logs.ids import public_id
from logs.models import Log
from logs.routers import logs_alias

from .workload import MAIN

LOG_TABLE, CONTENT_TABLES = "logs_log", ("logs_logbody", "logs_logpart")
SQLITE_STEP = 1000  # instructions between two looks of SQLite's progress handler
DEEP = 400_000
WIDE_BYTES = 1_000_000
TIMES = 5

Advance = Callable[[int], None]


@dataclass(slots=True)
class Seen:
    """The statements of one request in order, each with its parameters and the connection it went through."""

    statements: list[tuple[str, str, Any]] = field(default_factory=list)


def page_facts(advance: Advance, *, customer: str) -> dict[str, str]:
    """Ids that the addresses of pages need, of the main project."""
    logs = Log.objects.of_project(Project.objects.get(name=MAIN).pk)
    newest = logs.newest()
    usual = list(newest.filter(size_bytes__range=(2000, 5000), metadata__isnull=False)[10:31])
    turn = newest.filter(thread_id__isnull=False).first() or usual[0]
    deep = newest.values_list("id", flat=True)[min(DEEP, logs.count() // 2)]
    ids = {"log": usual[0].id, "second": usual[-1].id, "turn": turn.id, "wide": _wide(newest), "deep": deep}
    return {
        **{name: str(public_id(key)) for name, key in ids.items()},
        "thread": turn.thread_id or "none",
        "customer": customer,
        "request_id": usual[-1].metadata["request_id"],
        "bot": Bot.objects.filter(project__name=MAIN)[0].bot_id,
    }


def _wide(newest: Any) -> int:
    """One of the logs that are over 1 MB; a small store may have none of them in this project."""
    for key, size in newest.values_list("id", "size_bytes")[:5000]:
        if size > WIDE_BYTES:
            return key
    return newest[0].id


def page(advance: Advance, *, address: str, key: str = "") -> dict[str, Any]:
    """One page asked for until it is warm, then a few times more, for its CPU time; and what it asked of the store."""
    client = _client(key)
    _answer(client, address)
    cpu, seen = [], Seen()
    for _ in range(TIMES):
        seen = Seen()
        begun = time.process_time()
        with _watched(seen):
            body = _answer(client, address)
        cpu.append((time.process_time() - begun) * 1000)
    return {
        "statements": len(seen.statements),
        "bytes": len(body),
        "cpu_ms": median(cpu),
        **_content_read(seen),
        **_work(seen),
    }


def _client(key: str) -> Client:
    """As the owner in the browser, looking at the main project; or with a key."""
    if key:
        return Client(headers={"Authorization": f"Bearer {key}"}, SERVER_NAME="127.0.0.1")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(projects__name=MAIN))
    session = client.session
    session[SESSION_PROJECT] = Project.objects.get(name=MAIN).pk
    session.save()
    return client


def _answer(client: Client, address: str) -> bytes:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code} {body[:300]!r}")
    return body


@contextmanager
def _watched(seen: Seen) -> Iterator[None]:
    with ExitStack() as stack:
        for alias in settings.DATABASES:

            def keep(execute: Callable, sql: str, params: Any, many: bool, context: dict, alias: str = alias) -> Any:
                seen.statements.append((alias, sql, params))
                return execute(sql, params, many, context)

            stack.enter_context(connections[alias].execute_wrapper(keep))
        yield


def _reads(seen: Seen, *tables: str) -> list[tuple[str, Any]]:
    """Statements that read one of the tables."""
    return [
        (sql, params)
        for _, sql, params in seen.statements
        if sql.lstrip().upper().startswith(("SELECT", "WITH"))
        and any(f'"{one}"' in sql or f" {one} " in sql for one in tables)
    ]


def _content_read(seen: Seen) -> dict[str, int]:
    """Rows and bytes of bodies and parts that came out of the store."""
    rows = size = 0
    with connections[logs_alias()].cursor() as cursor:
        for sql, params in _reads(seen, *CONTENT_TABLES):
            cursor.execute(sql, params)
            for row in cursor.fetchall():
                rows += 1
                size += sum(len(value) for value in row if isinstance(value, bytes | memoryview | str))
    return {"body_rows": rows, "body_bytes": size}


def _work(seen: Seen) -> dict[str, Any]:
    """How many rows of logs the statements looked at: counted by PostgreSQL, worked out on SQLite."""
    counted = _rows_by_statement if connections[logs_alias()].vendor == "postgresql" else _steps_by_statement
    work = [(counted(sql, params), sql) for sql, params in _reads(seen, LOG_TABLE)]
    most = max(work, default=(0, ""))
    return {
        "work": sum(one for one, _ in work),
        "most_work": most[0],
        "most_sql": most[1][:2000],
        "whole_work": _whole_work(),
    }


@cache
def _whole_work() -> int:
    """What counting the logs of the project one by one takes."""
    logs = Log.objects.of_project(Project.objects.get(name=MAIN).pk)
    sql, params = logs.order_by().values("project_id").annotate(n=Count("id")).query.sql_with_params()
    counted = _rows_by_statement if connections[logs_alias()].vendor == "postgresql" else _steps_by_statement
    return counted(sql, params)


def _rows_by_statement(sql: str, params: Any) -> int:
    """Rows of logs that a statement read or skipped, its index entries included."""
    with connections[logs_alias()].cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return sum(_rows_of(plan[0]["Plan"]))


def _rows_of(node: dict[str, Any]) -> Iterator[int]:
    if node.get("Relation Name", "").startswith(LOG_TABLE + "_") or node.get("Relation Name") == LOG_TABLE:
        skipped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        yield round((node["Actual Rows"] + skipped) * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _rows_of(child)


def _steps_by_statement(sql: str, params: Any) -> int:
    """Instructions of SQLite's machine, to the thousand: about ten for a row that is looked at."""
    connection, steps = connections[logs_alias()], 0

    def step() -> int:
        nonlocal steps
        steps += SQLITE_STEP
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, SQLITE_STEP)
        try:
            cursor.execute(sql, params)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    return steps


TASKS = {task.__name__: task for task in (page_facts, page)}
