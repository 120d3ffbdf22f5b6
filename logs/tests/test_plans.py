"""How the engines answer the hot questions: through which index, whatever the planner knows of the tables.

The rows are copies of one in SQL, enough for a planner to care and few enough to be made in a second or two.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logs.engines import engine_of
from logs.ids import TAIL_BITS
from logs.models import Log
from logs.tests.factories import NOON, make_log

ROWS = 20_000
WEEK_AGO = NOON - timedelta(days=7)


def copies(log):
    """ROWS more logs like this one, a minute apart before it; values repeat with periods that are no one's multiple."""
    names = [field.column for field in Log._meta.concrete_fields]
    number = "n.i" if connection.vendor == "sqlite" else "n.i::bigint"
    text = "CAST(n.i / 5 AS text)"
    instead = {
        "id": f"id - ({number} * 60000 << {TAIL_BITS})",
        "started_at": moved("started_at"),
        "ended_at": moved("ended_at"),
        "latency_ms": "CASE WHEN n.i % 33 = 0 THEN NULL ELSE n.i * 7919 % 10007 END",
        "cost_usd": "CASE WHEN n.i % 21 = 0 THEN NULL ELSE n.i * 7907 % 9973 END",
        "total_tokens": "n.i * 7901 % 9967",
        "model": "CASE n.i % 4 WHEN 0 THEN 'gpt-4o' ELSE 'o3' END",
        "status": "CASE WHEN n.i % 25 = 0 THEN 'error' ELSE 'success' END",
        **{name: f"'{name}-' || {text}" for name in ("customer_id", "thread_id", "custom_id")},
    }
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(instead.get(name, f'"{name}"') for name in names)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    with connection.cursor() as cursor:
        into = f"INSERT INTO logs_log ({columns}) SELECT {values} FROM logs_log, n WHERE logs_log.id = %s"
        cursor.execute(f"{numbers} {into}".replace("% ", "%% "), [ROWS, log.pk])


def moved(column):
    if connection.vendor == "sqlite":
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, '-' || n.i || ' minutes') || '000'"
    return f"{column} - n.i * interval '1 minute'"


@pytest.fixture
def log(project):
    engine_of("default").prepare("default", since=NOON)
    log = make_log(project, started_at=NOON, bot_id="b-1", latency_ms=1.0, status="success")
    copies(log)
    return log


@pytest.fixture(params=["statistics", "no statistics"])
def planner(request):
    """PostgreSQL gathers statistics by itself, and within a minute; SQLite never does."""
    if request.param == "no statistics" and connection.vendor == "postgresql":
        pytest.skip("autovacuum gathers statistics as logs come")
    return request.param


@pytest.fixture
def logs(log, planner):
    """The logs of the project, with and without what ANALYZE tells the planner."""
    if planner == "statistics":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Log.objects.of_project(log.project_id)


def plans(ask):
    """The plan of each query that `ask` sends to the logs' table, in words."""
    with CaptureQueriesContext(connection) as sent:
        ask()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF)"
    found = []
    with connection.cursor() as cursor:
        for query in sent:
            cursor.execute(f"{explain} {query['sql'].replace('%', '%%')}", [])
            found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return found


def reads_all(plan):
    """The other partitions are empty, and there is no shorter way to read those."""
    return bool(re.search(r"SCAN logs_log|Seq Scan on logs_log_202611", plan))


def sorts(plan):
    return "TEMP B-TREE" in plan or bool(re.search(r"^ *(->  )?Sort$", plan, re.M))


PAGES = {
    "newest": lambda logs: logs.newest().page(0, 50),
    "newest of a model": lambda logs: logs.filter(model="gpt-4o").newest().page(0, 50),
    "newest of a status": lambda logs: logs.filter(status="error").newest().page(0, 50),
    "newest of a week": lambda logs: logs.started_between(WEEK_AGO, NOON).newest().page(0, 50),
    "newest of a customer": lambda logs: logs.filter(customer_id="customer_id-7").newest().page(0, 50),
    "newest of a thread": lambda logs: logs.filter(thread_id="thread_id-7").newest().page(0, 50),
    "newest of a custom id": lambda logs: logs.filter(custom_id="custom_id-7").newest().page(0, 50),
    "newest of a bot": lambda logs: logs.of_bot("b-1", is_default=False).newest().page(0, 50),
    "latest end": lambda logs: logs.sorted_by("ended_at", descending=True).page(0, 50),
    "row 15,000": lambda logs: logs.newest().page(15_000, 50),
    "slowest": lambda logs: logs.sorted_by("latency_ms", descending=True).page(0, 50),
    "dearest": lambda logs: logs.sorted_by("cost_usd", descending=True).page(0, 50),
    "cheapest": lambda logs: logs.sorted_by("cost_usd", descending=False).page(0, 50),
    "longest": lambda logs: logs.sorted_by("total_tokens", descending=True).page(0, 50),
    "slowest of a model, a status, a week": lambda logs: (
        logs.started_between(WEEK_AGO, NOON)
        .filter(model="gpt-4o", status="success")
        .sorted_by("latency_ms", descending=True)
        .page(0, 50)
    ),
    "dearest of a model, a status, a week": lambda logs: (
        logs.started_between(WEEK_AGO, NOON)
        .filter(model="gpt-4o", status="success")
        .sorted_by("cost_usd", descending=True)
        .page(0, 50)
    ),
}
# A handful of logs is sorted faster than an index is walked; PostgreSQL, which knows how many there are, does so.
FEW = {"newest of a customer", "newest of a thread", "newest of a custom id"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_through_an_index_and_not_sorted(logs, name):
    for plan in plans(lambda: PAGES[name](logs)):
        assert not reads_all(plan), plan
        assert not sorts(plan) or (name in FEW and connection.vendor == "postgresql"), plan


def test_one_log_is_found_by_its_key(logs, log):
    for plan in plans(lambda: Log.objects.find(log.project_id, str(log.public_id))):
        assert not reads_all(plan), plan


def test_pages_of_the_explorer_go_by_the_key(logs, log):
    older = plans(lambda: list(logs.filter(id__lt=log.pk).order_by("-id")[:51]))
    assert not any(reads_all(plan) or sorts(plan) for plan in older), older


def test_logs_that_ended_within_a_day_are_found_by_their_end(logs):
    (plan,) = plans(lambda: logs.ended_between(NOON - timedelta(hours=2), NOON).count())
    assert "log_ended" in plan if connection.vendor == "sqlite" else "ended_at" in plan
    assert not reads_all(plan), plan
