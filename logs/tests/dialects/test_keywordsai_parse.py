"""Keywords AI payload -> canonical log: where each field goes, in which unit, and which of two names wins."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from logs.canonical import CustomerFacts, PayloadError
from logs.dialects.keywordsai.translate import answers_at_once, parse

MESSAGE = {"role": "user", "content": "Hi"}
REPLY = {"role": "assistant", "content": "Hello"}


@pytest.mark.parametrize(
    ("sent", "place", "expected"),
    [
        ({"unique_id": "u"}, "source_id", "u"),
        ({"id": "u"}, "source_id", "u"),
        ({"timestamp": "2024-04-15T08:30:37Z"}, "ended_at", datetime(2024, 4, 15, 8, 30, 37, tzinfo=UTC)),
        ({"start_time": "2024-04-15T08:30:37Z"}, "started_at", datetime(2024, 4, 15, 8, 30, 37, tzinfo=UTC)),
        ({"latency": 0.07}, "latency_ms", 70.0),
        ({"generation_time": 1.5}, "latency_ms", 1500.0),
        ({"time_to_first_token": 0.003}, "ttft_ms", 3.0),
        ({"ttft": 0.003}, "ttft_ms", 3.0),
        ({"log_type": "generation"}, "kind", "chat"),
        ({"log_type": "reranker"}, "kind", "rerank"),
        ({"log_type": "workflow"}, "kind", "workflow"),
        ({"status": "failed"}, "status", "error"),
        ({"status": "failure"}, "status", "error"),
        ({"status": "running"}, "status", "processing"),
        ({"status": "Canceled"}, "status", "cancelled"),
        ({"failed": True}, "status", "error"),
        ({"error_bit": 0}, "status", None),
        ({"status_code": "404"}, "status_code", 404),
        ({"error_message": {"a": "ü"}}, "error_message", '{"a": "ü"}'),
        ({"error": "boom"}, "error_message", "boom"),
        ({"error": True}, "error_message", None),
        ({"error_code": 7}, "error_code", "7"),
        ({"warnings": {"w": 1}}, "warnings", {"w": 1}),
        ({"model": "gpt-4o"}, "model", "gpt-4o"),
        ({"provider_id": "OpenAI"}, "provider", "openai"),
        ({"provider": "OpenAI"}, "provider", "openai"),
        ({"stream": "true"}, "stream", True),
        ({"cache_hit": 1}, "cached", True),
        ({"cache_bit": 0}, "cached", False),
        ({"prompt_tokens": 8}, "prompt_tokens", 8),
        ({"completion_tokens": "16"}, "completion_tokens", 16),
        ({"total_request_tokens": 5.0}, "total_tokens", 5),
        ({"prompt_cache_hit_tokens": 3}, "cache_read_tokens", 3),
        ({"prompt_cache_creation_tokens": 4}, "cache_write_tokens", 4),
        ({"reasoning_tokens": 5}, "reasoning_tokens", 5),
        ({"cost": 0.00042}, "cost_usd", Decimal("0.00042")),
        ({"cost": 0}, "cost_usd", Decimal(0)),
        ({"prompt_unit_price": 0.0042}, "prompt_unit_price", Decimal("0.0042")),
        ({"completion_unit_price": "2.5"}, "completion_unit_price", Decimal("2.5")),
        ({"customer_identifier": 5}, "customer_id", "5"),
        ({"thread_identifier": 5}, "thread_id", "5"),
        ({"session_identifier": "s"}, "thread_id", "s"),
        ({"trace_group_identifier": "g"}, "thread_id", "g"),
        ({"group_identifier": "g"}, "group_id", "g"),
        ({"custom_identifier": "c"}, "custom_id", "c"),
        ({"trace_unique_id": "t"}, "trace_id", "t"),
        ({"span_unique_id": "s"}, "span_id", "s"),
        ({"span_parent_id": "p"}, "parent_span_id", "p"),
        ({"parent_request_id": "r"}, "parent_request_id", "r"),
        ({"prompt_id": "p"}, "prompt_id", "p"),
        ({"prompt": {"prompt_id": "p", "version": 2}}, "prompt_id", "p"),
        ({"prompt": "spoken words"}, "prompt_id", None),
        ({"prompt_name": "Greeting"}, "prompt_name", "Greeting"),
        ({"positive_feedback": False}, "positive_feedback", False),
        ({"note": "odd"}, "note", "odd"),
        ({"metadata": {"a": 1}}, "metadata", {"a": 1}),
        ({"metadata": '{"a": 1}'}, "metadata", {"a": 1}),
        ({"properties": {"b": 2}, "metadata": {"a": 1}}, "metadata", {"a": 1, "b": 2}),
        ({"response_id": "r"}, "response_id", "r"),
        ({"bot_id": "b"}, "bot_id", "b"),
        ({"metadata": {"bot_id": "b"}}, "bot_id", "b"),
        ({"metadata": {"is_developer": "true"}}, "is_developer", True),
        ({"metadata": {"feature_name": 5}}, "feature", "5"),
        ({"metadata": {"task_id": ["odd"]}}, "task_id", None),
        ({"feature_name": "F"}, "feature", "F"),
        ({"is_developer": True}, "is_developer", True),
        ({"url": "https://api.example/v1"}, "request_url", "https://api.example/v1"),
        ({"method": "POST"}, "request_method", "POST"),
        ({"ip": "10.0.0.1"}, "ip", "10.0.0.1"),
        ({"ip_address": "10.0.0.1"}, "ip", "10.0.0.1"),
        ({"tools": [{"type": "function"}]}, "tools", [{"type": "function"}]),
        ({"tool_choice": "auto"}, "tool_choice", "auto"),
        ({"tool_calls": [{"id": "1"}]}, "tool_calls", [{"id": "1"}]),
        ({"response_format": "json_object"}, "response_format", {"type": "json_object"}),
        ({"type": "text"}, "response_format", {"type": "text"}),
        ({"temperature": "0.5", "n": 2}, "params", {"temperature": 0.5, "n": 2}),
        ({"params": {"top_k": 5}, "top_p": 1}, "params", {"top_k": 5, "top_p": 1}),
        ({"streamed_response_body": "data: x"}, "raw_stream", "data: x"),
        ({"cache_debug": {"cache_hit": True}}, "cache_debug", {"cache_hit": True}),
        ({"error_details": {"type": "t"}}, "error_details", {"type": "t"}),
        ({"model": None, "cost": None}, "cost_usd", None),
        ({"unique_id": "", "customer_identifier": ""}, "source_id", None),
    ],
)
def test_a_field_has_its_place(sent: dict[str, Any], place: str, expected: Any) -> None:
    assert getattr(parse(sent), place) == expected


@pytest.mark.parametrize(
    ("sent", "place", "expected"),
    [
        ({"id": "second", "unique_id": "first"}, "source_id", "first"),
        ({"generation_time": 2, "latency": 1}, "latency_ms", 1000.0),
        ({"ttft": 2, "time_to_first_token": 1}, "ttft_ms", 1000.0),
        ({"session_identifier": "s", "thread_identifier": "t"}, "thread_id", "t"),
        ({"trace_group_identifier": "g", "session_identifier": "s"}, "thread_id", "s"),
        ({"usage": {"prompt_tokens": 1}, "prompt_tokens": 2}, "prompt_tokens", 2),
        ({"failed": True, "status": "success"}, "status", "success"),
        ({"metadata": {"bot_id": "m"}, "bot_id": "b"}, "bot_id", "b"),
        ({"properties": {"a": 2}, "metadata": {"a": 1}}, "metadata", {"a": 1}),
        ({"messages": [REPLY], "prompt_messages": [MESSAGE]}, "input_messages", [MESSAGE]),
        ({"type": "text", "response_format": {"type": "json_object"}}, "response_format", {"type": "json_object"}),
        ({"full_request": {"model": "b"}, "model": "a"}, "model", "a"),
        ({"full_request": {"a": 1}, "raw_request": {"b": 2}}, "raw_request", {"b": 2}),
        ({"customer_identifier": "flat", "customer_params": {"customer_identifier": "in"}}, "customer_id", "in"),
        ({"customer_identifier": "flat", "keywordsai_params": {"customer_identifier": "in"}}, "customer_id", "in"),
        ({"model": "flat", "respan_params": {"model": "in"}}, "model", "in"),
        ({"model": "flat", "respan_params": {"model": None}}, "model", "flat"),
    ],
)
def test_of_two_names_one_wins(sent: dict[str, Any], place: str, expected: Any) -> None:
    assert getattr(parse(sent), place) == expected


def test_usage_is_understood_in_every_vendors_names() -> None:
    ours = {"prompt_tokens_details": {"cached_tokens": 10}, "cache_creation_prompt_tokens": 20}
    anthropic = {
        "input_tokens": 1,
        "output_tokens": 2,
        "cache_read_input_tokens": 10,
        "cache_creation_input_tokens": 20,
    }
    openai = {"total_tokens": 3, "completion_tokens_details": {"reasoning_tokens": 7}}
    for usage in (ours, anthropic):
        assert (parse({"usage": usage}).cache_read_tokens, parse({"usage": usage}).cache_write_tokens) == (10, 20)
    assert (parse({"usage": anthropic}).prompt_tokens, parse({"usage": anthropic}).completion_tokens) == (1, 2)
    assert (parse({"usage": openai}).total_tokens, parse({"usage": openai}).reasoning_tokens) == (3, 7)
    assert parse({"usage": {"prompt_tokens_details": None, "anything": "else"}}).cache_read_tokens is None


def test_a_customer_brings_facts_along() -> None:
    params = {"customer_identifier": "c", "name": "Ada", "email": "ada@example.com", "period_budget": 5}
    log = parse({"customer_params": params, "customer_name": "flat"})
    assert log.customer_id == "c"
    assert log.customer == CustomerFacts(name="Ada", email="ada@example.com", details={"period_budget": 5})


def test_flat_customer_fields_are_enough() -> None:
    log = parse({"customer_identifier": "c", "customer_name": "Ada", "customer_email": "ada@example.com"})
    assert log.customer == CustomerFacts(name="Ada", email="ada@example.com")


def test_what_was_not_sent_is_unknown() -> None:
    log = parse({})
    assert (log.status, log.status_code, log.stream, log.cost_usd, log.params, log.kind) == (None,) * 6


def test_content_is_passed_on_and_never_copied_or_changed() -> None:
    payload = {
        "prompt_messages": [dict(MESSAGE)],
        "tools": [{"a": 1}],
        "metadata": {"k": "v"},
        "full_request": {"n": 2},
    }
    log = parse(payload)
    assert log.input_messages is payload["prompt_messages"]
    assert log.tools is payload["tools"]
    assert payload == {
        "prompt_messages": [MESSAGE],
        "tools": [{"a": 1}],
        "metadata": {"k": "v"},
        "full_request": {"n": 2},
    }


@pytest.mark.parametrize(
    ("controls", "at_once"),
    [
        ({}, False),
        ({"keywordsai_api_controls": {"block": True}}, False),
        ({"keywordsai_api_controls": {"block": False}}, True),
        ({"respan_api_controls": {"block": "false"}}, True),
        ({"keywordsai_params": {"keywordsai_api_controls": {"block": False}}}, True),
        ({"keywordsai_api_controls": {}}, False),
        ({"keywordsai_api_controls": None}, False),
    ],
)
def test_block_false_asks_for_no_log_data(controls: dict[str, Any], at_once: bool) -> None:
    assert answers_at_once(controls) is at_once


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"status": "great"}, "status"),
        ({"status": 5}, "status"),
        ({"log_type": {}}, "log_type"),
        ({"status_code": 1000}, "status_code"),
        ({"status_code": -1}, "status_code"),
        ({"prompt_tokens": -1}, "prompt_tokens"),
        ({"prompt_tokens": 2**63}, "prompt_tokens"),
        ({"prompt_tokens": 5.5}, "prompt_tokens"),
        ({"prompt_tokens": True}, "prompt_tokens"),
        ({"cost": 1_000_000}, "cost"),
        ({"cost": "free"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"cost": []}, "cost"),
        ({"latency": -0.1}, "latency"),
        ({"latency": 1e10}, "latency"),
        ({"ttft": "1e400"}, "ttft"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"model": ["gpt"]}, "model"),
        ({"model": True}, "model"),
        ({"unique_id": 1.5}, "unique_id"),
        ({"custom_identifier": "x" * 1025}, "custom_identifier"),
        ({"custom_identifier": 10**1100}, "custom_identifier"),
        ({"stream": "perhaps"}, "stream"),
        ({"stream": 2}, "stream"),
        ({"metadata": []}, "metadata"),
        ({"metadata": "text"}, "metadata"),
        ({"metadata": "[1]"}, "metadata"),
        ({"prompt_messages": 5}, "prompt_messages"),
        ({"completion_message": [1]}, "completion_message"),
        ({"tools": "search"}, "tools"),
        ({"warnings": 5}, "warnings"),
        ({"request_headers": "a: b"}, "request_headers"),
        ({"temperature": "hot"}, "temperature"),
        ({"stop": 5}, "stop"),
        ({"n": 1.5}, "n"),
        ({"usage": "much"}, "usage"),
        ({"usage": {"prompt_tokens_details": {"cached_tokens": "x"}}}, "usage.prompt_tokens_details.cached_tokens"),
        ({"customer_params": "x"}, "customer_params"),
        ({"customer_params": {"name": 5}}, "customer_params.name"),
        ({"prompt": {"prompt_id": {}}}, "prompt.prompt_id"),
        ({"keywordsai_api_controls": {"block": "maybe"}}, "keywordsai_api_controls.block"),
        ({"keywordsai_api_controls": True}, "keywordsai_api_controls"),
        ({"keywordsai_params": 5}, "keywordsai_params"),
        ({"disable_log": "maybe"}, "disable_log"),
    ],
)
def test_a_wrong_type_is_an_error_of_its_field(sent: dict[str, Any], path: str) -> None:
    with pytest.raises(PayloadError) as refused:
        parse(sent)
    assert list(refused.value.errors) == [path]
    assert all(sentence.endswith(".") for sentence in refused.value.errors[path])


def test_a_log_that_is_no_object_is_an_error() -> None:
    with pytest.raises(PayloadError):
        parse(["model"])
