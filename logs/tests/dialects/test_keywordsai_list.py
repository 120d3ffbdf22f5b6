"""The list endpoints of the Keywords AI door: paths, paging, order, time range, shape of an item."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Project
from logs import bodies
from logs.models import Log, LogBody
from logs.tests.conftest import client_with
from logs.tests.factories import NOON, make_log, make_logs, post_log

LIST = "/api/request-logs/list/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def three(project: Project) -> None:
    """Logs a, b and c, an hour apart; c is the newest and the cheapest, nobody knows the first token of b."""
    facts = [("a", "0.3", 10.0), ("b", "0.2", None), ("c", "0.1", 30.0)]
    make_logs(
        project,
        [
            {"source_id": name, "cost_usd": Decimal(cost), "ttft_ms": ttft}
            | dict.fromkeys(("started_at", "ended_at"), NOON + timedelta(hours=hour))
            for hour, (name, cost, ttft) in enumerate(facts)
        ],
    )


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [item["unique_id"] for item in answer.json()["results"]]


# -- ways to ask


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/request-logs/list/"),
        ("get", "/api/request-logs/list"),
        ("get", "/request-logs/list"),
        ("get", "/api/request-logs/"),
        ("get", "/api/request-logs"),
        ("post", "/api/request-logs/list/"),
        ("post", "/request-logs/list"),
    ],
)
def test_lists_newest_first_on_every_path(api: APIClient, three: None, method: str, path: str) -> None:
    answer = getattr(api, method)(path)
    assert ids(answer) == ["c", "b", "a"]
    assert answer.json()["count"] == 3
    assert answer.json()["next"] is None
    assert answer.json()["previous"] is None


def test_a_body_of_filters_alone_on_the_collection_is_a_list(api: APIClient, three: None) -> None:
    body = {"filters": {"unique_id": {"operator": "", "value": ["b"]}}, "exporting": False}
    assert ids(api.post("/api/request-logs/", body, format="json")) == ["b"]


@pytest.mark.parametrize("body", [{"filters": {}}, {"filters": None}, {"filters": {}, "exporting": True}])
def test_a_body_of_no_conditions_on_the_collection_lists_all(api: APIClient, three: None, body: Any) -> None:
    assert ids(api.post("/api/request-logs/", body, format="json")) == ["c", "b", "a"]


@pytest.mark.parametrize("filters", [[], "model", 5])
def test_a_body_of_odd_filters_on_the_collection_is_refused(api: APIClient, filters: Any) -> None:
    answer = api.post("/api/request-logs/", {"filters": filters}, format="json")
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])
    assert not Log.objects.exists()


def test_a_log_that_has_filters_too_is_created(api: APIClient) -> None:
    answer = api.post("/api/request-logs/", {"filters": {}, "model": "gpt-4o"}, format="json")
    assert answer.json()["message"] == "log successful"


def test_an_empty_project_has_an_empty_list(api: APIClient) -> None:
    assert api.get(LIST).json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_shows_nothing_of_other_projects(stranger_api: APIClient, three: None) -> None:
    assert ids(stranger_api.get(LIST)) == []
    assert ids(stranger_api.get(LIST, {"unique_id": "a"})) == []


# -- items


def test_an_item_has_every_field_as_it_was_sent(api: APIClient) -> None:
    sent = {
        "model": "gpt-4o",
        "prompt_messages": [{"role": "user", "content": "Hi"}],
        "completion_message": {"role": "assistant", "content": "Hello"},
        "generation_time": 0.07,
        "ttft": 0.003,
        "metadata": {"plan": "pro", "seats": 5, "trial": False},
        "temperature": 1,
        "note": "odd",
        "span_name": "answer",
        "timestamp": "2024-04-15T08:30:37.721313Z",
        "log_type": "text",
    }
    post_log(api, **sent)
    item = api.get(LIST).json()["results"][0]
    assert sent.items() <= item.items()
    assert item["latency"] == 0.07
    assert item["time_to_first_token"] == 0.003


def test_include_fields_leaves_the_others_out(api: APIClient, three: None) -> None:
    item = api.get(LIST, {"include_fields": "model, cost"}).json()["results"][0]
    assert item == {"id": "c", "unique_id": "c", "model": "gpt-4o", "cost": 0.1}


# -- paging and order


def test_pages_link_to_each_other(api: APIClient, three: None) -> None:
    answer = api.get(LIST, {"page": 2, "page_size": 1, "model": "gpt-4o"})
    assert ids(answer) == ["b"]
    assert answer.json()["next"] == "http://testserver/api/request-logs/list/?page=3&page_size=1&model=gpt-4o"
    assert answer.json()["previous"] == "http://testserver/api/request-logs/list/?page=1&page_size=1&model=gpt-4o"


@pytest.mark.parametrize("page", ["2", "999", "999999999999999999"])
def test_a_page_past_the_end_is_empty_and_no_error(api: APIClient, three: None, page: str) -> None:
    answer = api.get(LIST, {"page": page})
    assert ids(answer) == []
    assert answer.json()["count"] == 3
    assert answer.json()["next"] is None


def test_a_page_has_100_items_unless_told(api: APIClient, project: Project) -> None:
    make_logs(project, [{} for _ in range(101)])
    assert len(api.get(LIST).json()["results"]) == 100


def test_more_than_1000_items_are_clamped(api: APIClient, project: Project) -> None:
    make_logs(project, [{} for _ in range(1001)])
    answer = api.get(LIST, {"page_size": 5000, "include_fields": "id"}).json()
    assert len(answer["results"]) == 1000
    assert answer["next"] == "http://testserver/api/request-logs/list/?page_size=5000&include_fields=id&page=2"


@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        ("id", ["a", "b", "c"]),
        ("-id", ["c", "b", "a"]),
        ("timestamp", ["a", "b", "c"]),
        ("cost", ["c", "b", "a"]),
        ("-cost", ["a", "b", "c"]),
        ("time_to_first_token", ["a", "c", "b"]),
        ("-time_to_first_token", ["c", "a", "b"]),
        ("prompt_tokens", ["a", "b", "c"]),
        ("-all_tokens", ["c", "b", "a"]),
        ("", ["c", "b", "a"]),
    ],
)
def test_sorts_with_unknown_values_last(api: APIClient, three: None, sort_by: str, expected: list[str]) -> None:
    assert ids(api.get(LIST, {"sort_by": sort_by})) == expected


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({"start_time": "2026-11-20T13:00:00Z"}, ["c", "b"]),
        ({"end_time": "2026-11-20T13:00:00Z"}, ["b", "a"]),
        ({"start_time": "2026-11-20T14:30:00+02:00", "end_time": "2026-11-20T13:30:00"}, ["b"]),
        ({"start_time": "2027-01-01"}, []),
        ({"start_time": "", "end_time": ""}, ["c", "b", "a"]),
    ],
)
def test_a_time_range_includes_both_ends(
    api: APIClient, three: None, window: dict[str, str], expected: list[str]
) -> None:
    assert ids(api.get(LIST, window)) == expected


def test_a_time_range_acts_on_the_end_of_a_call(api: APIClient) -> None:
    post_log(api, unique_id="long", timestamp="2026-11-20T13:00:00Z", latency=7200)
    assert ids(api.get(LIST, {"start_time": "2026-11-20T12:30:00Z"})) == ["long"]
    assert ids(api.get(LIST, {"end_time": "2026-11-20T12:30:00Z"})) == []


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"environment": "prod"}, 3),
        ({"environment": "test"}, 0),
        ({"is_test": "true"}, 0),
        ({"is_test": "false"}, 3),
        ({"all_envs": "true"}, 3),
    ],
)
def test_every_log_is_of_the_production_environment(
    api: APIClient, three: None, environment: dict[str, str], expected: int
) -> None:
    assert api.get(LIST, environment).json()["count"] == expected


# -- refusals


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": "x"},
        {"page": "1.5"},
        {"page": "9" * 30},
        {"page_size": "0"},
        {"page_size": "x"},
        {"sort_by": "prompt"},
        {"sort_by": "--id"},
        {"start_time": "yesterdayish"},
        {"end_time": "5"},
        {"is_test": "perhaps"},
        {"no_such_field": "x"},
        {"scores__quality": "1"},
        {"metadata": "x"},
    ],
)
def test_refuses_a_query_it_does_not_understand(api: APIClient, three: None, query: dict[str, str]) -> None:
    answer = api.get(LIST, query)
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]


def test_refuses_more_parameters_than_a_request_may_have(api: APIClient) -> None:
    answer = api.get(LIST + "?" + "&".join(f"metadata__{n}=x" for n in range(2000)))
    assert answer.status_code == 400
    assert answer.json() == {"detail": "there are too many parameters"}


def test_refuses_the_anonymous_a_writer_and_other_methods(
    anonymous_api: APIClient, api: APIClient, make_key: Any
) -> None:
    writer = client_with(make_key("ingest"))
    for path in (LIST, "/api/request-logs/"):
        assert anonymous_api.get(path).status_code == 401
        assert writer.get(path).status_code == 403
        assert api.put(path).status_code == 405
    assert writer.post("/api/request-logs/", {"filters": {}}, format="json").status_code == 403


def test_a_reader_may_list_but_not_create_on_the_collection(make_key: Any) -> None:
    reader = client_with(make_key("read"))
    assert reader.post("/api/request-logs/", {"filters": {}}, format="json").status_code == 200
    assert reader.post("/api/request-logs/", {"model": "gpt-4o"}, format="json").status_code == 403


# -- cost


@pytest.mark.parametrize("rows", [1, 20, 1000])
def test_makes_the_same_queries_for_any_number_of_rows(
    api: APIClient, project: Project, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_logs(project, [{} for _ in range(rows)])
    api.get(LIST, {"page_size": 1})  # the key is looked up once and remembered
    with django_assert_num_queries(3):  # count, rows, bodies
        assert len(api.get(LIST, {"page_size": 1000}).json()["results"]) == rows


def test_loads_no_more_bodies_than_it_shows(api: APIClient, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    make_logs(project, [{} for _ in range(30)])
    shown: list[int] = []
    writes = bodies.Body.writes
    monkeypatch.setattr(bodies.Body, "writes", lambda body: shown.append(1) or writes(body))
    api.get(LIST, {"page_size": 7})
    assert len(shown) == 7


def test_one_log_whose_body_is_gone_is_still_shown(api: APIClient, project: Project) -> None:
    log = make_log(project, source_id="old", cost_usd=Decimal("0.5"))
    LogBody.objects.filter(id=log.id).delete()
    item = api.get(LIST).json()["results"][0]
    assert (item["unique_id"], item["cost"], item["prompt_messages"]) == ("old", 0.5, None)
