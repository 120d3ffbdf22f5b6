"""Keywords AI payload -> canonical log: what was said. Messages out of input and output, raw bodies, other media."""

import json
from typing import Any

import pytest

from logs.dialects.keywordsai.translate import parse

ASKED = {"role": "user", "content": "Hi"}
REPLY = {"role": "assistant", "content": "Hello"}
PARTS = [{"type": "text", "text": "Hi"}]


@pytest.mark.parametrize(
    ("sent", "messages"),
    [
        ({"prompt_messages": [ASKED]}, [ASKED]),
        ({"messages": [ASKED]}, [ASKED]),
        ({"prompt_messages": ASKED}, [ASKED]),
        ({"prompt_messages": "Hi"}, [ASKED]),
        ({"prompt_messages": ["odd", 5, ASKED]}, ["odd", 5, ASKED]),
        ({"input": [ASKED]}, [ASKED]),
        ({"input": ASKED}, [ASKED]),
        ({"input": {"messages": [ASKED]}}, [ASKED]),
        ({"input": "Hi"}, [ASKED]),
        ({"input": json.dumps([ASKED])}, [ASKED]),
        ({"input": "[{'role': 'user'}]"}, [{"role": "user", "content": "[{'role': 'user'}]"}]),
        ({"input": PARTS}, [{"role": "user", "content": PARTS}]),
        (
            {"input": [{"type": "function_call_output", "output": "5"}]},
            [{"type": "function_call_output", "output": "5"}],
        ),
        ({"input": "Hi", "log_type": "response"}, [ASKED]),
        ({"full_request": {"messages": [ASKED]}}, [ASKED]),
        ({"full_request": {"input": "Hi"}}, [ASKED]),
        ({"full_request": {"messages": [REPLY]}, "input": "Hi"}, [ASKED]),
        ({"full_request": {"messages": [REPLY]}, "prompt_messages": [ASKED]}, [ASKED]),
        ({"full_request": {"messages": 5}}, None),
        ({"input": {"question": "Hi"}}, None),
        ({"input": ""}, None),
        ({"input": "Hi", "log_type": "tool"}, None),
    ],
)
def test_what_was_asked_becomes_messages(sent: dict[str, Any], messages: list[Any] | None) -> None:
    assert parse(sent).input_messages == messages


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"completion_message": REPLY}, REPLY),
        ({"completion_message": "Hello"}, REPLY),
        ({"completion_messages": [REPLY, ASKED]}, REPLY),
        ({"completion_messages": "Hello"}, REPLY),
        ({"completion_message": REPLY, "completion_messages": [ASKED]}, REPLY),
        ({"output": REPLY}, REPLY),
        ({"output": {"content": "Hello"}}, REPLY),
        ({"output": "Hello"}, REPLY),
        ({"output": json.dumps(REPLY)}, REPLY),
        ({"output": [REPLY, REPLY]}, REPLY),
        ({"full_request": {"completion_messages": [REPLY]}}, REPLY),
        ({"full_request": {"completion_message": REPLY}, "output": "Other"}, {"role": "assistant", "content": "Other"}),
        ({"full_response": {"choices": [{"message": REPLY}]}}, REPLY),
        ({"full_response": {"choices": [{"message": ASKED}]}, "completion_message": REPLY}, REPLY),
        ({"full_response": {"choices": "none"}}, None),
        ({"output": {"answer": 5}}, None),
        ({"output": [1, 2]}, None),
    ],
)
def test_what_came_back_becomes_a_message(sent: dict[str, Any], message: Any) -> None:
    assert parse(sent).output_message == message


def test_several_choices_are_kept_beside_the_first() -> None:
    log = parse({"full_response": {"choices": [{"message": REPLY}, {"message": ASKED}]}})
    assert log.output_messages == [REPLY, ASKED]
    assert log.output_message == REPLY


def test_items_of_the_responses_api_stay_items() -> None:
    items = [{"type": "reasoning", "id": "r"}, {"type": "message", "role": "assistant", "content": []}]
    assert parse({"output": items, "log_type": "response"}).responses_output == items


