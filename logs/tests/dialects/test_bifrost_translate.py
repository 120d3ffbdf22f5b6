"""Canonical log -> Bifrost: keys, order, units, what is left out and what is built where nothing was sent."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from logs.canonical import CanonicalLog, CustomerFacts
from logs.dialects.bifrost.translate import dump, rfc3339

SEED_ORDER = [
    *("id", "parent_request_id", "timestamp", "object", "provider", "model", "latency", "cost", "status", "stream"),
    *("raw_response", "created_at", "input_history", "output_message", "responses_output", "embedding_output"),
    *("params", "tools", "tool_calls", "token_usage", "error_details", "speech_input", "transcription_input"),
    *("speech_output", "transcription_output", "cache_debug"),
]
CALL = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'}}
FULL = CanonicalLog(
    id=UUID("01922f7e-1e80-7c3a-9a54-5f1f1a2b3c4d"),
    source_id="req-1",
    parent_request_id="req-0",
    started_at=datetime(2026, 11, 20, 12, 0, 0, 123400, tzinfo=UTC),
    received_at=datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC),
    latency_ms=812.5,
    kind="chat",
    status="error",
    status_code=400,
    provider="openai",
    model="gpt-4o",
    stream=True,
    cached=True,
    prompt_tokens=12,
    completion_tokens=5,
    total_tokens=17,
    cost_usd=Decimal("0.000042"),
    raw_response='{"ok":true}',
    input_messages=[{"role": "user", "content": "Hi", "refusal": None, "thought": "hm", "annotations": []}],
    output_message={"role": "assistant", "content": None, "tool_calls": [CALL]},
    responses_output=[{"type": "message", "content": "Hi"}],
    embedding_output=[{"index": 0, "object": "embedding", "embedding": [0.5]}],
    params={"temperature": 0.5},
    tools=[{"type": "function", "function": {"name": "get_weather"}}],
    tool_calls=[CALL],
    error_details={"error": {"message": "no"}},
    speech_input={"input": "Say it"},
    transcription_input={"file": "aGk="},
    speech_output={"audio": "aGk="},
    transcription_output={"text": "Hi"},
    cache_debug={"cache_hit": True, "hit_type": "direct"},
)


def test_has_the_seeds_keys_first_and_in_its_order() -> None:
    assert list(dump(FULL))[: len(SEED_ORDER)] == SEED_ORDER


def test_keeps_every_field_that_has_a_key_of_its_own() -> None:
    shown = dump(FULL)
    same = ("parent_request_id", "provider", "model", "stream", "raw_response", "output_message", "responses_output")
    same += ("embedding_output", "params", "tools", "tool_calls", "error_details", "speech_input", "speech_output")
    same += ("transcription_input", "transcription_output", "cache_debug")
    assert {name: shown[name] for name in same} == {name: getattr(FULL, name) for name in same}
    assert shown["input_history"] == FULL.input_messages  # unknown keys of a message too


def test_converts_units() -> None:
    shown = dump(FULL)
    assert (shown["latency"], shown["cost"]) == (812.5, 0.000042)
    assert (shown["timestamp"], shown["created_at"]) == ("2026-11-20T12:00:00.1234Z", "2026-11-20T12:00:05Z")
    assert shown["token_usage"] == {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17}


def test_leaves_out_what_is_unknown_and_keeps_what_is_always_there() -> None:
    assert dump(CanonicalLog(id=FULL.id, kind="chat", status="success", started_at=FULL.started_at)) == {
        "id": "01922f7e-1e80-7c3a-9a54-5f1f1a2b3c4d",
        "parent_request_id": None,
        "timestamp": "2026-11-20T12:00:00.1234Z",
        "object": "chat.completion",
        "provider": "",
        "model": "",
        "status": "success",
        "stream": False,
        "raw_response": "",
        "created_at": "0001-01-01T00:00:00Z",
        "number_of_retries": 0,
        "fallback_index": 0,
        "selected_key_id": "",
        "selected_key_name": "",
        "virtual_key_id": None,
        "virtual_key_name": None,
        "routing_rule_id": None,
        "routing_rule_name": None,
        "selected_prompt_id": None,
        "selected_prompt_name": None,
        "selected_prompt_version": None,
        "user_id": None,
        "user_name": None,
        "team_id": None,
        "team_name": None,
        "customer_id": None,
        "customer_name": None,
        "business_unit_id": None,
        "business_unit_name": None,
        "raw_request": "",
        "is_large_payload_request": False,
        "is_large_payload_response": False,
    }


def test_shows_zeros_that_are_known() -> None:
    shown = dump(CanonicalLog(latency_ms=0.0, cost_usd=Decimal(0), prompt_tokens=0))
    assert (shown["latency"], shown["cost"]) == (0, 0)
    assert shown["token_usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def test_writes_whole_numbers_without_a_fraction() -> None:
    shown = dump(CanonicalLog(latency_ms=812.0, cost_usd=Decimal("3.000000")))
    assert (repr(shown["latency"]), repr(shown["cost"])) == ("812", "3")


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("success", "success"),
        ("warning", "success"),
        ("error", "error"),
        ("cancelled", "error"),
        ("processing", "processing"),
    ],
)
def test_maps_status(status: str, shown: str) -> None:
    assert dump(CanonicalLog(status=status))["status"] == shown


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("chat", "chat.completion"),
        ("text", "chat.completion"),
        ("generation", "chat.completion"),
        ("completion", "text.completion"),
        ("response", "response"),
        ("embedding", "embedding"),
        ("speech", "audio.speech"),
        ("transcription", "audio.transcription"),
        ("rerank", "rerank"),
        ("workflow", "workflow"),
    ],
)
def test_maps_kind(kind: str, shown: str) -> None:
    assert dump(CanonicalLog(kind=kind))["object"] == shown


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 100000, tzinfo=UTC), "2026-01-02T03:04:05.1Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 10, tzinfo=UTC), "2026-01-02T03:04:05.00001Z"),
        (datetime(2026, 1, 2, 3, 4, 50, tzinfo=timezone(timedelta(hours=2))), "2026-01-02T01:04:50Z"),
        (datetime(987, 1, 2, tzinfo=UTC), "0987-01-02T00:00:00Z"),
    ],
)
def test_writes_times_as_go_does(moment: datetime, text: str) -> None:
    assert rfc3339(moment) == text


def test_shows_a_parent_span_where_no_parent_request_is_known() -> None:
    assert dump(CanonicalLog(parent_span_id="span-1"))["parent_request_id"] == "span-1"
    assert dump(CanonicalLog(parent_span_id="s", parent_request_id="r"))["parent_request_id"] == "r"


def test_takes_tool_calls_out_of_the_reply() -> None:
    assert dump(CanonicalLog(output_message={"role": "assistant", "tool_calls": [CALL]}))["tool_calls"] == [CALL]


def test_details_cache_and_reasoning_tokens() -> None:
    log = CanonicalLog(prompt_tokens=100, cache_read_tokens=80, cache_write_tokens=5, reasoning_tokens=7)
    assert dump(log)["token_usage"] == {
        "prompt_tokens": 100,
        "completion_tokens": 0,
        "total_tokens": 0,
        "prompt_tokens_details": {"cached_tokens": 80, "cached_read_tokens": 80, "cached_write_tokens": 5},
        "completion_tokens_details": {"reasoning_tokens": 7},
    }


def test_builds_error_details_from_what_is_known_of_an_error() -> None:
    log = CanonicalLog(status_code=429, error_type="rate_limit", error_code="slow", error_message="Too fast")
    assert dump(log)["error_details"] == {
        "is_bifrost_error": False,
        "status_code": 429,
        "error": {"type": "rate_limit", "code": "slow", "message": "Too fast"},
    }


def test_builds_error_details_from_a_status_code_alone() -> None:
    shown = dump(CanonicalLog(status_code=502))["error_details"]
    assert shown == {"is_bifrost_error": False, "status_code": 502, "error": {"message": ""}}


def test_has_no_error_details_of_a_success() -> None:
    assert "error_details" not in dump(CanonicalLog(status_code=200, status="success", error_message=""))


def test_shows_raw_payloads_as_text() -> None:
    shown = dump(CanonicalLog(raw_request={"model": "é", "n": [1, 2]}, raw_response="plain"))
    assert (shown["raw_request"], shown["raw_response"]) == ('{"model":"é","n":[1,2]}', "plain")


def test_shows_a_raw_stream_where_there_is_no_raw_response() -> None:
    assert dump(CanonicalLog(raw_stream="data: {}\n\n"))["raw_response"] == "data: {}\n\n"


def test_counts_tool_choice_and_response_format_among_the_params() -> None:
    log = CanonicalLog(tool_choice="auto", response_format={"type": "text"}, params={"top_p": 1})
    assert dump(log)["params"] == {"tool_choice": "auto", "response_format": {"type": "text"}, "top_p": 1}


def test_names_the_customer_and_the_prompt() -> None:
    log = CanonicalLog(customer_id="c-1", customer=CustomerFacts(name="Ada"), prompt_id="p-1", prompt_name="greet")
    shown = dump(log)
    assert (shown["customer_id"], shown["user_id"], shown["customer_name"]) == ("c-1", "c-1", "Ada")
    assert (shown["selected_prompt_id"], shown["selected_prompt_name"]) == ("p-1", "greet")


def test_shows_stop_reason_and_metadata_with_their_types() -> None:
    shown = dump(CanonicalLog(finish_reason="length", metadata={"env": "prod", "n": 5, "deep": {"a": [True]}}))
    assert (shown["stop_reason"], shown["metadata"]) == ("length", {"env": "prod", "n": 5, "deep": {"a": [True]}})


def test_says_whether_a_cache_answered() -> None:
    assert dump(CanonicalLog(cached=True))["cache_debug"] == {"cache_hit": True}
    assert "cache_debug" not in dump(CanonicalLog())


@pytest.mark.parametrize(
    ("sent", "messages"),
    [
        ("Once upon", [{"role": "user", "content": "Once upon"}]),
        (["a", "b"], [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]),
        ([{"role": "user", "content": "Hi"}], [{"role": "user", "content": "Hi"}]),
        ({"q": 1}, [{"role": "user", "content": '{"q":1}'}]),
    ],
)
def test_shows_input_that_is_not_messages_as_a_users_message(sent: object, messages: list) -> None:
    assert dump(CanonicalLog(input=sent))["input_history"] == messages


def test_shows_what_was_spoken_or_transcribed_only_in_its_own_key() -> None:
    assert "input_history" not in dump(CanonicalLog(input="Say it", speech_input={"input": "Say it"}))
    assert "output_message" not in dump(CanonicalLog(output="Hi", transcription_output={"text": "Hi"}))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"output": "Hi"}, {"role": "assistant", "content": "Hi"}),
        ({"output": {"role": "assistant", "content": "Hi"}}, {"role": "assistant", "content": "Hi"}),
        ({"output": {"answer": 42}}, {"role": "assistant", "content": '{"answer":42}'}),
        ({"output_messages": [{"content": "one"}, {"content": "two"}]}, {"content": "one"}),
    ],
)
def test_finds_the_reply_wherever_it_was_sent(fields: dict, message: dict) -> None:
    assert dump(CanonicalLog(**fields))["output_message"] == message
