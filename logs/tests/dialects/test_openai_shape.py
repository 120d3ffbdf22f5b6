"""Payloads built in OpenAI's shape from canonical logs that brought none."""

from datetime import UTC, datetime

from logs.canonical import CanonicalLog
from logs.dialects.openai_shape import reply_text, request_payload, response_payload

STARTED_AT = datetime(2024, 3, 8, 6, 38, 54, 8000, tzinfo=UTC)
ASK = [{"role": "user", "content": "Order pizza"}]
CALL = {"id": "call_1", "type": "function", "function": {"name": "order", "arguments": "{}"}}


def test_request_holds_what_is_known_in_openai_order():
    log = CanonicalLog(
        kind="chat",
        model="gpt-4",
        input_messages=ASK,
        tools=[{"type": "function", "function": {"name": "order"}}],
        tool_choice="auto",
        response_format={"type": "text"},
        stream=True,
        params={"temperature": 0.5, "seed": None},
    )

    assert list(request_payload(log).items()) == [
        ("model", "gpt-4"),
        ("messages", [{"role": "user", "content": "Order pizza"}]),
        ("tools", [{"type": "function", "function": {"name": "order"}}]),
        ("tool_choice", "auto"),
        ("response_format", {"type": "text"}),
        ("stream", True),
        ("temperature", 0.5),
    ]


def test_request_of_an_empty_log_is_empty():
    assert request_payload(CanonicalLog(stream=False)) == {}


def test_request_keeps_its_fields_over_params_of_the_same_name():
    log = CanonicalLog(model="gpt-4", params={"model": "other", "n": 0})

    assert request_payload(log) == {"model": "gpt-4", "n": 0}


def test_request_names_the_input_as_its_endpoint_does():
    assert request_payload(CanonicalLog(kind="embedding", input=["a", "b"])) == {"input": ["a", "b"]}
    assert request_payload(CanonicalLog(kind="completion", input="Once")) == {"prompt": "Once"}
    assert request_payload(CanonicalLog(kind="response", input_messages=ASK)) == {"input": ASK}
    assert request_payload(CanonicalLog(kind="speech", speech_input={"input": "Hi"})) == {"input": "Hi"}
    assert request_payload(CanonicalLog(kind="transcription", transcription_input="QUJD")) == {"file": "QUJD"}


def test_chat_response_has_the_keys_of_a_chat_completion():
    log = CanonicalLog(
        kind="chat",
        response_id="chatcmpl-90OA",
        started_at=STARTED_AT,
        model="gpt-4",
        output_message={"role": "assistant", "content": "Which size?", "annotations": []},
        finish_reason="stop",
        prompt_tokens=614,
        completion_tokens=74,
        total_tokens=688,
        cache_read_tokens=12,
        reasoning_tokens=0,
    )

    assert list(response_payload(log).items()) == [
        ("id", "chatcmpl-90OA"),
        ("object", "chat.completion"),
        ("created", 1709879934),
        ("model", "gpt-4"),
        (
            "choices",
            [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": "Which size?", "annotations": []},
                    "finish_reason": "stop",
                }
            ],
        ),
        (
            "usage",
            {
                "prompt_tokens": 614,
                "completion_tokens": 74,
                "total_tokens": 688,
                "prompt_tokens_details": {"cached_tokens": 12},
                "completion_tokens_details": {"reasoning_tokens": 0},
            },
        ),
    ]


def test_every_choice_is_kept():
    log = CanonicalLog(output_messages=[{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}])

    assert [choice["message"]["content"] for choice in response_payload(log)["choices"]] == ["a", "b"]
    assert [choice["index"] for choice in response_payload(log)["choices"]] == [0, 1]


def test_tool_calls_beside_the_message_go_into_it():
    message = {"role": "assistant", "content": None, "tool_calls": [CALL]}

    assert response_payload(CanonicalLog(tool_calls=[CALL]))["choices"][0]["message"] == message
    beside = CanonicalLog(output_message={"role": "assistant", "content": None}, tool_calls=[CALL])
    assert response_payload(beside)["choices"][0]["message"] == message


