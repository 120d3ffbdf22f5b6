"""Keywords AI, in and out again: no field of the table is lost, neither as it was sent nor as it was understood."""

import json
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from logs.dialects.keywordsai.fields import PARAMS, RULES
from logs.dialects.keywordsai.translate import dump, parse, storable

from .values import COUNTS, FILLED_LISTS, FILLED_OBJECTS, JSON, NAMES, OBJECTS, RANDOMLY, TIMES, WORDS

NUMBERS = st.floats(-1000, 1000) | st.integers(-1000, 1000)
SECONDS = st.floats(0, 1e6) | st.integers(0, 1000)
DOLLARS = st.floats(0, 1000) | st.integers(0, 1000)
FLAGS = st.booleans()
MOMENTS = TIMES.map(lambda moment: moment.isoformat())
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "tool"]), "content": WORDS}, optional={"x": JSON}
    ),
    min_size=1,
    max_size=2,
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("unique_id", "id", "trace_unique_id", "trace_id", "span_unique_id", "span_id"), NAMES),
    **dict.fromkeys(("span_parent_id", "parent_request_id", "finish_reason", "error_type", "error_code"), NAMES),
    **dict.fromkeys(("model", "provider_id", "provider", "thread_identifier", "session_identifier"), NAMES),
    **dict.fromkeys(("trace_group_identifier", "group_identifier", "custom_identifier", "prompt_id"), NAMES),
    **dict.fromkeys(("customer_identifier", "response_id", "bot_id", "app_id", "channel", "channel_user_id"), NAMES),
    **dict.fromkeys(("feature_name", "task_id", "prompt_name", "integration", "method", "ip", "ip_address"), NAMES),
    **dict.fromkeys(("description", "url", "note", "error_message", "error_param", "customer_name"), NAMES),
    **dict.fromkeys(("customer_email", "streamed_response_body", "base64_embedding"), NAMES),
    **dict.fromkeys(("audio_input_file", "audio_output_file"), NAMES),
    **dict.fromkeys(("timestamp", "start_time"), MOMENTS),
    **dict.fromkeys(("latency", "generation_time", "time_to_first_token", "ttft"), SECONDS),
    **dict.fromkeys(("cost", "prompt_unit_price", "completion_unit_price"), DOLLARS),
    **dict.fromkeys(("prompt_tokens", "completion_tokens", "total_request_tokens", "total_tokens"), COUNTS),
    **dict.fromkeys(("prompt_cache_hit_tokens", "prompt_cache_creation_tokens", "reasoning_tokens"), COUNTS),
    **dict.fromkeys(("failed", "stream", "cache_hit", "cache_bit", "is_developer", "positive_feedback"), FLAGS),
    "is_custom_prompt": FLAGS,
    "disable_log": st.just(False),  # true takes the content out, which has tests of its own
    "error_bit": st.integers(0, 1),
    "status_code": st.integers(0, 999),
    "log_type": NAMES | st.sampled_from(["chat", "text", "embedding", "speech", "transcription", "reranker", "tool"]),
    "status": st.sampled_from(["success", "warning", "error", "failed", "cancelled", "pending", "running"]),
    "warnings": WORDS | OBJECTS | FILLED_LISTS,
    "usage": st.fixed_dictionaries({}, optional={"prompt_tokens": COUNTS, "total_tokens": COUNTS, "x": JSON}),
    "customer_params": st.fixed_dictionaries(
        {}, optional={"customer_identifier": NAMES, "name": NAMES, "budget": JSON}
    ),
    "prompt": st.fixed_dictionaries({}, optional={"prompt_id": NAMES, "variables": OBJECTS}),
    **dict.fromkeys(("keywordsai_api_controls", "respan_api_controls"), st.just({"block": True})),
    **dict.fromkeys(("keywordsai_params", "respan_params"), st.just({"an_unknown_wish": 1})),
    **dict.fromkeys(("metadata", "properties", "request_headers", "params", "cache_debug", "response_format"), OBJECTS),
    "type": st.sampled_from(["text", "json_object"]),
    **dict.fromkeys(("prompt_messages", "messages", "completion_messages"), MESSAGES),
    "completion_message": MESSAGES.map(lambda messages: messages[0]),
    **dict.fromkeys(("tools", "tool_calls", "responses_output"), FILLED_LISTS),
    "tool_choice": st.sampled_from(["auto", "none"]) | FILLED_OBJECTS,
    **dict.fromkeys(("input", "output", "error", "error_details", "embedding", "embedding_output"), JSON),
    **dict.fromkeys(("speech_input", "speech_output", "transcription_input", "transcription_output"), JSON),
    **dict.fromkeys(("full_request", "full_response", "raw_request", "raw_response"), JSON),
}
SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("temperature", "top_p", "frequency_penalty", "presence_penalty", "timeout", "top_k"), NUMBERS),
    **dict.fromkeys(("max_tokens", "max_completion_tokens", "n", "top_logprobs", "dimensions"), st.integers(0, 10**6)),
    **dict.fromkeys(("echo", "parallel_tool_calls"), FLAGS),
    **dict.fromkeys(("logit_bias", "stream_options"), OBJECTS),
    **dict.fromkeys(("thinking", "seed", "service_tier", "verbosity", "web_search_options"), JSON),
    "stop": WORDS | st.lists(WORDS, max_size=2),
    "logprobs": FLAGS | st.integers(0, 5),
    "reasoning_effort": NAMES,
    "functions": FILLED_LISTS,
    "function_call": st.just("auto") | FILLED_OBJECTS,
}
# What the vendor's table has and llmlogs only keeps.
KEPT = dict.fromkeys(("ideal_output", "category", "span_name", "variables", "eval_params", "nobody_knows_it"), JSON)
EVERY = {**FIELDS, **SETTINGS, **KEPT}
PAYLOADS = st.sets(st.sampled_from(sorted(EVERY)), max_size=25).flatmap(
    lambda names: st.fixed_dictionaries({name: EVERY[name] for name in sorted(names)})
)

