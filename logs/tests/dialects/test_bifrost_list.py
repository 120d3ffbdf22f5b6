"""Bifrost's list and retrieval: pages, order, statistics, bytes and the number of queries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.factories import NOON, make_log, make_logs, post_log


@pytest.fixture
def ids(api: APIClient) -> Callable[[str], list[str]]:
    """The ids that a query string lists, in order."""
    return lambda query="": [log["id"] for log in api.get(f"/api/logs?{query}").json()["logs"]]


def test_an_empty_project_has_an_empty_list(api: APIClient) -> None:
    answer = api.get("/api/logs")
    assert answer.content == (
        b'{"logs":[],'
        b'"pagination":{"limit":50,"offset":0,"sort_by":"timestamp","order":"desc","total_count":0},'
        b'"stats":{"total_requests":0,"success_rate":0,"average_latency":0,"total_tokens":0,"total_cost":0},'
        b'"has_logs":false}\n'
    )


def test_shows_a_log_with_its_content(api: APIClient, project: Project) -> None:
    question, reply = {"role": "user", "content": "Why?", "thought": "hm"}, {"role": "assistant", "content": "So."}
    make_log(project, source_id="one", input_messages=[question], output_message=reply, latency_ms=5.0)
    (shown,) = api.get("/api/logs/").json()["logs"]
    assert (shown["id"], shown["timestamp"], shown["latency"]) == ("one", "2026-11-20T12:00:00Z", 5)
    assert (shown["input_history"], shown["output_message"]) == ([question], reply)


def test_escapes_html_as_go_does(api: APIClient, project: Project) -> None:
    make_log(project, input_messages=[{"role": "user", "content": "<b>&\u2028\u2029é</b>"}])
    answer = api.get("/api/logs")
    assert rb'"content":"\u003cb\u003e\u0026\u2028\u2029' + "é".encode() + rb'\u003c/b\u003e"' in answer.content
    assert answer.content.endswith(b"}\n")
    assert answer.json()["logs"][0]["input_history"][0]["content"] == "<b>&\u2028\u2029é</b>"


def test_reads_back_text_that_no_database_holds(api: APIClient, project: Project) -> None:
    make_log(project, input_messages=[{"role": "user", "content": "a\x00b\ud800"}], provider="odd\x00")
    (shown,) = api.get("/api/logs").json()["logs"]
    assert (shown["input_history"][0]["content"], shown["provider"]) == ("a\x00b\ud800", "odd\x00")


def test_names_a_log_without_a_callers_id_by_its_uuid(api: APIClient, project: Project) -> None:
    log = make_log(project)
    assert api.get("/api/logs").json()["logs"][0]["id"] == str(log.public_id)


@pytest.mark.parametrize("slash", ["", "/"])
def test_retrieves_by_either_id(api: APIClient, project: Project, slash: str) -> None:
    log = make_log(project, source_id="dir/name é")
    names = ("dir%2Fname%20%C3%A9", "dir/name%20é", str(log.public_id), log.public_id.hex, log.public_id.hex.upper())
    for name in names:
        assert api.get(f"/api/logs/{name}{slash}").json()["id"] == "dir/name é"


def test_retrieves_what_the_list_shows(api: APIClient, project: Project) -> None:
    make_log(project, source_id="one", input_messages=[{"role": "user", "content": "Hi"}], raw_response={"a": 1})
    assert api.get("/api/logs/one").json() == api.get("/api/logs").json()["logs"][0]


def test_shows_what_came_in_by_keywords_ai(api: APIClient) -> None:
    tokens = {"prompt_tokens": 8, "completion_tokens": 16}
    post_log(api, unique_id="kw-1", timestamp="2024-04-15T08:30:37.721313Z", latency=1.5, cost=0.00042, **tokens)
    shown = api.get("/api/logs/kw-1").json()
    assert (shown["id"], shown["timestamp"]) == ("kw-1", "2024-04-15T08:30:36.221313Z")
    assert (shown["latency"], shown["cost"], shown["status"]) == (1500, 0.00042, "success")
    assert shown["token_usage"] == {**tokens, "total_tokens": 24}


# -- pages and order


def test_lists_the_newest_first(project: Project, ids: Callable[..., list[str]]) -> None:
    make_logs(project, [{"source_id": f"s{n}", "started_at": NOON + timedelta(seconds=n)} for n in (2, 0, 1)])
    assert ids() == ["s2", "s1", "s0"]
    assert ids("order=asc") == ["s0", "s1", "s2"]


@pytest.mark.parametrize(
    ("sort_by", "field"), [("latency", "latency_ms"), ("tokens", "total_tokens"), ("cost", "cost_usd")]
)
def test_sorts_with_unknown_values_last_and_ties_by_age(
    project: Project, ids: Callable[..., list[str]], sort_by: str, field: str
) -> None:
    amounts = {"two": 2, "one": 1, "older": 3, "newer": 3, "unknown": None}
    many = [
        {"source_id": name, "model": "no-such-model", "started_at": NOON + timedelta(seconds=n), field: amount}
        for n, (name, amount) in enumerate(amounts.items())
    ]
    make_logs(project, many)
    assert ids(f"sort_by={sort_by}") == ["newer", "older", "two", "one", "unknown"]
    assert ids(f"sort_by={sort_by}&order=asc") == ["one", "two", "older", "newer", "unknown"]


def test_pages_without_gap_or_repetition(project: Project, ids: Callable[..., list[str]]) -> None:
    make_logs(project, [{"source_id": f"s{n}", "latency_ms": 1.0} for n in range(7)])
    for sort_by in ("timestamp", "latency"):
        pages = [ids(f"sort_by={sort_by}&limit=3&offset={offset}") for offset in (0, 3, 6, 9)]
        assert [len(page) for page in pages] == [3, 3, 1, 0]
        assert sorted(sum(pages, [])) == [f"s{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("", [50, 0, "timestamp", "desc", 2]),
        ("limit=1&offset=1&sort_by=cost&order=asc", [1, 1, "cost", "asc", 2]),
        ("limit=abc&offset=abc", [50, 0, "timestamp", "desc", 2]),
        ("limit=10.5&offset=1.0", [50, 0, "timestamp", "desc", 2]),
        ("limit=&offset=&sort_by=&order=", [50, 0, "timestamp", "desc", 2]),
        ("sort_by=Latency&order=ASC", [50, 0, "timestamp", "desc", 2]),
        ("sort_by=id&order=random", [50, 0, "timestamp", "desc", 2]),
        ("limit=%2B7&limit=0", [7, 0, "timestamp", "desc", 2]),
        ("limit=99999999999999999999", [50, 0, "timestamp", "desc", 2]),
        ("offset=9223372036854775807", [50, 9223372036854775807, "timestamp", "desc", 2]),
    ],
)
def test_echoes_the_values_that_took_effect(api: APIClient, project: Project, query: str, echo: list) -> None:
    make_logs(project, [{}, {}])
    assert list(api.get(f"/api/logs?{query}").json()["pagination"].values()) == echo


# -- statistics


def test_counts_over_all_that_match_and_not_the_page(api: APIClient, project: Project) -> None:
    base = {"model": "no-such-model", "total_tokens": 10, "cost_usd": "0.1", "latency_ms": 100.0}
    many = [{**base, "status": status} for status in ("success", "warning", "error", "cancelled", "processing")]
    make_logs(
        project,
        [*many, {**base, "provider": "other"}, {**base, "latency_ms": None, "ended_at": None, "status": "error"}],
    )
    answer = api.get("/api/logs?limit=1&models=no-such-model&max_cost=1").json()
    assert answer["stats"] == {
        "total_requests": 7,
        "success_rate": 50,
        "average_latency": 100,
        "total_tokens": 70,
        "total_cost": 0.7,
    }
    assert (len(answer["logs"]), answer["pagination"]["total_count"], answer["has_logs"]) == (1, 7, True)


def test_sums_nothing_while_nothing_has_completed(api: APIClient, project: Project) -> None:
    make_log(project, status="processing", total_tokens=10, cost_usd="0.1", latency_ms=100.0)
    assert api.get("/api/logs").json()["stats"] == {
        "total_requests": 1,
        "success_rate": 0,
        "average_latency": 0,
        "total_tokens": 0,
        "total_cost": 0,
    }


def test_says_that_there_are_logs_where_none_matches(api: APIClient, project: Project) -> None:
    make_log(project)
    answer = api.get("/api/logs?models=none").json()
    assert (answer["logs"], answer["has_logs"]) == ([], True)


@pytest.mark.parametrize("word", ["false", "0", "F"])
def test_leaves_out_the_counts_when_asked_to(api: APIClient, project: Project, word: str) -> None:
    make_log(project)
    answer = api.get(f"/api/logs?stats={word}").json()
    assert list(answer) == ["logs", "pagination", "has_logs"]
    assert (len(answer["logs"]), answer["pagination"]["total_count"], answer["has_logs"]) == (1, None, True)


@pytest.mark.parametrize("word", ["true", "1", "", "no"])
def test_counts_otherwise(api: APIClient, project: Project, word: str) -> None:
    make_log(project)
    assert api.get(f"/api/logs?stats={word}").json()["stats"]["total_requests"] == 1


# -- the number of queries

QUERIES = {"limit=1000": 3, "limit=1000&stats=false": 2, "limit=1000&sort_by=cost&models=gpt-4o&min_tokens=0": 6}


@pytest.mark.parametrize("rows", [1, 20, 1000])
def test_lists_in_a_fixed_number_of_queries(api: APIClient, project: Project, rows: int) -> None:
    make_logs(project, [{"input_messages": [{"role": "user", "content": "Hi"}]}] * rows)
    api.get("/api/logs?limit=1")  # the key is known from here on
    for query, expected in QUERIES.items():
        with CaptureQueriesContext(connection) as queries:
            answer = api.get(f"/api/logs?{query}")
        assert len(answer.json()["logs"]) == rows
        # One less where the engine, or a full page, needs no look at the logs whose cost is unknown.
        assert expected - ("sort_by" in query) <= len(queries) <= expected, [entry["sql"][:200] for entry in queries]


def test_loads_bodies_of_the_page_alone(api: APIClient, project: Project) -> None:
    make_logs(project, [{}] * 20)
    api.get("/api/logs?limit=1")
    with CaptureQueriesContext(connection) as queries:
        api.get("/api/logs?limit=2&offset=10")
    bodies = [entry["sql"] for entry in queries if "logs_logbody" in entry["sql"]]
    assert len(bodies) == 1
    assert bodies[0].split(" IN (")[1].count(",") == 1


def test_retrieves_in_three_queries(api: APIClient, project: Project) -> None:
    make_log(project, source_id="one")
    api.get("/api/logs?limit=1")
    with CaptureQueriesContext(connection) as queries:
        assert api.get("/api/logs/one").status_code == 200
    assert len(queries) == 3


def test_shows_a_day_that_is_long_past(api: APIClient, project: Project) -> None:
    make_log(project, started_at=datetime(1950, 1, 1, tzinfo=UTC), ended_at=datetime(1950, 1, 1, tzinfo=UTC))
    assert api.get("/api/logs").json()["logs"][0]["timestamp"] == "1950-01-01T00:00:00Z"
