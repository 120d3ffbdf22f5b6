"""Operators of LLM Report's filter on every sort of field: each finds a log and leaves one out."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from logs.tests.factories import make_log, make_logs

URL = "/api/v1/requests"


def found(api, field: str, operator: str, value: Any = "") -> str:
    rules = [{"field": field, "operator": operator, "value": value}]
    answer = api.get(URL, {"filter": json.dumps({"combinator": "and", "rules": rules})})
    assert answer.status_code == 200, answer.content
    return "".join(sorted(request["id"] for request in answer.json()["requests"]))


@pytest.fixture
def calls(project):
    make_logs(
        project,
        [
            {
                "source_id": "a",
                "started_at": datetime(2026, 11, 20, 12, 0, 0, 1999, tzinfo=UTC),
                "customer_id": "Ann_1",
                "model": "gpt-4o",
                "ip": "198.51.100.7",
                "request_url": "https://api.openai.com/v1/chat/completions",
                "request_method": "POST",
                "status_code": 200,
                "stream": True,
                "cached": True,
                "prompt_tokens": 10,
                "completion_tokens": 3,
                "cost_usd": Decimal("0.5"),
                "response_id": "chatcmpl-1",
                "app_id": "shop",
            },
            {
                "source_id": "b",
                "started_at": datetime(2026, 11, 20, 12, 0, 0, 2000, tzinfo=UTC),
                "customer_id": "ann_2",
                "model": "o1",
                "status_code": 429,
                "cached": False,
                "prompt_tokens": 20,
                "cost_usd": Decimal("1.25"),
            },
            {
                "source_id": "c",
                "started_at": datetime(2026, 11, 21, tzinfo=UTC),
                "model": "nobody-knows-its-price",
                "status_code": 500,
            },
        ],
    )


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("user_id", "=", "Ann_1", "a"),
        ("user_id", "=", "ann_1", ""),
        ("user_id", "=", "Ann", ""),
        ("user_id", "!=", "Ann_1", "bc"),
        ("user_id", "contains", "nn_", "ab"),
        ("user_id", "contains", "n%_", ""),
        ("user_id", "contains", "A", "a"),
        ("user_id", "contains", "", "ab"),
        ("user_id", "doesNotContain", "A", "bc"),
        ("user_id", "beginsWith", "ann", "b"),
        ("user_id", "doesNotBeginWith", "ann", "ac"),
        ("user_id", "endsWith", "_2", "b"),
        ("user_id", "endsWith", "", "ab"),
        ("user_id", "endsWith", "a much longer text", ""),
        ("user_id", "doesNotEndWith", "_2", "ac"),
        ("user_id", "in", "Ann_1, ann_2", "ab"),
        ("user_id", "in", ["Ann_1", "x"], "a"),
        ("user_id", "in", [], ""),
        ("user_id", "notIn", ["Ann_1"], "bc"),
        ("user_id", "null", "", "c"),
        ("user_id", "notNull", "", "ab"),
        ("user_id", "=", None, "c"),
        ("user_id", "!=", None, "ab"),
        ("model", "=", "gpt-4o", "a"),
        ("model", "<", "h", "a"),
        ("openai_id", "beginsWith", "chatcmpl", "a"),
        ("app_id", "=", "shop", "a"),
        ("ip", "=", "198.51.100.7", "a"),
        ("url", "contains", "/chat/", "a"),
        ("method", "=", "POST", "a"),
    ],
)
def test_texts(api, calls, field, operator, value, expected):
    assert found(api, field, operator, value) == expected


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("ip", "=", "", "bc"),
        ("url", "!=", "", "a"),
        ("method", "in", ["", "GET"], "bc"),
        ("openai_id", "null", "", "bc"),
        ("cost", "=", 0, "c"),
        ("cost", "<", 1, "ac"),
        ("cached", "=", False, "bc"),
        ("cached", "!=", "false", "a"),
    ],
)
def test_unknown_values_count_as_what_they_are_shown_as(api, calls, field, operator, value, expected):
    assert found(api, field, operator, value) == expected


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("status", "=", "200", "a"),
        ("status", "=", 429, "b"),
        ("status", "!=", 429, "ac"),
        ("status", "<", 429, "a"),
        ("status", "<=", 429, "ab"),
        ("status", ">", 429, "c"),
        ("status", ">=", 429, "bc"),
        ("status", "between", "400,499", "b"),
        ("status", "between", [200, 429], "ab"),
        ("status", "notBetween", [200, 429], "c"),
        ("status", "in", "200,500", "ac"),
        ("status", "beginsWith", "4", "b"),
        ("status", "endsWith", "00", "ac"),
        ("status", "<", 10**30, "abc"),
        ("prompt_tokens", "=", 10, "a"),
        ("prompt_tokens", ">", "10", "b"),
        ("prompt_tokens", "<", 10**30, "ab"),
        ("prompt_tokens", "null", "", "c"),
        ("completion_tokens", "=", 3, "a"),
        ("cost", "=", "0.5", "a"),
        ("cost", ">", 0.5, "b"),
        ("cost", "in", [0.5, "1.25"], "ab"),
        ("cost", "between", [0.1, 2], "ab"),
        ("cost", "<", "1e300", "abc"),
        ("cost", ">", "-Infinity", "abc"),
    ],
)
def test_numbers(api, calls, field, operator, value, expected):
    assert found(api, field, operator, value) == expected


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("streamed", "=", True, "a"),
        ("streamed", "=", "False", "bc"),
        ("streamed", "in", "true,false", "abc"),
        ("cached", "=", "true", "a"),
    ],
)
def test_flags(api, calls, field, operator, value, expected):
    assert found(api, field, operator, value) == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", "2026-11-20T12:00:00.001Z", "a"),
        ("=", "2026-11-20T13:00:00.001+01:00", "a"),
        ("!=", "2026-11-20T12:00:00.001Z", "bc"),
        ("<", "2026-11-20T12:00:00.002Z", "a"),
        ("<=", "2026-11-20T12:00:00.001Z", "a"),
        (">", "2026-11-20T12:00:00.001", "bc"),
        (">=", "2026-11-20T12:00:00.001Z", "abc"),
        ("between", "2026-11-20,2026-11-20T12:00:00.002Z", "ab"),
        (">=", "2026-11-21", "c"),
        ("<", "9999-12-31T23:59:59.999999Z", "abc"),
        (">", "0001-01-01", "abc"),
    ],
)
def test_times_compare_as_they_are_shown(api, calls, operator, value, expected):
    assert found(api, "createdAt", operator, value) == expected


def test_updated_at_is_a_time(api, calls):
    assert found(api, "updatedAt", ">", "2026-01-01") == "abc"
    assert found(api, "updatedAt", "<", "2026-01-01") == ""


def test_an_id_is_the_callers_or_ours(api, project):
    log = make_log(project, source_id="a")
    make_log(project, source_id="b")

    assert found(api, "id", "=", "a") == "a"
    assert found(api, "id", "=", str(log.public_id)) == "a"
    assert found(api, "id", "in", ["b", log.public_id.hex]) == "ab"
    assert found(api, "id", "!=", "a") == "b"


# -- headers and metadata


@pytest.fixture
def named(project):
    make_logs(
        project,
        [
            {"source_id": "a", "request_headers": {"X-Metadata-Tier": "pro-plus", "User-Agent": "curl/8"}},
            {"source_id": "b", "metadata": {"tier": "pro", "Env": "prod", "retries": 2, "beta": True}},
            {"source_id": "c", "metadata": {"tier": "free", 'a"b.c[0]': "odd"}},
            {"source_id": "d"},
        ],
    )


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("x-metadata-tier", "=", "pro", "ab"),
        ("X-METADATA-TIER", "=", "pro", "ab"),
        ("tier", "=", "pro", "ab"),
        ("x-metadata-tier", "=", "PRO", ""),
        ("x-metadata-tier", "=", "", "abc"),
        ("x-metadata-tier", "!=", "pro", "cd"),
        ("x-metadata-tier", "in", ["pro", "free"], "bc"),
        ("x-metadata-tier", "notIn", ["pro"], "acd"),
        ("x-metadata-tier", "beginsWith", "pro-", "a"),
        ("x-metadata-tier", "endsWith", "e", "c"),
        ("x-metadata-tier", "<", "g", "c"),
        ("x-metadata-tier", "between", ["pro", "pro-z"], "ab"),
        ("x-metadata-tier", "null", "", "d"),
        ("x-metadata-tier", "notNull", "", "abc"),
        ("user-agent", "=", "curl", "a"),
        ("User-Agent", "=", "url/", "a"),
        ("x-metadata-Env", "=", "prod", "b"),
        ("x-metadata-retries", "=", 2, "b"),
        ("x-metadata-beta", "=", True, "b"),
        ('a"b.c[0]', "=", "odd", "c"),
        ("\x00", "=", "\ud800", ""),
    ],
)
def test_headers_and_metadata(api, named, field, operator, value, expected):
    assert found(api, field, operator, value) == expected


def test_text_that_no_engine_stores_as_it_is_can_be_found(api, project):
    make_logs(
        project,
        [
            {"source_id": "a", "metadata": {"k": "x\x00y"}, "customer_id": "\x00"},
            {"source_id": "b", "metadata": {"k": "xy"}},
        ],
    )

    assert found(api, "x-metadata-k", "=", "x\x00y") == "a"
    assert found(api, "x-metadata-k", "in", ["x\x00y"]) == "a"
    assert found(api, "user_id", "=", "\x00") == "a"
    assert found(api, "user_id", "contains", "\x00") == "a"
