"""The retrieve endpoint of the Keywords AI door."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.conftest import client_with
from logs.tests.factories import make_log, post_log

pytestmark = pytest.mark.django_db


def test_finds_a_log_by_ours_with_and_without_dashes(api: APIClient, project: Project) -> None:
    log = make_log(project, model="gpt-4o")
    for spelling in (str(log.public_id), log.public_id.hex):
        answer = api.get(f"/api/request-logs/{spelling}/")
        assert answer.status_code == 200
        assert answer.json()["id"] == log.public_id.hex


@pytest.mark.parametrize("unique_id", ["call-1", "a/b", "with space", "line\nbreak", "ünïcode"])
def test_finds_a_log_by_its_callers_id(api: APIClient, unique_id: str) -> None:
    post_log(api, unique_id=unique_id)
    answer = api.get(f"/api/request-logs/{quote(unique_id)}")
    assert answer.status_code == 200
    assert answer.json()["unique_id"] == unique_id


@pytest.mark.parametrize(
    "path", ["/api/request-logs/c1/", "/api/request-logs/c1", "/request-logs/c1/", "/request-logs/c1"]
)
def test_answers_on_every_spelling_of_the_path(api: APIClient, path: str) -> None:
    post_log(api, unique_id="c1")
    assert api.get(path).status_code == 200


def test_shows_the_log_of_another_dialect_in_the_vendors_units(api: APIClient, project: Project) -> None:
    log = make_log(
        project,
        kind="chat",
        provider="openai",
        latency_ms=1250.0,
        ttft_ms=20.0,
        cost_usd=Decimal("0.25"),
        prompt_tokens=8,
        completion_tokens=16,
        cache_read_tokens=4,
        customer_id="c-1",
        thread_id="t-1",
        input_messages=[{"role": "user", "content": "Hi"}],
        output_message={"role": "assistant", "content": "Hello"},
        params={"temperature": 0.5},
    )
    shown = api.get(f"/api/request-logs/{log.public_id.hex}/").json()
    assert {
        "log_type": "chat",
        "provider_id": "openai",
        "latency": 1.25,
        "time_to_first_token": 0.02,
        "cost": 0.25,
        "prompt_tokens": 8,
        "completion_tokens": 16,
        "total_request_tokens": 24,
        "prompt_cache_hit_tokens": 4,
        "tokens_per_second": 12.8,
        "customer_identifier": "c-1",
        "customer_params": {"customer_identifier": "c-1"},
        "thread_identifier": "t-1",
        "prompt_messages": [{"role": "user", "content": "Hi"}],
        "completion_message": {"role": "assistant", "content": "Hello"},
        "input": '[{"role": "user", "content": "Hi"}]',
        "output": "Hello",
        "temperature": 0.5,
        "status": "success",
        "failed": False,
        "error_bit": 0,
    }.items() <= shown.items()


@pytest.mark.parametrize(
    ("status", "word", "failed"),
    [
        ("success", "success", False),
        ("warning", "warning", False),
        ("error", "failed", True),
        ("cancelled", "failed", True),
        ("processing", "pending", False),
    ],
)
def test_speaks_the_vendors_status_words(
    api: APIClient, project: Project, status: str, word: str, failed: bool
) -> None:
    log = make_log(project, status=status)
    shown = api.get(f"/api/request-logs/{log.public_id.hex}/").json()
    assert (shown["status"], shown["failed"], shown["error_bit"]) == (word, failed, int(failed))


def test_hides_other_projects_logs(api: APIClient, stranger_api: APIClient) -> None:
    unique_id = post_log(api, custom_identifier="mine").json()["unique_id"]
    post_log(api, unique_id="c1")
    for path in (f"/api/request-logs/{unique_id}/", "/api/request-logs/c1/"):
        answer = stranger_api.get(path)
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Not found."}


def test_refuses_the_anonymous_and_a_key_that_may_only_write(anonymous_api: APIClient, make_key: Any) -> None:
    assert anonymous_api.get("/api/request-logs/c1/").status_code == 401
    answer = client_with(make_key("ingest")).get("/api/request-logs/c1/")
    assert answer.status_code == 403
    assert answer.json() == {"detail": "This needs the scope read."}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_refuses_other_methods(api: APIClient, method: str) -> None:
    post_log(api, unique_id="c1")
    answer = getattr(api, method)("/api/request-logs/c1/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("log_id", ["nothing", "0" * 32, "00000000-0000-0000-0000-000000000000", "\x00", "x" * 2000])
def test_an_unknown_id_is_not_found(api: APIClient, log_id: str) -> None:
    assert api.get(f"/api/request-logs/{log_id}/").status_code == 404


def test_takes_a_bounded_number_of_queries(api: APIClient, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    post_log(api, unique_id="c1")
    with django_assert_num_queries(3):  # whose id it is, the row, the body; the key is remembered
        api.get("/api/request-logs/c1/")