# The vendor's words for what was sent; a failed flag makes no failure of a call with a status of its own.
STATUS_WORDS = {"error": "failed", "cancelled": "failed"}
NUMBERED = count()  # every payload is a log of its own
# These follow from the whole log and are not read back as they were sent.
DERIVED = {"failed", "error_bit"}
# The vendor's SDK reads these as text: whatever else was sent is its JSON.
TEXTS = {"input", "output", "warnings"}


def test_every_field_of_the_table_is_tried() -> None:
    assert FIELDS.keys() == RULES.keys()
    assert SETTINGS.keys() == PARAMS.keys()


def expected(payload: dict[str, Any], name: str) -> Any:
    """What a field that was sent reads back as."""
    if name == "status":
        return STATUS_WORDS.get(payload[name], payload[name])
    if name == "id":
        return payload.get("unique_id", payload["id"])
    if name in ("customer_identifier", "customer_name"):
        inside = "name" if name == "customer_name" else name
        return payload.get("customer_params", {}).get(inside, payload[name])
    return as_text(payload[name]) if name in TEXTS else payload[name]


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@settings(RANDOMLY, max_examples=50)
@given(payloads=st.lists(PAYLOADS, min_size=1, max_size=4))
def test_every_field_reads_back_as_it_was_sent(api: APIClient, payloads: list[dict[str, Any]]) -> None:
    body = json.dumps({"logs": [{**payload, "unique_id": f"log-{next(NUMBERED)}"} for payload in payloads]})
    results = api.post("/api/request-logs/batch/create", body, content_type="application/json").json()["results"]
    for payload, result in zip(payloads, results, strict=True):
        assert result["status"] == "success", result
        shown = json.loads(api.get(f"/api/request-logs/{result['id']}").content)
        sent = {name: value for name, value in payload.items() if value is not None}
        names = sent.keys() - DERIVED - {"id", "unique_id"}
        assert {name: shown.get(name) for name in names} == {name: expected(sent, name) for name in names}


# -- as understood, without the kept payload to lean on

# Settled with other fields (content, customer), or shown under another name; each has tests of its own.
SETTLED = {"input", "output", "completion_message", "completion_messages", "customer_identifier", "id", "unique_id"}
RAW = {"raw_request": "full_request", "raw_response": "full_response"}
PLACED = sorted(name for name, (place, _) in RULES.items() if ":" not in place and name not in SETTLED)
UNDERSTOOD = st.sets(st.sampled_from([*PLACED, *SETTINGS]), max_size=15).flatmap(
    lambda names: st.fixed_dictionaries({name: EVERY[name] for name in sorted(names)})
)


def as_understood(name: str, value: Any) -> Any:
    if name == "provider_id":
        return value.lower()
    if name == "log_type":
        return {"text": "chat"}.get(value, value)
    if name in TEXTS:
        return as_text(value)
    return STATUS_WORDS.get(value, "pending" if value == "running" else value) if name == "status" else value


@settings(RANDOMLY, max_examples=300)
@given(payload=UNDERSTOOD)
def test_every_field_with_a_place_reads_back_without_the_kept_payload(payload: dict[str, Any]) -> None:
    shown = dump(parse(storable(payload)))
    for name, value in payload.items():
        if value is None:
            continue
        found = shown.get(RAW[name] if name in RAW and isinstance(value, dict | list) else name)
        if name in ("timestamp", "start_time"):
            assert datetime.fromisoformat(found) == datetime.fromisoformat(value)
        elif name in ("latency", "time_to_first_token"):
            assert found == pytest.approx(value, abs=1e-9)
        else:
            assert found == as_understood(name, value), name
