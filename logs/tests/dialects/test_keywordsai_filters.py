"""Filters of the Keywords AI door: every field with a row it finds and one it leaves, every operator, their grammar."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Project
from logs.canonical import CustomerFacts
from logs.dialects.keywordsai.filters import RequestLogFilters
from logs.tests.dialects.keywordsai_filtering import LIST, find, ids, one
from logs.tests.factories import NOON, make_logs, post_log

pytestmark = pytest.mark.django_db

FULL = {
    "source_id": "full",
    "model": "gpt-4o-mini",
    "provider": "openai",
    "kind": "embedding",
    "status": "error",
    "status_code": 429,
    "error_code": "rate_limit",
    "error_type": "RateLimitError",
    "error_message": "Slow down, 100% busy",
    "warnings": "estimated",
    "tool_calls": [{"id": "1"}],
    "stream": True,
    "cached": True,
    "positive_feedback": True,
    "prompt_tokens": 10,
    "completion_tokens": 20,
    "total_tokens": 31,
    "cache_read_tokens": 4,
    "cache_write_tokens": 5,
    "reasoning_tokens": 6,
    "cost_usd": Decimal("0.25"),
    "latency_ms": 1500.0,
    "ttft_ms": 70.0,
    "started_at": NOON + timedelta(hours=1),
    "ended_at": NOON + timedelta(hours=2),
    "customer_id": "acme",
    "customer": CustomerFacts(name="Acme", email="it@acme.example"),
    "thread_id": "t-1",
    "group_id": "g-1",
    "custom_id": "c-1",
    "trace_id": "tr-1",
    "span_id": "s-1",
    "parent_span_id": "s-0",
    "parent_request_id": "r-0",
    "prompt_id": "p-1",
    "prompt_name": "Greeting",
    "response_id": "resp-1",
    "finish_reason": "length",
    "bot_id": "b-1",
    "channel": "web",
    "channel_user_id": "u-1",
    "feature": "Answer",
    "task_id": "task-1",
    "integration": "azure",
    "attributes": {
        "span_name": "answer",
        "span_workflow_name": "support",
        "evaluation_identifier": "e-1",
        "note": "Odd",
        "organization_key_id": 7,
        "prompt_version_number": 3,
        "deployment_name": "eu",
        "log_method": "inference",
        "error_fingerprint": "f-1",
        "cache_key": "k-1",
        "routing_time": 0.25,
        "fault_domain": "provider",
    },
    "metadata": {"plan": "pro", "seats": 5, "trial": False, "empty": "", "odd key.%": "x"},
}
BARE = {"source_id": "bare", "model": "claude", "prompt_tokens": 1, "latency_ms": 100.0}


@pytest.fixture
def two(project: Project) -> None:
    """A log that has everything and one that has hardly anything."""
    make_logs(project, [FULL, BARE])


FIELDS = [
    ("id", "full", "nobody"),
    ("unique_id", "full", "nobody"),
    ("model", "gpt-4o-mini", "gpt-4o"),
    ("provider_id", "openai", "open"),
    ("log_type", "embedding", "rerank"),
    ("status", "failed", "pending"),
    ("status_code", 429, 500),
    ("error_code", "rate_limit", "RATE_LIMIT"),
    ("error_class", "RateLimitError", "rate"),
    ("error_message", "Slow down, 100% busy", "Slow down"),
    ("prompt_tokens", 10, 11),
    ("input_tokens", 10, 11),
    ("completion_tokens", 20, 21),
    ("output_tokens", 20, 21),
    ("total_request_tokens", 31, 30),
    ("total_tokens", 31, 30),
    ("all_tokens", "31", "30"),
    ("prompt_cache_hit_tokens", 4, 0),
    ("prompt_cache_creation_tokens", 5, 0),
    ("reasoning_tokens", 6, 6.5),
    ("cost", 0.25, 0.2500000000001),
    ("total_cost", "0.25", "0.26"),
    ("latency", 1.5, 1500),
    ("generation_time", 1.5, 1500),
    ("time_to_first_token", 0.07, 70),
    ("ttft", 0.07, 70),
    ("timestamp", "2026-11-20T14:00:00Z", "2026-11-20T13:00:00Z"),
    ("start_time", "2026-11-20T14:00:00+01:00", "2026-11-20T14:00:00Z"),
    ("customer_identifier", "acme", "Acme"),
    ("customer_email", "it@acme.example", "it"),
    ("customer_name", "Acme", "acme"),
    ("thread_identifier", "t-1", "t"),
    ("session_identifier", "t-1", "t"),
    ("group_identifier", "g-1", "g"),
    ("custom_identifier", "c-1", "c"),
    ("trace_unique_id", "tr-1", "tr"),
    ("trace_id", "tr-1", "tr"),
    ("span_unique_id", "s-1", "s"),
    ("span_parent_id", "s-0", "s"),
    ("parent_request_id", "r-0", "r"),
    ("prompt_id", "p-1", "p"),
    ("prompt_name", "Greeting", "greeting"),
    ("response_id", "resp-1", "resp"),
    ("finish_reason", "length", "stop"),
    ("bot_id", "b-1", "b"),
    ("channel", "web", "we"),
    ("channel_user_id", "u-1", "u"),
    ("feature_name", "Answer", "answer"),
    ("task_id", "task-1", "task"),
    ("integration", "azure", "a"),
    ("span_name", "answer", "Answer"),
    ("span_workflow_name", "support", "s"),
    ("evaluation_identifier", "e-1", "e"),
    ("organization_key_id", 7, 8),
    ("prompt_version_number", 3, 4),
    ("deployment_name", "eu", "us"),
    ("log_method", "inference", "batch"),
    ("error_fingerprint", "f-1", "f"),
    ("cache_key", "k-1", "k"),
    ("note", "Odd", "odd"),
    ("routing_time", "0.25", 0.26),
    ("fault_domain", "provider", "p"),
    ("tokens_per_second", 13.333333, 13.333334),
    ("metadata__plan", "pro", "Pro"),
    ("metadata__seats", 5, 6),
    ("metadata__trial", False, True),
    ("metadata__odd key.%", "x", "y"),
]
FLAGS = [
    ("error_bit", ["full"], ["bare"]),
    ("failed", ["full"], ["bare"]),
    ("has_warnings", ["full"], ["bare"]),
    ("has_tool_calls", ["full"], ["bare"]),
    ("stream", ["full"], ["bare"]),
    ("cache_hit", ["full"], ["bare"]),
    ("cache_bit", ["full"], ["bare"]),
    ("positive_feedback", ["full"], []),
    ("used_custom_credential", [], ["bare", "full"]),
    ("is_root_span", ["bare"], ["full"]),
]


@pytest.mark.parametrize(("field", "held", "other"), FIELDS)
def test_a_field_finds_its_value_and_no_other(api: APIClient, two: None, field: str, held: Any, other: Any) -> None:
    assert find(api, one(field, "", held)) == ["full"]
    assert find(api, one(field, "", other)) == []


@pytest.mark.parametrize(("field", "held", "other"), [case for case in FIELDS if case[0] != "start_time"])
def test_a_field_is_a_query_parameter_too(api: APIClient, two: None, field: str, held: Any, other: Any) -> None:
    word = str(held).lower() if isinstance(held, bool) else str(held)
    assert ids(api.get(LIST, {field: word})) == ["full"]


@pytest.mark.parametrize(("field", "yes", "no"), FLAGS)
def test_a_flag_tells_yes_from_no(api: APIClient, two: None, field: str, yes: list[str], no: list[str]) -> None:
    assert find(api, one(field, "", True)) == yes
    assert find(api, one(field, "", "false")) == no


def test_every_field_is_tried_here() -> None:
    tried = {case[0] for case in FIELDS + FLAGS} | {"environment"}
    assert set(RequestLogFilters.base_filters) <= tried


@pytest.mark.parametrize(
    ("field", "operator", "values", "expected"),
    [
        ("model", "=", ["claude"], ["bare"]),
        ("model", "==", ["claude"], ["bare"]),
        ("model", "eq", ["claude"], ["bare"]),
        ("model", "equals", ["claude"], ["bare"]),
        ("model", "", ["claude", "gpt-4o-mini"], ["bare", "full"]),
        ("model", "in", ["claude", "gpt-4o-mini"], ["bare", "full"]),
        ("model", "in", [], []),
        ("model", "not", ["claude"], ["full"]),
        ("model", "not_in", ["claude", "gpt-4o-mini"], []),
        ("channel", "not", ["web"], ["bare"]),
        ("channel", "not", ["rtm"], ["bare", "full"]),
        ("model", "contains", ["4o"], ["full"]),
        ("model", "contains", ["4O"], []),
        ("error_message", "contains", ["100%"], ["full"]),
        ("error_message", "contains", ["1_0"], []),
        ("model", "not_contains", ["4o"], ["bare"]),
        ("channel", "not_contains", ["w"], ["bare"]),
        ("model", "icontains", ["4O-M"], ["full"]),
        ("error_message", "full_text_search", ["BUSY"], ["full"]),
        ("model", "iexact", ["CLAUDE"], ["bare"]),
        ("model", "startswith", ["gpt"], ["full"]),
        ("model", "startswith", ["pt"], []),
        ("model", "not_startswith", ["gpt"], ["bare"]),
        ("model", "endswith", ["mini"], ["full"]),
        ("model", "not_endswith", ["mini"], ["bare"]),
        ("channel", "contains", [""], ["full"]),
        ("channel", "empty", [""], ["bare"]),
        ("channel", "not_empty", [""], ["full"]),
        ("channel", "notEmpty", [""], ["full"]),
        ("channel", "isnull", [True], ["bare"]),
        ("channel", "isnull", [False], ["full"]),
        ("cost", "empty", [""], ["bare"]),
        ("cost", "gt", [0.25], []),
        ("cost", "gte", [0.25], ["full"]),
        ("cost", "lt", [0.2500000000001], ["full"]),
        ("cost", "lte", [1e300], ["full"]),
        ("cost", "gt", [-(10**30)], ["full"]),
        ("cost", "not", [0.25], ["bare"]),
        ("latency", "gt", [0.1], ["full"]),
        ("latency", "gte", [0.1], ["bare", "full"]),
        ("latency", "lt", ["1.5"], ["bare"]),
        ("prompt_tokens", "gt", [0.5], ["bare", "full"]),
        ("prompt_tokens", "gt", [1.5], ["full"]),
        ("prompt_tokens", "gt", [-0.5], ["bare", "full"]),
        ("prompt_tokens", "lte", [9.5], ["bare"]),
        ("prompt_tokens", "gt", [10**30], []),
        ("prompt_tokens", "lt", [10**30], ["bare", "full"]),
        ("prompt_tokens", "in", [1, 10**30], ["bare"]),
        ("timestamp", "gt", ["2026-11-20T13:00:00Z"], ["full"]),
        ("timestamp", "lte", ["2026-11-20T13:00:00Z"], ["bare"]),
        ("status", "in", ["failed", "success"], ["bare", "full"]),
        ("status", "", ["error"], ["full"]),
        ("status", "not", ["failed"], ["bare"]),
        ("status", "startswith", ["fail"], ["full"]),
        ("status", "not_empty", [""], ["bare", "full"]),
        ("stream", "not", [True], ["bare"]),
        ("stream", "in", [True, False], ["bare", "full"]),
        ("positive_feedback", "not", [True], ["bare"]),
        ("positive_feedback", "empty", [""], ["bare"]),
        ("unique_id", "not", ["full"], ["bare"]),
        ("unique_id", "empty", [""], []),
        ("customer_email", "endswith", ["@acme.example"], ["full"]),
        ("customer_email", "not", ["it@acme.example"], ["bare"]),
        ("customer_email", "empty", [""], ["bare"]),
        ("customer_email", "", [""], []),
        ("customer_email", "not", [""], ["bare", "full"]),
        ("metadata__plan", "not", ["free"], ["full"]),
        ("metadata__plan", "not", ["pro"], []),
        ("metadata__plan", "contains", ["r"], ["full"]),
        ("metadata__plan", "not_contains", ["x"], ["full"]),
        ("metadata__plan", "icontains", ["PRO"], ["full"]),
        ("metadata__empty", "empty", [""], ["full"]),
        ("metadata__plan", "not_empty", [""], ["full"]),
        ("metadata__nothing", "empty", [""], []),
        ("metadata__nothing", "not", ["x"], []),
        ("environment", "", ["prod"], ["bare", "full"]),
        ("environment", "not", ["prod"], []),
        ("environment", "contains", ["ro"], ["bare", "full"]),
    ],
)
def test_an_operator_means_what_it_says(
    api: APIClient, two: None, field: str, operator: str, values: list[Any], expected: list[str]
) -> None:
    assert find(api, one(field, operator, *values)) == expected


def test_finds_a_log_by_our_id_in_any_spelling(api: APIClient) -> None:
    unique_id = post_log(api).json()["unique_id"]
    dashed = f"{unique_id[:8]}-{unique_id[8:12]}-{unique_id[12:16]}-{unique_id[16:20]}-{unique_id[20:]}"
    assert find(api, one("unique_id", "in", dashed, "other")) == [unique_id]


def test_text_and_generation_are_chats(api: APIClient) -> None:
    for word in ("text", "generation", "workflow"):
        post_log(api, unique_id=word, log_type=word)
    assert find(api, one("log_type", "", "chat")) == ["generation", "text"]
    assert find(api, one("log_type", "", "workflow")) == ["workflow"]


def test_a_provider_is_found_as_it_was_sent(api: APIClient) -> None:
    post_log(api, unique_id="mine", provider_id="OpenAI")
    post_log(api, unique_id="other", provider_id="Anthropic")
    assert find(api, one("provider_id", "", "OpenAI")) == ["mine"]
    assert find(api, one("provider_id", "startswith", "Open")) == ["mine"]


# -- how conditions join


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["bare", "full"]),
        (None, ["bare", "full"]),
        ({"model": None}, ["bare", "full"]),
        ({"model": {"value": ["claude"]}}, ["bare"]),
        ({"channel": {"operator": "empty"}}, ["bare"]),
        ({"model": {"operator": None, "value": "claude"}}, ["bare"]),
        ({**one("model", "", "claude"), **one("stream", "", True)}, []),
        ({"prompt_tokens": [one("x", "gt", 0)["x"], one("x", "lt", 5)["x"]]}, ["bare"]),
        (
            {**one("model", "", "claude"), "stream": {"operator": "", "value": [True], "connector": "OR"}},
            ["bare", "full"],
        ),
        ({"either": {"filter_params": one("model", "", "claude")}}, ["bare"]),
        (
            {
                **one("channel", "", "web"),
                "or else": {
                    "connector": "OR",
                    "filter_params": {**one("model", "", "claude"), **one("prompt_tokens", "lt", 5)},
                },
            },
            ["bare", "full"],
        ),
        ({"nothing": {"filter_params": {}}, **one("model", "", "claude")}, ["bare"]),
    ],
)
def test_conditions_join_from_left_to_right(api: APIClient, two: None, filters: Any, expected: list[str]) -> None:
    assert find(api, filters) == expected


def test_query_and_body_filter_together(api: APIClient, two: None) -> None:
    body = {"filters": one("prompt_tokens", "gt", 0)}
    assert ids(api.post(LIST + "?model=claude&log_type=chat", body, format="json")) == ["bare"]
    assert ids(api.get(LIST + "?model=claude&model=gpt-4o-mini")) == ["bare", "full"]
