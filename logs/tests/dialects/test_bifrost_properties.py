"""Properties of Bifrost's door: no field with a place is lost, and random queries agree with filtering in Python."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Project
from logs.canonical import CanonicalLog, is_empty
from logs.dialects.bifrost.translate import dump
from logs.tests.factories import NOON, make_logs

# -- canonical -> Bifrost

WORDS = st.text(max_size=20)
COUNTS = st.none() | st.integers(0, 2**63 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=3)
LISTS = st.none() | st.lists(OBJECTS, max_size=2)
# Canonical fields and where Bifrost has them.
PLACES: dict[str, tuple[st.SearchStrategy, tuple[str, ...]]] = {
    "source_id": (WORDS, ("id",)),
    "parent_request_id": (st.none() | WORDS, ("parent_request_id",)),
    "provider": (st.none() | WORDS, ("provider",)),
    "model": (st.none() | WORDS, ("model",)),
    "latency_ms": (st.none() | st.floats(0, 1e12), ("latency",)),
    "cost_usd": (st.none() | st.floats(0, 999_999).map(lambda usd: Decimal(repr(usd))), ("cost",)),
    "prompt_tokens": (COUNTS, ("token_usage", "prompt_tokens")),
    "completion_tokens": (COUNTS, ("token_usage", "completion_tokens")),
    "total_tokens": (COUNTS, ("token_usage", "total_tokens")),
    "cache_read_tokens": (COUNTS, ("token_usage", "prompt_tokens_details", "cached_tokens")),
    "cache_write_tokens": (COUNTS, ("token_usage", "prompt_tokens_details", "cached_write_tokens")),
    "reasoning_tokens": (COUNTS, ("token_usage", "completion_tokens_details", "reasoning_tokens")),
    "stream": (st.booleans(), ("stream",)),
    "raw_request": (WORDS, ("raw_request",)),
    "raw_response": (WORDS, ("raw_response",)),
    "input_messages": (LISTS, ("input_history",)),
    "output_message": (st.none() | OBJECTS, ("output_message",)),
    "responses_output": (LISTS, ("responses_output",)),
    "embedding_output": (JSON, ("embedding_output",)),
    "tools": (LISTS, ("tools",)),
    "tool_calls": (LISTS, ("tool_calls",)),
    "tool_choice": (st.none() | OBJECTS, ("params", "tool_choice")),
    "response_format": (st.none() | OBJECTS, ("params", "response_format")),
    "error_type": (st.none() | WORDS, ("error_details", "error", "type")),
    "error_code": (st.none() | WORDS, ("error_details", "error", "code")),
    "error_param": (st.none() | WORDS, ("error_details", "error", "param")),
    "error_message": (st.none() | WORDS, ("error_details", "error", "message")),
    "speech_input": (JSON, ("speech_input",)),
    "speech_output": (JSON, ("speech_output",)),
    "transcription_input": (JSON, ("transcription_input",)),
    "transcription_output": (JSON, ("transcription_output",)),
    "cache_debug": (JSON, ("cache_debug",)),
    "metadata": (st.none() | OBJECTS, ("metadata",)),
    "customer_id": (st.none() | WORDS, ("customer_id",)),
    "prompt_id": (st.none() | WORDS, ("selected_prompt_id",)),
    "prompt_name": (st.none() | WORDS, ("selected_prompt_name",)),
    "finish_reason": (st.none() | WORDS, ("stop_reason",)),
}


def _at(shown: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        shown = shown[step]
    return shown


@given(st.fixed_dictionaries({name: values for name, (values, _) in PLACES.items()}))
def test_keeps_every_field_that_has_a_place(fields: dict[str, Any]) -> None:
    shown = dump(CanonicalLog(**fields))
    for name, value in fields.items():
        if not is_empty(value):
            expected = float(value) if isinstance(value, Decimal) else value
            assert _at(shown, PLACES[name][1]) == expected, name


@given(OBJECTS)
def test_keeps_every_param(params: dict[str, Any]) -> None:
    assert dump(CanonicalLog(params=params)).get("params", {}) == params


# -- random queries against the same filters written down in Python, over the logs as they are shown

PROVIDERS = ["openai", "anthropic", "acme"]
STATUSES = ["success", "warning", "error", "cancelled", "processing"]
SORTED = {
    "timestamp": lambda log: log["timestamp"],
    "latency": lambda log: log.get("latency"),
    "tokens": lambda log: log.get("token_usage", {}).get("total_tokens"),
    "cost": lambda log: log.get("cost"),
}


def _random_logs() -> list[dict[str, Any]]:
    """Forty logs of few values each, so that filters overlap and sorts tie; a minute apart, half of them shuffled."""
    random = Random(7)
    minutes = random.sample(range(40), 40)
    return [
        {
            "source_id": f"log-{minute}",
            "started_at": NOON + timedelta(minutes=minute, microseconds=minute % 3),
            "ended_at": None,
            "kind": random.choice(["chat", "completion", "speech", "workflow"]),
            "status": random.choice(STATUSES),
            "provider": random.choice(PROVIDERS),
            "model": random.choice(["m-1", "m-2"]),
            "latency_ms": random.choice([None, 0.0, 10.0, 20.5]),
            "total_tokens": random.choice([None, 0, 5, 50]),
            "cost_usd": random.choice([None, Decimal(0), Decimal("0.1"), Decimal("0.000000000001")]),
            "stream": random.random() < 0.5,
            "cached": random.choice([None, True, False]),
            "customer_id": random.choice([None, "ada", "bob"]),
            "finish_reason": random.choice([None, "stop"]),
            "parent_request_id": random.choice([None, "p"]),
            "parent_span_id": random.choice([None, "p", "q"]),
            "metadata": random.choice([None, {"env": "prod"}, {"env": "dev", "n": 1}]),
            "input_messages": [{"role": "user", "content": random.choice(["Hello World", "hello %_", "bye"])}],
        }
        for minute in minutes
    ]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _is_streamed(log: dict, words: list[str]) -> bool:
    return log["stream"] and log["object"] == "chat.completion" and "chat_completion_stream" in words


OBJECT_WORDS = {"chat_completion": "chat.completion", "speech": "audio.speech"}
BELONGS: dict[str, Callable[[dict, str], bool]] = {
    "providers": lambda log, text: log["provider"] in text.split(","),
    "models": lambda log, text: log["model"] in text.split(","),
    "status": lambda log, text: log["status"] in text.split(","),
    "objects": lambda log, text: (
        log["object"] in [OBJECT_WORDS.get(word, word) for word in text.split(",")]
        or _is_streamed(log, text.split(","))
    ),
    "start_time": lambda log, text: _instant(log["timestamp"]) >= _instant(text),
    "end_time": lambda log, text: _instant(log["timestamp"]) <= _instant(text),
    "min_latency": lambda log, text: "latency" in log and log["latency"] >= float(text),
    "max_latency": lambda log, text: "latency" in log and log["latency"] <= float(text),
    "min_tokens": lambda log, text: (SORTED["tokens"](log) or 0) >= int(text),
    "max_tokens": lambda log, text: (SORTED["tokens"](log) or 0) <= int(text),
    "min_cost": lambda log, text: "cost" in log and log["cost"] >= float(text),
    "max_cost": lambda log, text: "cost" in log and log["cost"] <= float(text),
    "missing_cost_only": lambda log, text: text != "1" or (log.get("cost") or 0) <= 0 and log["status"] != "error",
    "customer_ids": lambda log, text: log["customer_id"] in text.split(","),
    "stop_reasons": lambda log, text: log.get("stop_reason") in text.split(","),
    "cache_hit_types": lambda log, text: log.get("cache_debug") == {"cache_hit": True},
    "parent_request_id": lambda log, text: log["parent_request_id"] == text,
    "metadata_env": lambda log, text: log.get("metadata", {}).get("env") == text,
    "metadata_n": lambda log, text: str(log.get("metadata", {}).get("n")) == text,
    "content_search": lambda log, text: text.lower() in log["input_history"][0]["content"].lower(),
}


def _some(*words: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=3).map(",".join)


TIMES = st.integers(-1, 41).flatmap(
    lambda minute: st.sampled_from([f"{NOON + timedelta(minutes=minute, microseconds=n):%FT%T.%fZ}" for n in range(3)])
)
NUMBERS = st.sampled_from([0, 0.1, 1e-12, 1.5e-12, 10, 20.5, 20.4]).map(repr) | st.floats(-1, 30).map(repr)
FILTERS = {
    "providers": _some(*PROVIDERS, "none"),
    "models": _some("m-1", "m-2", "M-1"),
    "status": _some(*STATUSES),
    "objects": _some("chat.completion", "chat_completion", "speech", "workflow", "chat", "chat_completion_stream"),
    "start_time": TIMES,
    "end_time": TIMES,
    "min_latency": NUMBERS,
    "max_latency": NUMBERS,
    "min_tokens": st.integers(-2, 60).map(str),
    "max_tokens": st.integers(-2, 60).map(str),
    "min_cost": NUMBERS,
    "max_cost": NUMBERS,
    "missing_cost_only": st.sampled_from("10"),
    "customer_ids": _some("ada", "bob", "eve"),
    "stop_reasons": _some("stop", "length"),
    "cache_hit_types": st.just("direct"),
    "parent_request_id": st.sampled_from("pqr"),
    "metadata_env": st.sampled_from(["prod", "dev", "pro"]),
    "metadata_n": st.sampled_from("12"),
    "content_search": st.sampled_from(["HELLO", "%_", "o w", "lo", "nothing"]),
}
QUERIES = st.sets(st.sampled_from(sorted(FILTERS)), max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: FILTERS[name] for name in sorted(names)})
)


def _expected(logs: list[dict], query: dict[str, str], sort_by: str, is_descending: bool) -> list[str]:
    found = [log for log in logs if all(BELONGS[name](log, text) for name, text in query.items())]
    by_age = sorted(found, key=lambda log: _instant(log["timestamp"]), reverse=is_descending)
    known = [log for log in by_age if SORTED[sort_by](log) is not None]
    unknown = [log for log in by_age if SORTED[sort_by](log) is None]
    if sort_by != "timestamp":
        known.sort(key=SORTED[sort_by], reverse=is_descending)
    return [log["id"] for log in known + unknown]


@pytest.fixture
def shown(api: APIClient, project: Project) -> list[dict]:
    make_logs(project, _random_logs())
    return api.get("/api/logs?limit=1000").json()["logs"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=QUERIES,
    sort_by=st.sampled_from(sorted(SORTED)),
    order=st.sampled_from(["asc", "desc"]),
    offset=st.integers(0, 10),
    limit=st.integers(1, 50),
)
def test_random_queries_agree_with_python(
    api: APIClient, shown: list[dict], query: dict[str, str], sort_by: str, order: str, offset: int, limit: int
) -> None:
    expected = _expected(shown, query, sort_by, order == "desc")
    page = {"sort_by": sort_by, "order": order, "offset": offset, "limit": limit}
    answer = api.get(f"/api/logs?{urlencode({**query, **page})}").json()
    assert [log["id"] for log in answer["logs"]] == expected[offset : offset + limit]
    assert answer["pagination"]["total_count"] == len(expected)
