"""The summary endpoint of the Keywords AI door."""

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.conftest import client_with
from logs.tests.factories import make_logs

SUMMARY = "/api/request-logs/summary/"
pytestmark = pytest.mark.django_db

FIRST = {"model": "a", "prompt_tokens": 10, "completion_tokens": 20, "latency_ms": 1000.0, "ttft_ms": 100.0}
SECOND = {"model": "b", "prompt_tokens": 1, "completion_tokens": 30, "latency_ms": 3000.0, "cost_usd": Decimal("0.2")}


@pytest.fixture
def two(project: Project) -> None:
    make_logs(project, [{**FIRST, "cost_usd": Decimal("0.1")}, SECOND])


@pytest.mark.parametrize("path", [SUMMARY, SUMMARY.rstrip("/"), "/request-logs/summary"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_sums_up_all_logs(api: APIClient, two: None, path: str, method: str) -> None:
    answer = getattr(api, method)(path)
    assert answer.status_code == 200
    assert answer.json() == {
        "number_of_requests": 2,
        "total_cost": 0.3,
        "total_tokens": 61,
        "total_prompt_tokens": 11,
        "total_completion_tokens": 50,
        "avg_latency": 2.0,
        "avg_ttft": 0.1,
        "avg_tps": 15.0,
        "scores": {},
    }


def test_sums_up_what_the_filters_find(api: APIClient, two: None) -> None:
    body = {"filters": {"model": {"operator": "", "value": ["b"]}}}
    for answer in (api.get(SUMMARY, {"model": "b"}), api.post(SUMMARY, body, format="json")):
        assert (answer.json()["number_of_requests"], answer.json()["total_cost"]) == (1, 0.2)


def test_nothing_sums_up_to_zeros(api: APIClient) -> None:
    summary = api.get(SUMMARY).json()
    assert summary.pop("scores") == {}
    assert set(summary.values()) == {0}


def test_a_call_without_time_has_no_rate(api: APIClient, project: Project) -> None:
    make_logs(project, [{"completion_tokens": 5, "latency_ms": 0.0}, {"latency_ms": 10.0}])
    assert api.get(SUMMARY).json()["avg_tps"] == 0


def test_refuses_what_it_does_not_understand(api: APIClient) -> None:
    assert api.get(SUMMARY, {"no_such_field": "x"}).status_code == 400
    assert api.get(SUMMARY, {"start_time": "soon"}).status_code == 400
    assert api.generic("POST", SUMMARY, b"[]", "application/json").status_code == 400


def test_refuses_the_anonymous_a_writer_and_other_methods(
    anonymous_api: APIClient, api: APIClient, make_key: Any
) -> None:
    assert anonymous_api.get(SUMMARY).status_code == 401
    assert client_with(make_key("ingest")).get(SUMMARY).status_code == 403
    assert api.delete(SUMMARY).status_code == 405


def test_shows_nothing_of_other_projects(stranger_api: APIClient, two: None) -> None:
    assert stranger_api.get(SUMMARY).json()["number_of_requests"] == 0


@pytest.mark.parametrize("rows", [1, 20])
def test_makes_the_same_queries_for_any_number_of_rows(
    api: APIClient, project: Project, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_logs(project, [FIRST] * rows)
    api.get(SUMMARY)
    with django_assert_num_queries(1):
        api.get(SUMMARY)
