"""What rollups know is asked of them alone: how many queries, and that none reads the logs but at the edges."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logs.models import Log
from logs.rollups import fold
from logs.tests.factories import NOON, make_logs

MONTH = timedelta(days=30)
# Ends of hours for logs by model, of days for logs by customer.
MIDNIGHT = NOON.replace(hour=0)
LAST = MIDNIGHT + timedelta(days=1) - timedelta(microseconds=1)


@pytest.fixture(params=["folded", "noted"])
def logs(project, request):
    said = [{"model": f"m{n % 3}", "customer_id": f"c{n % 5}", "latency_ms": 5.0} for n in range(60)]
    make_logs(project, [{**one, "started_at": NOON - n * timedelta(hours=17)} for n, one in enumerate(said)])
    if request.param == "folded":
        fold()
    return Log.objects.of_project(project.pk)


WHOLE = {
    "stats over all": lambda logs: logs.stats().total == 60,
    "count": lambda logs: logs.count() == 60,
    "count of a model": lambda logs: logs.filter(model="m1").count() == 20,
    "a customer and a model over whole days": lambda logs: (
        logs.filter(model="m1", customer_id="c1").started_between(MIDNIGHT - MONTH, LAST).stats().total == 3
    ),
    "hours": lambda logs: len(logs.started_between(MIDNIGHT - 3 * MONTH, LAST).histogram("hour").bins) == 60,
    "models by hour": lambda logs: len(logs.histogram("hour", "model").bins) == 60,
    "facets": lambda logs: len(logs.exclude(status="error").facets(["kind", "model", "status"])["model"].values) == 3,
    "customers": lambda logs: len(logs.facets(["customer_id"])["customer_id"].values) == 5,
    "percentiles": lambda logs: logs.filter(provider=None).percentiles().count == 60,
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_rollups_know_is_one_query_that_reads_no_log(logs, name):
    with CaptureQueriesContext(connection) as queries:
        assert WHOLE[name](logs)
    assert len(queries) == 1
    assert "logs_log" not in queries[0]["sql"]
    assert "log_" not in explain(queries[0]["sql"])  # no index of the logs either


@pytest.mark.parametrize("bucket", ["hour", "day", "month"])
def test_a_histogram_of_a_range_that_cuts_hours_reads_its_edges_by_key(logs, bucket):
    start, end = NOON - MONTH + timedelta(minutes=7), NOON - timedelta(minutes=7)
    with CaptureQueriesContext(connection) as queries:
        assert sum(one.stats.total for one in logs.started_between(start, end).histogram(bucket).bins) == 42
    assert len(queries) == 3  # the cells, and for each edge its rows


def test_stats_of_a_range_that_cuts_hours_read_two_edges(logs, django_assert_num_queries):
    found = logs.filter(model="m1").started_between(NOON - MONTH + timedelta(minutes=7), NOON - timedelta(minutes=7))
    with django_assert_num_queries(3):
        assert found.stats().total == 14


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads so few rows as it likes")
def test_edges_of_a_customers_days_are_read_by_customer(logs):
    found = logs.filter(model="m1", customer_id="c1").started_between(NOON - MONTH, NOON)
    with CaptureQueriesContext(connection) as queries:
        assert found.count() == 3
    edges = [explain(query["sql"]) for query in queries[1:]]
    assert len(edges) == 2
    assert all("USING INDEX log_customer" in plan or "USING COVERING INDEX log_customer" in plan for plan in edges)


def explain(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
