"""Create fields without a column of their own: kept with the row as its attributes, shown as sent, found by filters."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from accounts.models import Project
from logs.models import Log
from logs.tests.factories import make_log, post_log

LIST = "/api/request-logs/list/"


def find(api: APIClient, field: str, operator: str, value: Any) -> list[str]:
    answer = api.post(LIST, {"filters": {field: {"operator": operator, "value": [value]}}}, format="json")
    assert answer.status_code == 200, answer.json()
    return sorted(item["unique_id"] for item in answer.json()["results"])


@pytest.mark.django_db
def test_keeps_scalars_as_text_and_shows_them_as_sent(api: APIClient) -> None:
    sent = {"span_name": "answer", "organization_key_id": 7, "prompt_version_number": 3, "routing_time": 0.25}
    shown = post_log(api, **sent, deployment_name={"no": "scalar"}).json()
    assert Log.objects.get().attributes == {name: str(value) for name, value in sent.items()}
    assert {name: shown[name] for name in sent} == sent
    assert shown["deployment_name"] == {"no": "scalar"}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["soon", True, [3], 10**40, 1e300, 1e-300, "", None])
def test_what_is_no_moderate_number_is_shown_and_not_compared(api: APIClient, value: Any) -> None:
    shown = post_log(api, unique_id="odd", prompt_version_number=value).json()
    assert shown.get("prompt_version_number") == value
    assert find(api, "prompt_version_number", "empty", "") == ["odd"]


@pytest.mark.django_db
def test_numbers_compare_as_numbers(api: APIClient) -> None:
    for name, number in (("nine", 9), ("ten", "10"), ("small", 1e-7), ("minus", -2.5)):
        post_log(api, unique_id=name, routing_time=number)
    assert find(api, "routing_time", "gt", 9) == ["ten"]
    assert find(api, "routing_time", "lt", 1) == ["minus", "small"]
    assert find(api, "routing_time", "", 1e-7) == ["small"]
    assert find(api, "routing_time", "lt", 10**400) == ["minus", "nine", "small", "ten"]


@pytest.mark.django_db
def test_tokens_per_second_are_compared_as_they_are_shown(api: APIClient) -> None:
    post_log(api, unique_id="sent", tokens_per_second=5, completion_tokens=10, latency=1)
    post_log(api, unique_id="worked out", completion_tokens=10, latency=3)
    post_log(api, unique_id="no tokens", completion_tokens=0, latency=1)
    post_log(api, unique_id="no time", completion_tokens=10, latency=0)
    assert find(api, "tokens_per_second", "", 5) == ["sent"]
    assert find(api, "tokens_per_second", "", 3.333333) == ["worked out"]
    assert find(api, "tokens_per_second", "empty", "") == ["no time", "no tokens"]


@pytest.mark.django_db
def test_a_second_write_adds_to_what_the_first_had(api: APIClient) -> None:
    post_log(api, unique_id="twice", span_name="first")
    post_log(api, unique_id="twice", span_name="second", cache_key="k")
    assert Log.objects.get().attributes == {"span_name": "first", "cache_key": "k"}


@pytest.mark.django_db
def test_a_text_in_place_of_a_number_fails_no_query(api: APIClient, project: Project) -> None:
    """A file of another installation may hold one."""
    make_log(project, source_id="odd", attributes={"routing_time": "soon"})
    make_log(project, source_id="even", attributes={"routing_time": "2"})
    assert find(api, "routing_time", "gte", 2) == ["even"]
    assert api.get("/api/request-logs/odd").json()["routing_time"] == "soon"


@pytest.fixture
def migrated_back(transactional_db: None) -> Iterator[None]:
    yield
    call_command("migrate", "logs", verbosity=0)


def test_the_migration_keeps_logs_both_ways(api: APIClient, migrated_back: None) -> None:
    post_log(api, unique_id="old", span_name="answer")
    call_command("migrate", "logs", "0001", verbosity=0)
    call_command("migrate", "logs", verbosity=0)
    assert Log.objects.get().attributes is None
    assert find(api, "span_name", "", "answer") == []
    assert api.get("/api/request-logs/old").json()["span_name"] == "answer"