def test_text_completion_has_text_in_its_choices():
    payload = response_payload(CanonicalLog(kind="completion", output="upon a time"))

    assert payload["object"] == "text_completion"
    assert payload["choices"] == [{"index": 0, "text": "upon a time", "finish_reason": None}]


def test_responses_output_becomes_a_response():
    items = [{"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}]
    log = CanonicalLog(
        kind="response", response_id="resp_1", responses_output=items, prompt_tokens=3, completion_tokens=1
    )

    assert response_payload(log) == {
        "id": "resp_1",
        "object": "response",
        "output": items,
        "usage": {"input_tokens": 3, "output_tokens": 1},
    }


def test_embeddings_become_a_list():
    data = [{"object": "embedding", "index": 0, "embedding": [0.5]}]
    log = CanonicalLog(kind="embedding", model="ada", embedding_output=data, prompt_tokens=2, total_tokens=2)

    assert response_payload(log) == {
        "object": "list",
        "model": "ada",
        "data": data,
        "usage": {"prompt_tokens": 2, "total_tokens": 2},
    }


def test_speech_and_transcription_have_no_envelope():
    assert response_payload(CanonicalLog(speech_output={"audio": "QUJD"}, model="tts")) == {"audio": "QUJD"}
    assert response_payload(CanonicalLog(transcription_output="Hello")) == {"text": "Hello"}


def test_output_that_is_no_message_becomes_json_text():
    payload = response_payload(CanonicalLog(kind="tool", output={"grad": "5°"}))

    assert payload["choices"][0]["message"] == {"role": "assistant", "content": '{"grad": "5°"}'}


def test_an_error_alone_is_openais_error_body():
    log = CanonicalLog(status="error", error_message="Slow down", error_type="rate_limit", prompt_tokens=3)

    assert response_payload(log) == {
        "error": {"message": "Slow down", "type": "rate_limit", "param": None, "code": None}
    }


def test_an_error_after_a_reply_stands_beside_it():
    payload = response_payload(CanonicalLog(status="error", output="Half a", error_message="Cut off"))

    assert payload["choices"][0]["message"]["content"] == "Half a"
    assert payload["error"]["message"] == "Cut off"


def test_a_call_without_a_reply_has_no_response():
    assert response_payload(CanonicalLog(status="processing", model="gpt-4", error_message="")) == {}


def test_reply_text_is_the_content():
    assert reply_text(CanonicalLog(output_message={"role": "assistant", "content": "Hi"})) == "Hi"
    assert reply_text(CanonicalLog(output_message={"role": "assistant", "content": ""})) == ""
    assert reply_text(CanonicalLog(output="Hi")) == "Hi"
    assert reply_text(CanonicalLog(transcription_output={"text": "Hi"})) == "Hi"


def test_reply_text_joins_parts_and_skips_thoughts_and_tool_calls():
    parts = [
        {"type": "thinking", "thinking": "hm", "text": "hm"},
        {"type": "text", "text": "Hello, "},
        {"type": "tool_use", "name": "f", "input": {}},
        {"type": "text", "text": "you"},
    ]
    gemini = {"role": "model", "parts": [{"text": "hm", "thought": True}, {"text": "Hello"}]}
    items = [
        {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "hm"}]},
        {"type": "message", "content": [{"type": "output_text", "text": "Hello"}]},
    ]

    assert reply_text(CanonicalLog(output_message={"role": "assistant", "content": parts})) == "Hello, you"
    assert reply_text(CanonicalLog(output_message=gemini)) == "Hello"
    assert reply_text(CanonicalLog(responses_output=items)) == "Hello"


def test_reply_text_is_the_refusal_where_there_is_no_content():
    assert reply_text(CanonicalLog(output_message={"content": None, "refusal": "I cannot"})) == "I cannot"


def test_reply_text_of_tool_calls_only_is_none():
    assert reply_text(CanonicalLog(output_message={"content": None, "tool_calls": [CALL]})) is None
    assert reply_text(CanonicalLog()) is None
