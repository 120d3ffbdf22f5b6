"""What went in and what came back, by kind of call, out of LiteLLM's messages and response."""

import pytest

from logs.dialects.litellm.translate import parse

from .litellm_payloads import litellm_payload


def read(call_type, messages, response):
    return parse(litellm_payload(call_type=call_type, messages=messages, response=response))


def test_several_choices_are_several_messages():
    choices = [{"message": {"role": "assistant", "content": text}} for text in ("a", "b")]
    log = read("completion", [], {"choices": choices})
    assert log.output_message == {"role": "assistant", "content": "a"}
    assert log.output_messages == [{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}]


def test_an_older_completion_answers_with_text():
    log = read("atext_completion", [{"role": "user", "content": "Say"}], {"choices": [{"text": "Hi", "index": 0}]})
    assert log.output_message == {"role": "assistant", "content": "Hi"}


def test_the_responses_api_answers_with_items():
    items = [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}]
    log = read("aresponses", "Say hi", {"id": "resp_1", "output": items, "tools": [{"type": "web_search"}]})
    assert log.input_messages == [{"role": "user", "content": "Say hi"}]
    assert (log.responses_output, log.response_id) == (items, "resp_1")
    assert log.tools == [{"type": "web_search"}]


def test_anthropics_own_form_is_a_message():
    content = [{"type": "text", "text": "Hi"}]
    log = read("anthropic_messages", [], {"role": "assistant", "content": content, "stop_reason": "end_turn"})
    assert log.output_message == {"role": "assistant", "content": content}
    assert log.finish_reason == "end_turn"


def test_texts_to_embed_are_texts_again():
    vectors = [{"embedding": [0.1], "index": 0, "object": "embedding"}]
    messages = [{"role": "user", "content": "one"}, {"role": "user", "content": "two"}]
    log = read("aembedding", messages, {"object": "list", "data": vectors})
    assert (log.input, log.input_messages, log.embedding_output) == (["one", "two"], None, vectors)


@pytest.mark.parametrize(
    "call_type, field, expected",
    [
        ("aimage_generation", "input", "words"),
        ("arerank", "input", "words"),
        ("aspeech", "speech_input", {"input": "words"}),
        ("atranscription", "transcription_input", {"file": "words"}),
    ],
)
def test_what_went_in_stands_where_its_kind_has_it(call_type, field, expected):
    assert getattr(read(call_type, [{"role": "user", "content": "words"}], {}), field) == expected


def test_a_transcription_is_its_text():
    assert read("atranscription", None, {"text": "Good morning"}).transcription_output == {"text": "Good morning"}


def test_an_answer_of_another_shape_is_kept_whole():
    ranks = {"results": [{"index": 1, "relevance_score": 0.9}]}
    log = read("arerank", None, ranks)
    assert (log.output, log.raw_response) == (ranks, ranks)


@pytest.mark.parametrize(
    "call_type, field, expected",
    [
        ("acompletion", "output_message", {"role": "assistant", "content": "redacted-by-litellm"}),
        ("moderation", "output", "redacted-by-litellm"),
    ],
)
def test_text_for_an_answer_is_a_reply_in_conversations(call_type, field, expected):
    assert getattr(read(call_type, None, "redacted-by-litellm"), field) == expected


@pytest.mark.parametrize("response", [{"choices": [{"message": None}]}, {"choices": [None]}, [1], {"id": 5}])
def test_odd_answers_are_no_error(response):
    assert read("acompletion", [None, 5], response).input_messages == [None, 5]
