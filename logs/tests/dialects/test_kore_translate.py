"""A canonical log in Kore.ai's form: names, units, what stands where nothing is known, and payloads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from logs.canonical import CanonicalLog
from logs.dialects.kore.translate import dump

STARTED = datetime(2024, 3, 8, 6, 38, 54, 8000, tzinfo=UTC)
ENDED = datetime(2024, 3, 8, 6, 38, 58, 386000, tzinfo=UTC)
FULL = CanonicalLog(
    started_at=STARTED,
    ended_at=ENDED,
    latency_ms=4378.0,
    status="success",
    status_code=200,
    provider="openai",
    model="GPT-4",
    prompt_tokens=614,
    completion_tokens=74,
    customer_id="u-40b3eafc",
    bot_id="st-73bfdb2f",
    channel="msteams",
    feature="GenAI Node",
    task_id="dg-200ad1ff",
    description="Order pizza-GenAINode0002",
    prompt_name="Default",
    raw_request={"model": "gpt-4", "temperature": 0.5},
    raw_response={"id": "chatcmpl-90OAYD", "choices": []},
)


def test_every_field_has_its_key_in_the_vendors_order():
    assert list(dump(FULL).items()) == [
        ("Prompt Name", "Default"),
        ("Integration", "OpenAI"),
        ("start Date", "2024-03-08T06:38:54.008Z"),
        ("End Date", "2024-03-08T06:38:58.386Z"),
        ("Time Taken", 4378),
        ("statusCode", 200),
        ("Bot ID", "st-73bfdb2f"),
        ("User ID", "u-40b3eafc"),
        ("Feature Name ", "GenAI Node"),
        ("Model Name", "GPT-4"),
        ("Channel Name", "msteams"),
        ("Description", "Order pizza-GenAINode0002"),
        ("task Id", "dg-200ad1ff"),
        ("Status", "Success"),
        (
            "Payload Details",
            {
                "Prompt Name": "Default",
                "Request Payload": {"model": "gpt-4", "temperature": 0.5},
                "Response Payload": {"id": "chatcmpl-90OAYD", "choices": []},
                "Request Tokens": 614,
                "Response Tokens": 74,
            },
        ),
    ]


def test_payload_details_stand_in_the_vendors_order():
    assert list(dump(FULL)["Payload Details"]) == [
        "Prompt Name",
        "Request Payload",
        "Response Payload",
        "Request Tokens",
        "Response Tokens",
    ]


def test_what_is_unknown_keeps_its_key():
    assert dump(CanonicalLog()) == {
        "Prompt Name": "",
        "Integration": "",
        "start Date": "",
        "End Date": "",
        "Time Taken": None,
        "statusCode": None,
        "Bot ID": "",
        "User ID": "",
        "Feature Name ": "",
        "Model Name": "",
        "Channel Name": "",
        "Description": "",
        "task Id": "",
        "Status": "",
        "Payload Details": {
            "Prompt Name": "",
            "Request Payload": {},
            "Response Payload": {},
            "Request Tokens": None,
            "Response Tokens": None,
        },
    }


def test_zero_is_no_unknown():
    row = dump(CanonicalLog(latency_ms=0.0, prompt_tokens=0, completion_tokens=0, status_code=0))
    assert (row["Time Taken"], row["statusCode"]) == (0, 0)
    assert (row["Payload Details"]["Request Tokens"], row["Payload Details"]["Response Tokens"]) == (0, 0)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("success", "Success"),
        ("warning", "Success"),
        ("error", "Failure"),
        ("cancelled", "Failure"),
        ("unknown", ""),
        ("something new", ""),
    ],
)
def test_status(status, shown):
    assert dump(replace(FULL, status=status))["Status"] == shown


@pytest.mark.parametrize(
    ("provider", "shown"),
    [
        ("openai", "OpenAI"),
        ("azure_openai", "Azure OpenAI"),
        ("azure", "Azure OpenAI"),
        ("anthropic", "Anthropic"),
        ("bedrock", "Amazon Bedrock"),
        ("aws", "Amazon Bedrock"),
        ("gemini", "Google Gemini"),
        ("vertexai", "Google Vertex AI"),
        ("house-llm", "house-llm"),
        (None, ""),
    ],
)
def test_integration_is_the_provider_as_people_call_it(provider, shown):
    assert dump(replace(FULL, provider=provider))["Integration"] == shown


def test_an_integration_that_was_sent_wins_over_the_provider():
    assert dump(replace(FULL, integration="Custom LLM"))["Integration"] == "Custom LLM"


@pytest.mark.parametrize(("latency_ms", "shown"), [(0.4, 0), (4378.5001, 4379), (4378.4, 4378), (59999.9, 60000)])
def test_time_taken_is_whole_milliseconds(latency_ms, shown):
    row = dump(replace(FULL, latency_ms=latency_ms))
    assert row["Time Taken"] == shown
    assert isinstance(row["Time Taken"], int)


def test_times_are_utc_cut_to_milliseconds():
    tokyo = datetime(2024, 3, 8, 15, 38, 54, 8999, tzinfo=timezone(timedelta(hours=9)))
    assert dump(replace(FULL, started_at=tokyo))["start Date"] == "2024-03-08T06:38:54.008Z"
    assert dump(replace(FULL, started_at=STARTED.replace(microsecond=0)))["start Date"] == "2024-03-08T06:38:54.000Z"


def test_the_bot_of_the_path_stands_in_where_the_log_names_none():
    assert dump(replace(FULL, bot_id=None), "st-path")["Bot ID"] == "st-path"
    assert dump(FULL, "st-path")["Bot ID"] == "st-73bfdb2f"


def test_payloads_are_built_where_none_came_in():
    log = CanonicalLog(
        kind="chat",
        status="success",
        started_at=STARTED,
        model="gpt-4",
        params={"temperature": 0.5},
        input_messages=[{"role": "user", "content": "Order pizza"}],
        output_message={"role": "assistant", "content": "Which?"},
        finish_reason="stop",
        response_id="chatcmpl-1",
        prompt_tokens=3,
        completion_tokens=2,
        total_tokens=5,
    )
    details = dump(log)["Payload Details"]
    assert details["Request Payload"] == {
        "model": "gpt-4",
        "messages": [{"role": "user", "content": "Order pizza"}],
        "temperature": 0.5,
    }
    assert details["Response Payload"] == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1709879934,
        "model": "gpt-4",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Which?"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }


@pytest.mark.parametrize("raw", ['{"model":"gpt-4"}', ["chunk"], 7, True, {}, None])
def test_a_raw_payload_that_is_no_object_is_not_shown_as_one(raw):
    details = dump(CanonicalLog(model="gpt-4", raw_request=raw, raw_response=raw))["Payload Details"]
    assert details["Request Payload"] == {"model": "gpt-4"}
    assert details["Response Payload"] == {}


def test_a_failed_call_shows_its_error_as_response():
    log = CanonicalLog(status="error", error_message="Rate limit reached", error_type="requests", error_code="429")
    assert dump(log)["Payload Details"]["Response Payload"] == {
        "error": {"message": "Rate limit reached", "type": "requests", "param": None, "code": "429"}
    }
