"""The list of LLM Report: shape, pages, order, and what it costs the database."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logs.models import LogBody
from logs.search.index import index_pending
from logs.tests.factories import NOON, make_log, make_logs

URL = "/api/v1/requests"


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [request["id"] for request in answer.json()["requests"]]


@pytest.fixture
def letters(project):
    """Logs a to d; the first field of each is older than the next."""
    return make_logs(
        project,
        [
            {"source_id": "a", "started_at": NOON, "status_code": 500, "model": "b-model", "cost_usd": Decimal(2)},
            {"source_id": "b", "started_at": NOON + timedelta(seconds=1), "ip": "198.51.100.2", "cached": True},
            {"source_id": "c", "started_at": NOON + timedelta(seconds=2), "request_url": "https://x.test/v1"},
            {"source_id": "d", "started_at": NOON + timedelta(seconds=3), "request_method": "POST", "stream": True},
        ],
    )


def test_answers_the_requests_and_their_count(api, project):
    log = make_log(
        project,
        output_message={"role": "assistant", "content": "Hi"},
        customer_id="user_42",
        prompt_tokens=3,
        cost_usd=Decimal("0.25"),
    )
    answer = api.get(URL)
    shown = answer.json()

    assert answer.headers["Content-Type"] == "application/json"
    assert list(shown) == ["requests", "totalCount"]
    assert shown["totalCount"] == 1
    assert shown["requests"][0]["id"] == str(log.public_id)
    assert shown["requests"][0]["createdAt"] == "2026-11-20T12:00:00.000Z"
    assert shown["requests"][0]["user_id"] == "user_42"
    assert shown["requests"][0]["completion"] == "Hi"
    assert (shown["requests"][0]["status"], shown["requests"][0]["cost"]) == ("200", 0.25)
    assert json.loads(shown["requests"][0]["response_body"])["choices"][0]["message"]["content"] == "Hi"


def test_an_empty_project_has_no_requests(api):
    assert api.get(URL).content == b'{"requests":[],"totalCount":0}'


def test_the_path_may_end_with_a_slash(api, project):
    make_log(project)

    assert api.get(URL + "/").json()["totalCount"] == 1


def test_a_log_whose_body_is_gone_is_still_shown(api, project):
    make_log(project, output_message={"content": "Hi"})
    LogBody.objects.all().delete()

    assert api.get(URL).json()["requests"][0]["completion"] is None


def test_any_accept_header_is_answered_with_json(api, project):
    make_log(project)

    assert api.get(URL, HTTP_ACCEPT="text/csv").json()["totalCount"] == 1


# -- pages


def test_the_newest_ten_come_first_by_default(api, project):
    make_logs(project, [{"source_id": f"{n:02}", "started_at": NOON + timedelta(seconds=n)} for n in range(12)])
    answer = api.get(URL)

    assert ids(answer) == ["11", "10", "09", "08", "07", "06", "05", "04", "03", "02"]
    assert answer.json()["totalCount"] == 12


def test_pages_count_from_one_and_join_without_gap(api, letters):
    assert ids(api.get(URL, {"pageSize": 3, "pageNumber": 1})) == ["d", "c", "b"]
    assert ids(api.get(URL, {"pageSize": 3, "pageNumber": 2})) == ["a"]


def test_a_page_beyond_the_last_is_empty_and_still_counted(api, letters):
    assert api.get(URL, {"pageSize": 3, "pageNumber": 3}).content == b'{"requests":[],"totalCount":4}'
    assert ids(api.get(URL, {"pageSize": 1000, "pageNumber": 1_000_000_000})) == []


def test_empty_parameters_mean_the_defaults(api, letters):
    empty = dict.fromkeys(
        ("pageNumber", "pageSize", "sortBy", "sortOrder", "user_id", "app_id", "search", "filter"), ""
    )

    assert ids(api.get(URL, empty)) == ["d", "c", "b", "a"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"pageNumber": "0"}, "pageNumber must be a whole number from 1 to 1000000000."),
        ({"pageNumber": "-1"}, "pageNumber must be a whole number from 1 to 1000000000."),
        ({"pageNumber": "9" * 5000}, "pageNumber must be a whole number from 1 to 1000000000."),
        ({"pageSize": "1001"}, "pageSize must be a whole number from 1 to 1000."),
        ({"pageSize": "0"}, "pageSize must be a whole number from 1 to 1000."),
        ({"pageSize": "ten"}, "pageSize must be a whole number from 1 to 1000."),
        ({"sortOrder": "down"}, "sortOrder must be asc or desc."),
    ],
)
def test_a_wrong_parameter_is_explained(api, parameters, sentence):
    answer = api.get(URL, parameters)

    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


# -- order


@pytest.mark.parametrize(
    ("field", "ascending"),
    [
        ("id", "abcd"),
        ("createdAt", "abcd"),
        ("updatedAt", "abcd"),
        ("ip", "acdb"),
        ("url", "abdc"),
        ("method", "abcd"),
        ("status", "bcda"),
        ("cached", "acdb"),
        ("streamed", "abcd"),
        ("model", "abcd"),
    ],
)
def test_sorts_by_a_field_with_the_key_as_tie_break(api, letters, field, ascending):
    assert "".join(ids(api.get(URL, {"sortBy": field, "sortOrder": "asc"}))) == ascending


def test_sorts_descending_by_default(api, letters):
    assert ids(api.get(URL, {"sortBy": "status"})) == ["a", "d", "c", "b"]


def test_an_unknown_cost_sorts_as_the_zero_it_is_shown_as(api, project):
    make_logs(
        project,
        [
            {"source_id": "one", "cost_usd": Decimal(1)},
            {"source_id": "unknown", "model": "nobody-knows-its-price"},
            {"source_id": "half", "cost_usd": Decimal("0.5")},
        ],
    )

    assert ids(api.get(URL, {"sortBy": "cost", "sortOrder": "asc"})) == ["unknown", "half", "one"]
    assert ids(api.get(URL, {"sortBy": "cost", "sortOrder": "desc"})) == ["one", "half", "unknown"]


def test_unknown_tokens_come_last_in_both_orders(api, project):
    make_logs(
        project,
        [{"source_id": "unknown"}, {"source_id": "nine", "prompt_tokens": 9}, {"source_id": "two", "prompt_tokens": 2}],
    )

    assert ids(api.get(URL, {"sortBy": "prompt_tokens", "sortOrder": "asc"})) == ["two", "nine", "unknown"]
    assert ids(api.get(URL, {"sortBy": "prompt_tokens", "sortOrder": "desc"})) == ["nine", "two", "unknown"]


def test_an_unknown_sort_field_is_explained(api):
    answer = api.get(URL, {"sortBy": "completion"})

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error": "sortBy must be one of id, createdAt, updatedAt, ip, url, method, status, cached, streamed, "
            "user_id, model, openai_id, prompt_tokens, completion_tokens, cost, app_id."
        },
    )


# -- cost


@pytest.mark.parametrize("count", [1, 20, 1000])
def test_a_list_takes_one_query_for_rows_one_for_bodies_and_one_count(api, project, count):
    make_logs(project, [{"output_message": {"content": "Hi"}} for _ in range(count)])
    api.get(URL)  # the key is remembered from here on

    with CaptureQueriesContext(connection) as queries:
        answer = api.get(URL, {"pageSize": 1000, "user_id": ""})

    assert len(answer.json()["requests"]) == count
    assert len(queries) == 3


@pytest.mark.parametrize("count", [1, 1000])
def test_another_order_takes_up_to_two_queries_more(api, project, count):
    make_logs(project, [{} for _ in range(count)])
    api.get(URL)

    with CaptureQueriesContext(connection) as queries:
        assert len(api.get(URL, {"pageSize": 1000, "sortBy": "cost"}).json()["requests"]) == count
    assert len(queries) <= 6


@pytest.mark.parametrize("count", [20, 1000])
def test_a_search_takes_as_many_queries_for_any_number_of_hits(api, project, count):
    make_logs(project, [{"output_message": {"content": "Hi"}} for _ in range(count)])
    index_pending()
    api.get(URL, {"search": "hi"})

    with CaptureQueriesContext(connection) as queries:
        answer = api.get(URL, {"pageSize": 1000, "search": "hi", "sortBy": "cost"})

    assert len(answer.json()["requests"]) == count
    assert len(queries) <= 22


def test_bodies_are_read_for_the_page_only(api, project):
    make_logs(project, [{} for _ in range(20)])
    api.get(URL)

    with CaptureQueriesContext(connection) as queries:
        api.get(URL, {"pageSize": 2})

    bodies = [query["sql"] for query in queries if "logs_logbody" in query["sql"]]
    assert len(bodies) == 1
    assert bodies[0].count(",") == 4  # four columns and two keys
