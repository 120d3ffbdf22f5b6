"""Conversations out of any vendor's messages: who spoke, in which order, and which answer belongs to which call."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.canonical import CanonicalLog
from logs.explorer.conversation import Message, conversation_of
from logs.explorer.media import Media
from logs.explorer.parts import Call, Data, Text


def asked(*messages: object) -> list[Message]:
    return conversation_of(CanonicalLog(input_messages=list(messages))).asked


def calls(messages: list[Message]) -> list[Call]:
    return [part for message in messages for part in message.parts if part.kind == "call"]


def said(message: Message) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in message.parts]


@pytest.mark.parametrize(
    ("word", "role"),
    [("system", "system"), ("developer", "system"), ("user", "user"), ("Chatbot", "assistant"), ("model", "assistant")],
)
def test_knows_who_speaks(word: str, role: str):
    (message,) = asked({"role": word, "content": "Hi"})
    assert message.role == role
    assert message.label == word[:1].upper() + word[1:]


def test_keeps_a_role_it_does_not_know():
    (message,) = asked({"role": "referee", "content": "Foul."})
    assert (message.role, message.speaker, message.label) == ("referee", "user", "Referee")


def test_keeps_the_order():
    assert [
        said(message) for message in asked({"role": "user", "content": "1"}, {"role": "assistant", "content": "2"})
    ] == [
        [("text", "1")],
        [("text", "2")],
    ]


def test_puts_openais_result_beside_its_call():
    messages = asked(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "a", "arguments": '{"x": 1}'}},
                {"id": "2", "type": "function", "function": {"name": "b", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "2", "content": "of b"},
        {"role": "tool", "tool_call_id": "1", "content": "of a"},
    )
    assert [message.role for message in messages] == ["assistant"]
    assert [(call.name, call.arguments, call.result.value) for call in calls(messages)] == [
        ("a", '{"x": 1}', "of a"),
        ("b", "{}", "of b"),
    ]


def test_puts_anthropics_result_beside_its_call():
    messages = asked(
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "find", "input": {"q": "x"}}]},
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "t",
                    "content": [{"type": "text", "text": "no"}],
                    "is_error": True,
                },
                {"type": "text", "text": "Go on."},
            ],
        },
    )
    (call,) = calls(messages)
    assert (call.arguments, call.result.value, call.result.has_failed) == ({"q": "x"}, "no", True)
    assert said(messages[1]) == [("text", "Go on.")]


def test_puts_bedrocks_result_beside_its_call():
    messages = asked(
        {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t", "name": "find", "input": {}}}]},
        {
            "role": "user",
            "content": [{"toolResult": {"toolUseId": "t", "status": "error", "content": [{"text": "no"}]}}],
        },
    )
    (call,) = calls(messages)
    assert (call.name, call.result.value, call.result.has_failed) == ("find", "no", True)


def test_puts_geminis_results_beside_calls_that_have_no_ids():
    messages = asked(
        {"role": "model", "parts": [{"functionCall": {"name": n, "args": {}}} for n in ("a", "b")]},
        {"role": "user", "parts": [{"functionResponse": {"name": n, "response": {"of": n}}} for n in ("b", "a")]},
    )
    assert [(call.name, call.result.value) for call in calls(messages)] == [("a", {"of": "a"}), ("b", {"of": "b"})]


def test_puts_items_of_the_responses_api_together():
    conversation = conversation_of(
        CanonicalLog(
            input_messages=[
                {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
                {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c", "output": "seen"},
            ],
            responses_output=[
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
                {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello."}]},
            ],
        )
    )
    assert [message.role for message in conversation.asked] == ["user", "assistant"]
    assert calls(conversation.asked)[0].result.value == "seen"
    (answer,) = conversation.answered
    assert said(answer) == [("reasoning", "Hm."), ("text", "Hello.")]


def test_shows_a_result_whose_call_is_elsewhere():
    (message,) = asked({"role": "tool", "tool_call_id": "gone", "content": "an answer"})
    assert [(part.kind, part.call_id, part.value) for part in message.parts] == [("result", "gone", "an answer")]


def test_answers_a_call_of_the_output_only_once():
    conversation = conversation_of(
        CanonicalLog(
            output_message={
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "t", "name": "find", "input": {}}],
                "tool_calls": [{"id": "t", "type": "function", "function": {"name": "find", "arguments": "{}"}}],
            }
        )
    )
    assert len(calls(conversation.answered)) == 1


@pytest.mark.parametrize(
    "thoughts",
    [
        {"reasoning_content": "Hm."},
        {"reasoning": "Hm."},
        {"thinking_blocks": [{"type": "thinking", "thinking": "Hm.", "signature": "x"}]},
        {"reasoning_details": [{"type": "reasoning.text", "text": "Hm."}], "reasoning": "Hm."},
        {"tool_plan": "Hm."},
    ],
)
def test_shows_thoughts_once_and_before_the_words(thoughts: dict):
    (message,) = asked({"role": "assistant", "content": "Yes.", **thoughts})
    assert said(message) == [("reasoning", "Hm."), ("text", "Yes.")]


def test_shows_a_refusal():
    (message,) = asked({"role": "assistant", "content": None, "refusal": "I cannot help with that."})
    assert said(message) == [("refusal", "I cannot help with that.")]


def test_shows_every_choice():
    choices = [{"role": "assistant", "content": "1"}, {"role": "assistant", "content": "2"}]
    answered = conversation_of(CanonicalLog(output_messages=choices, output_message=choices[0])).answered
    assert [said(message) for message in answered] == [[("text", "1")], [("text", "2")]]


def test_shows_a_text_to_embed():
    (message,) = conversation_of(CanonicalLog(input="to embed")).asked
    assert (message.label, said(message)) == ("Input", [("text", "to embed")])


def test_shows_words_to_be_said_and_how():
    sent = {"input": "to say", "voice": "alloy"}
    (message,) = conversation_of(CanonicalLog(speech_input=sent, input=sent)).asked
    assert message.parts == [Text("to say"), Data("settings", {"voice": "alloy"})]


def test_names_a_recording_once():
    sent = {"file": "call.opus", "media_type": "audio/ogg", "size": 52_000}
    (message,) = conversation_of(CanonicalLog(transcription_input=sent, input=sent)).asked
    assert message.parts == [Media("audio", "call.opus", "audio/ogg", 52_000, "")]


def test_names_spoken_sound():
    (message,) = conversation_of(CanonicalLog(speech_output={"audio": "AAAA", "format": "mp3"})).answered
    assert message.parts == [Media("audio", "", "audio/mp3", 3, "", "AAAA")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"output": "plain"}, "plain"),
        ({"transcription_output": {"text": "Hello there"}, "output": {"text": "Hello there"}}, "Hello there"),
        ({"embedding_output": [{"embedding": [0.1, 0.2, 0.3]}] * 2}, "2 vectors of 3 dimensions"),
    ],
)
def test_shows_what_came_back_where_it_is_no_message(content: dict, words: str):
    (message,) = conversation_of(CanonicalLog(**content)).answered
    assert said(message) == [("text", words)]


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ({}, ["call"]),
        ({"output": "Let me look."}, ["text", "call"]),
        ({"output_message": {"role": "assistant", "content": "Let me look."}}, ["text", "call"]),
    ],
)
def test_shows_calls_that_stand_beside_the_reply(content: dict, kinds: list[str]):
    sent = [{"id": "1", "type": "function", "function": {"name": "a", "arguments": "{}"}}]
    (message,) = conversation_of(CanonicalLog(tool_calls=sent, **content)).answered
    assert [part.kind for part in message.parts] == kinds


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "role",
                    "type",
                    "content",
                    "text",
                    "parts",
                    "tool_calls",
                    "function",
                    "functionCall",
                    "toolResult",
                    "name",
                ]
                + ["image_url", "source", "data", "thinking", "reasoning", "refusal", "audio", "call_id", "id", "input"]
            ),
            inner
            | st.sampled_from(
                ["tool", "assistant", "text", "tool_use", "tool_result", "image", "reasoning", "message"]
            ),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, ANYTHING)
def test_reads_any_json(sent: object, reply: object):
    conversation = conversation_of(
        CanonicalLog(
            input_messages=[sent, {"role": "user", "content": sent}], output_message=reply, responses_output=None
        )
    )
    assert all(message.parts for message in [*conversation.asked, *conversation.answered])
