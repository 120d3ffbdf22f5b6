"""A canonical log in LLM Report's form."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from logs.canonical import CanonicalLog
from logs.dialects.llmreport.translate import dump

ID = UUID("018f7a12-3b4c-7d5e-8f90-a1b2c3d4e5f6")


def test_every_key_of_the_seed_comes_in_its_order():
    log = CanonicalLog(
        id=ID,
        started_at=datetime(2024, 5, 13, 23, 58, 13, 4999, tzinfo=UTC),
        updated_at=datetime(2024, 5, 13, 23, 59, tzinfo=UTC),
        ip="203.0.113.7",
        request_url="https://api.openai.com/v1/chat/completions",
        request_method="POST",
        status_code=200,
        cached=True,
        stream=False,
        customer_id="user_42",
        output_message={"role": "assistant", "content": "Hi"},
        model="gpt-4o",
        response_id="chatcmpl-1",
        prompt_tokens=356,
        completion_tokens=54,
        raw_request={"model": "gpt-4o", "messages": [{"role": "user", "content": "Olá"}]},
        raw_response={"id": "chatcmpl-1", "n": 1.5},
        cost_usd=Decimal("0.000259"),
        app_id="app_1",
        request_headers={"User-Agent": "curl"},
    )

    assert list(dump(log).items()) == [
        ("id", "018f7a12-3b4c-7d5e-8f90-a1b2c3d4e5f6"),
        ("createdAt", "2024-05-13T23:58:13.004Z"),
        ("updatedAt", "2024-05-13T23:59:00.000Z"),
        ("ip", "203.0.113.7"),
        ("url", "https://api.openai.com/v1/chat/completions"),
        ("method", "POST"),
        ("status", "200"),
        ("cached", True),
        ("streamed", False),
        ("user_id", "user_42"),
        ("completion", "Hi"),
        ("model", "gpt-4o"),
        ("openai_id", "chatcmpl-1"),
        ("prompt_tokens", 356),
        ("completion_tokens", 54),
        ("request_body", '{"model":"gpt-4o","messages":[{"role":"user","content":"Olá"}]}'),
        ("response_body", '{"id":"chatcmpl-1","n":1.5}'),
        ("streamed_response_body", None),
        ("cost", 0.000259),
        ("app_id", "app_1"),
        ("request_headers", {"user-agent": "curl"}),
    ]


def test_unknown_values_are_empty_zero_or_null():
    shown = dump(CanonicalLog(id=ID))

    assert [shown[key] for key in ("ip", "url", "method", "openai_id", "status")] == ["", "", "", "", ""]
    assert (shown["cached"], shown["streamed"], shown["cost"]) == (False, False, 0)
    assert [key for key, value in shown.items() if value is None] == [
        "createdAt",
        "updatedAt",
        "user_id",
        "completion",
        "model",
        "prompt_tokens",
        "completion_tokens",
        "request_body",
        "response_body",
        "streamed_response_body",
        "app_id",
        "request_headers",
    ]


def test_zero_tokens_stay_zero():
    shown = dump(CanonicalLog(id=ID, prompt_tokens=0, completion_tokens=0))

    assert (shown["prompt_tokens"], shown["completion_tokens"]) == (0, 0)


def test_the_callers_own_id_goes_first():
    assert dump(CanonicalLog(id=ID, source_id="req-7"))["id"] == "req-7"


def test_without_raw_payloads_both_bodies_are_built():
    log = CanonicalLog(
        id=ID,
        kind="chat",
        model="gpt-4o",
        input_messages=[{"role": "user", "content": "Hi"}],
        output_message={"role": "assistant", "content": "Hello"},
    )

    assert dump(log)["request_body"] == '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}'
    assert dump(log)["response_body"] == (
        '{"object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":'
        '{"role":"assistant","content":"Hello"},"finish_reason":null}]}'
    )


def test_a_streamed_call_has_its_stream_and_no_built_response():
    log = CanonicalLog(id=ID, stream=True, output_message={"content": "Hi"}, raw_stream="data: {}\n\n")

    assert dump(log)["streamed_response_body"] == "data: {}\n\n"
    assert dump(log)["response_body"] is None
    assert dump(log)["completion"] == "Hi"


def test_a_stream_sent_as_the_response_is_shown_as_the_stream():
    shown = dump(CanonicalLog(id=ID, stream=True, raw_response="data: {}\n\n"))

    assert (shown["response_body"], shown["streamed_response_body"]) == (None, "data: {}\n\n")


def test_a_raw_response_of_a_streamed_call_is_shown():
    assert dump(CanonicalLog(id=ID, stream=True, raw_response={"id": "r"}))["response_body"] == '{"id":"r"}'


def test_a_raw_payload_that_is_text_stays_as_it_is():
    assert dump(CanonicalLog(id=ID, raw_request="a=1&b=2"))["request_body"] == "a=1&b=2"


def test_completion_of_tool_calls_only_is_null():
    call = {"id": "call_1", "type": "function", "function": {"name": "order", "arguments": "{}"}}
    log = CanonicalLog(id=ID, output_message={"role": "assistant", "content": None, "tool_calls": [call]})

    assert dump(log)["completion"] is None


def test_metadata_stands_among_the_headers_as_text():
    log = CanonicalLog(
        id=ID,
        metadata={"tier": "pro", "retries": 2, "Beta": True, "tags": ["a"], "x": None},
        request_headers={"X-Metadata-tier": "sent as header", "User-Agent": "curl"},
    )

    assert dump(log)["request_headers"] == {
        "x-metadata-tier": "sent as header",
        "x-metadata-retries": "2",
        "x-metadata-Beta": "true",
        "x-metadata-tags": '["a"]',
        "x-metadata-x": "null",
        "user-agent": "curl",
    }