def test_input_and_output_that_are_no_messages_stay_as_they_are() -> None:
    log = parse({"input": {"question": "Hi"}, "output": {"answer": 5}, "log_type": "workflow"})
    assert (log.input, log.output) == ({"question": "Hi"}, {"answer": 5})
    chat = parse({"input": {"question": "Hi"}, "output": [1, 2]})
    assert (chat.input, chat.output) == ({"question": "Hi"}, [1, 2])


@pytest.mark.parametrize(
    ("sent", "place", "expected"),
    [
        ({"log_type": "embedding", "output": [0.1, 0.2]}, "embedding_output", [0.1, 0.2]),
        ({"embedding": [0.1, 0.2]}, "embedding_output", [0.1, 0.2]),
        ({"embedding": "[0.1, 0.2]"}, "embedding_output", [0.1, 0.2]),
        ({"base64_embedding": "AACAPw=="}, "embedding_output", "AACAPw=="),
    ],
)
def test_a_vector_becomes_the_list_that_an_embeddings_call_answers(
    sent: dict[str, Any], place: str, expected: Any
) -> None:
    assert getattr(parse(sent), place) == [{"index": 0, "object": "embedding", "embedding": expected}]


def test_several_vectors_stay_as_they_were_sent() -> None:
    vectors = [{"index": 0, "embedding": [0.1]}, {"index": 1, "embedding": [0.2]}]
    assert parse({"log_type": "embedding", "output": vectors}).embedding_output == vectors


def test_the_text_to_embed_stays_the_input() -> None:
    log = parse({"log_type": "embedding", "input": "Hi", "output": [0.1]})
    assert (log.input, log.input_messages) == ("Hi", None)


@pytest.mark.parametrize(
    ("sent", "place", "expected"),
    [
        ({"log_type": "speech", "input": "Say it"}, "speech_input", {"input": "Say it"}),
        ({"log_type": "speech", "output": '{"audio": "AA"}'}, "speech_output", {"audio": "AA"}),
        ({"log_type": "speech", "audio_output_file": "https://x/a.mp3"}, "speech_output", {"audio": "https://x/a.mp3"}),
        ({"log_type": "transcription", "input": {"file": "AA"}}, "transcription_input", {"file": "AA"}),
        ({"log_type": "transcription", "audio_input_file": "https://x"}, "transcription_input", {"file": "https://x"}),
        ({"log_type": "transcription", "output": "Said"}, "transcription_output", {"text": "Said"}),
        ({"transcription_output": {"text": "Said"}}, "transcription_output", {"text": "Said"}),
        ({"speech_input": {"input": "Say"}, "log_type": "speech", "input": "x"}, "speech_input", {"input": "Say"}),
    ],
)
def test_sound_goes_where_bifrost_looks_for_it(sent: dict[str, Any], place: str, expected: Any) -> None:
    assert getattr(parse(sent), place) == expected


def test_raw_bodies_tell_what_the_payload_leaves_out() -> None:
    request = {"model": "gpt-4o", "temperature": 0.5, "n": "odd", "tools": [{"type": "function"}], "stream": True}
    response = {
        "id": "chatcmpl-1",
        "choices": [{"message": REPLY, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 8, "completion_tokens": 16, "prompt_tokens_details": {"cached_tokens": 4}},
    }
    log = parse({"full_request": request, "full_response": response, "prompt_tokens": 9})
    assert (log.raw_request, log.raw_response) == (request, response)
    assert (log.model, log.stream, log.tools) == ("gpt-4o", True, [{"type": "function"}])
    assert log.params == {"temperature": 0.5}
    assert (log.response_id, log.finish_reason) == ("chatcmpl-1", "stop")
    assert (log.prompt_tokens, log.completion_tokens, log.cache_read_tokens) == (9, 16, 4)


def test_what_cannot_be_read_in_a_raw_body_is_no_error() -> None:
    odd = {"model": [], "temperature": "hot", "messages": 5, "tools": "x", "choices": [5], "usage": "much", "id": {}}
    log = parse({"full_request": odd, "full_response": odd})
    assert (log.model, log.params, log.input_messages, log.response_id) == (None, None, None, None)


@pytest.mark.parametrize("raw", ["data: {}", [1, 2], 5, True])
def test_a_raw_body_may_be_any_json(raw: Any) -> None:
    assert parse({"full_response": raw}).raw_response == raw
