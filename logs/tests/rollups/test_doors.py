"""What the doors count and sum by start, model, provider, kind, status and customer comes from rollups."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logs.tests.factories import NOON, make_logs


def total(answer):
    return answer["stats"]["total_requests"]


ASKED = {
    "/api/request-logs/": lambda answer: answer["count"],
    "/api/request-logs/?model=gpt-4o&status=success": lambda answer: answer["count"],
    "/api/request-logs/?customer_identifier=c1&provider_id=openai": lambda answer: answer["count"],
    "/api/request-logs/?log_type=chat": lambda answer: answer["count"],
    "/api/request-logs/summary/": lambda answer: answer["number_of_requests"],
    "/api/request-logs/summary/?model=gpt-4o": lambda answer: answer["number_of_requests"],
    "/api/logs?models=gpt-4o,o3": total,
    "/api/logs?providers=openai&status=success&objects=chat.completion": lambda answer: answer["stats"][
        "total_requests"
    ],
    "/api/logs?start_time=2026-11-20T00:00:00Z": total,
}


@pytest.mark.parametrize("url", ASKED)
def test_a_door_counts_without_reading_the_logs(api, project, url):
    said = {"provider": "openai", "customer_id": "c1", "status": "success", "kind": "chat", "ended_at": NOON}
    make_logs(project, [said, said, said])
    with CaptureQueriesContext(connection) as queries:
        assert ASKED[url](api.get(url).json()) == 3
    counted = [sql for query in queries if "COUNT(" in (sql := query["sql"]) or "SUM(" in sql]
    assert counted
    assert not [sql for sql in counted if '"logs_log"' in sql]
