"""Previews and search text."""

import base64

from logs.canonical import CanonicalLog
from logs.text import PREVIEW_CHARACTERS, fold, input_preview, output_preview, search_text


def test_fold_composes_and_ignores_case():
    assert fold("STRASSE Cafe\u0301") == fold("straße CAFÉ")


def test_fold_leaves_nothing_an_engine_refuses():
    assert fold("a\x00\ud800b") == "a\ufffd\ufffdb"


def test_input_preview_is_the_last_user_message_on_one_line():
    messages = [
        {"role": "user", "content": "first"},
        {"role": "user", "content": [{"type": "text", "text": "where is\n my order?"}]},
        {"role": "assistant", "content": "wait"},
    ]
    assert input_preview(CanonicalLog(input_messages=messages)) == "where is my order?"


def test_input_preview_falls_back_to_any_message_and_to_raw_input():
    assert input_preview(CanonicalLog(input_messages=[{"role": "system", "content": "rules"}])) == "rules"
    assert input_preview(CanonicalLog(input=["text to embed"])) == "text to embed"
    assert input_preview(CanonicalLog()) == ""


def test_output_preview_is_the_error_before_the_reply():
    reply = {"role": "assistant", "content": "hello"}
    assert output_preview(CanonicalLog(output_message=reply)) == "hello"
    assert output_preview(CanonicalLog(output_message=reply, error_message="timeout")) == "timeout"


def test_output_preview_names_the_tool_that_was_called():
    call = {"id": "c1", "type": "function", "function": {"arguments": '{"id":7}', "name": "get_order"}}
    log = CanonicalLog(output_message={"role": "assistant", "content": None, "tool_calls": [call]})
    assert output_preview(log) == 'get_order {"id":7}'


def test_output_preview_is_what_was_said_not_what_was_thought():
    message = {"role": "assistant", "reasoning_content": "Let me think.", "content": "4"}
    assert output_preview(CanonicalLog(output_message=message)) == "4"
    assert output_preview(CanonicalLog(output_message={"content": None, "refusal": "I cannot."})) == "I cannot."


def test_previews_are_clipped():
    log = CanonicalLog(input_messages=[{"role": "user", "content": "x" * 5000}])
    assert len(input_preview(log)) == PREVIEW_CHARACTERS


def test_search_text_holds_prompts_replies_arguments_and_errors():
    log = CanonicalLog(
        input_messages=[{"role": "user", "content": "Question"}],
        output_message={"role": "assistant", "content": "Reply"},
        tool_calls=[{"function": {"name": "Lookup", "arguments": "Argument"}}],
        error_message="Failure",
    )
    assert search_text(log).split("\n") == ["question", "reply", "lookup", "argument", "failure"]


def test_search_text_leaves_binary_data_and_vectors_out():
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 4000}}
    blob = {"type": "audio", "payload": base64.b64encode(bytes(range(256))).decode()}
    messages = [{"role": "user", "content": [image, blob, {"type": "text", "text": "what is this"}]}]
    assert search_text(CanonicalLog(input_messages=messages, output=[0.1, 0.2])) == "what is this"


def test_search_text_of_deep_content_needs_no_recursion():
    deep = "bottom"
    for _ in range(5000):
        deep = [deep]
    assert search_text(CanonicalLog(input=deep)) == "bottom"
