"""The rules of a project in a payload: every text in it, whatever it holds, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.redaction.policy import Policy
from logs.redaction.rules import Rule

MAIL, KEY = "jane.doe@example.com", "sk-proj-Ab3dEfGh1jKlMn0pQrStUvWx"
KINDS = ("secrets", "email", "iban", "card", "phone")


def policy(mode: str = "mask", **more: Any) -> Policy:
    return Policy([Rule(kind, kind, mode, **more) for kind in KINDS], b"k" * 32)


def redacted(payload: Any, mode: str = "mask", **more: Any) -> Any:
    return policy(mode, **more).redact(payload).payload


def test_masks_texts_and_keys_and_counts_them():
    found = policy().redact({"n": 1.0, "a": [f"to {MAIL}"], "metadata": {MAIL: {"b": KEY}, "x@y.zz": None}})
    assert found.payload == {
        "n": 1.0,
        "a": ["to [redacted:email]"],
        "metadata": {"[redacted:email]": {"b": "[redacted:secrets]"}, "[redacted:email] 2": None},
    }
    assert found.counts == {"email": 3, "secrets": 1}


def test_what_holds_nothing_is_kept_itself():
    payload = {"messages": [{"role": "user", "content": "hello @ all"}], "n": 10**30, "delta": "data: none"}
    assert policy().redact(payload).payload is payload


def test_equal_values_have_equal_hashes_in_one_project_alone():
    one, other = (
        Policy([Rule("email", "email", "hash")], key).redact({"a": MAIL, "b": MAIL.upper()}).payload
        for key in (b"1", b"2")
    )
    assert one["a"] == one["b"] != other["a"]
    assert one["a"].startswith("[redacted:email:")


def test_drop_takes_the_whole_value_and_leaves_its_neighbours():
    kept = redacted({"a": f"write to {MAIL} now", "args": json.dumps({"to": f"x {MAIL}", "n": 1.0})}, "drop")
    assert kept == {"a": "[redacted:email]", "args": '{"to": "[redacted:email]", "n": 1.0}'}


def test_identifiers_are_left_alone_unless_a_rule_says_so_and_are_hashed_then():
    payload = {"customer_identifier": MAIL, "customer_params": {"customer_identifier": MAIL, "email": MAIL}}
    kept = redacted(payload)
    assert kept["customer_identifier"] == kept["customer_params"]["customer_identifier"] == MAIL
    assert kept["customer_params"]["email"] == "[redacted:email]"
    kept = redacted(payload, in_identifiers=True)
    assert kept["customer_identifier"] == kept["customer_params"]["customer_identifier"] != "[redacted:email]"
    assert MAIL not in str(kept)


@pytest.mark.parametrize(
    "arguments",
    [
        f'{{"to": "{MAIL}", "n": 1.00, "big": 123456789012345678901234567890}}',
        '{"to": "jane.doe\\u0040example.com", "n": 1.00, "big": 123456789012345678901234567890}',
        json.dumps({"a": json.dumps({"b": json.dumps({"to": f"é\n{MAIL}"})})}),
        f"not JSON: \\n{MAIL} {{",
    ],
)
def test_json_inside_a_text_stays_what_it_is(arguments):
    kept = redacted({"arguments": arguments})["arguments"]
    assert MAIL not in kept
    assert "u0040" not in kept
    assert kept.count("[redacted:email]") == 1
    if arguments.startswith("{"):
        json.loads(kept)
        assert kept[-20:] == arguments[-20:] or "big" not in arguments


def chunks(text: str, size: int = 4) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


OPENAI = lambda piece: {"choices": [{"index": 0, "delta": {"content": piece}}]}  # noqa: E731
SHAPES = {
    "openai": OPENAI,
    "anthropic": lambda piece: {
        "type": "content_block_delta",
        "index": 1,
        "delta": {"type": "text_delta", "text": piece},
    },
    "responses": lambda piece: {"type": "response.output_text.delta", "item_id": "m", "delta": piece},
    "gemini": lambda piece: {"candidates": [{"content": {"parts": [{"text": piece}], "role": "model"}}]},
    "ollama": lambda piece: {"model": "m", "message": {"role": "assistant", "content": piece}, "done": False},
}


@pytest.mark.parametrize("form", ["sse", "ndjson", "json", "list"])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_stream_brings_in_pieces_is_found_in_their_sum(shape, form):
    events = [SHAPES[shape](piece) for piece in chunks(f"my key is {KEY}, said {MAIL}!")]
    sent: Any = {
        "sse": "".join(f"event: e\ndata: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n",
        "ndjson": "\n".join(json.dumps(event) for event in events),
        "json": json.dumps(events),
        "list": events,
    }[form]
    kept = json.dumps(redacted({"streamed_response_body": sent}))
    assert "my key is [redacted:secrets], said [redacted:email]!" in kept
    assert "Ab3d" not in kept
    assert "doe@" not in kept


def test_messages_of_a_conversation_are_not_read_as_one_text():
    payload = {"messages": [{"role": "user", "content": "jane.doe@exam"}, {"role": "user", "content": "ple.com"}]}
    assert redacted(payload) == payload


@pytest.mark.parametrize("text", ["data:image/png;base64,", "see data:image/png;base64,", ""])
def test_encoded_data_is_left_alone(text):
    payload = {"a": text + "AKIAIOSFODNN7EXAMPLE/" * 30}
    assert redacted(payload) == payload


def test_an_expression_of_a_project_keeps_json_whole():
    rules = Policy([Rule("custom", "order", "mask", expression="ORD-.*")], b"k")
    assert rules.redact({"a": '{"x": "ORD-1 \\" and", "y": 2}', "b": "ORD-2 é"}).payload == {
        "a": '{"x": "[redacted:order]", "y": 2}',
        "b": "[redacted:order]",
    }


PLANTED = (MAIL, KEY, "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+1 415-555-2671")
WORDS = st.text(alphabet=st.sampled_from(' ab"\\\n{}[]:,é\u0000字'), max_size=12)
TEXTS = st.tuples(WORDS, st.sampled_from(PLANTED), WORDS).map(" ".join) | WORDS
VALUES = st.recursive(
    TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS, inner, max_size=3)
        | inner.map(json.dumps)
        | inner.map(lambda value: f"data: {json.dumps(value)}\n\ndata: {{}}\n\n")
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(payload=st.dictionaries(st.sampled_from("abc"), VALUES), mode=st.sampled_from(["mask", "hash", "drop"]))
def test_nothing_planted_stays_and_all_else_does(payload, mode):
    rules = policy(mode)
    kept = rules.redact(payload).payload
    text = json.dumps(kept, ensure_ascii=False)
    for planted in PLANTED:
        assert planted not in text
    assert rules.redact(kept).payload == kept
    assert shape_of(kept) == shape_of(payload)


def shape_of(value: Any) -> Any:
    """Types and numbers; of texts only whether they are JSON."""
    if isinstance(value, dict):
        return [shape_of(member) for member in value.values()]
    if isinstance(value, list):
        return [shape_of(item) for item in value]
    if not isinstance(value, str):
        return value
    try:
        return "json", type(json.loads(value)).__name__
    except ValueError:
        return "text"
