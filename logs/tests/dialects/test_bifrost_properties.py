"""No canonical field with a place in Bifrost's log is lost; its queries are in properties/test_bifrost_queries.py."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from logs.canonical import CanonicalLog, is_empty
from logs.dialects.bifrost.translate import dump

# -- canonical -> Bifrost

WORDS = st.text(max_size=20)
COUNTS = st.none() | st.integers(0, 2**63 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=3)
LISTS = st.none() | st.lists(OBJECTS, max_size=2)
# Canonical fields and where Bifrost has them.
PLACES: dict[str, tuple[st.SearchStrategy, tuple[str, ...]]] = {
    "source_id": (WORDS, ("id",)),
    "parent_request_id": (st.none() | WORDS, ("parent_request_id",)),
    "provider": (st.none() | WORDS, ("provider",)),
    "model": (st.none() | WORDS, ("model",)),
    "latency_ms": (st.none() | st.floats(0, 1e12), ("latency",)),
    "cost_usd": (st.none() | st.floats(0, 999_999).map(lambda usd: Decimal(repr(usd))), ("cost",)),
    "prompt_tokens": (COUNTS, ("token_usage", "prompt_tokens")),
    "completion_tokens": (COUNTS, ("token_usage", "completion_tokens")),
    "total_tokens": (COUNTS, ("token_usage", "total_tokens")),
    "cache_read_tokens": (COUNTS, ("token_usage", "prompt_tokens_details", "cached_tokens")),
    "cache_write_tokens": (COUNTS, ("token_usage", "prompt_tokens_details", "cached_write_tokens")),
    "reasoning_tokens": (COUNTS, ("token_usage", "completion_tokens_details", "reasoning_tokens")),
    "stream": (st.booleans(), ("stream",)),
    "raw_request": (WORDS, ("raw_request",)),
    "raw_response": (WORDS, ("raw_response",)),
    "input_messages": (LISTS, ("input_history",)),
    "output_message": (st.none() | OBJECTS, ("output_message",)),
    "responses_output": (LISTS, ("responses_output",)),
    "embedding_output": (JSON, ("embedding_output",)),
    "tools": (LISTS, ("tools",)),
    "tool_calls": (LISTS, ("tool_calls",)),
    "tool_choice": (st.none() | OBJECTS, ("params", "tool_choice")),
    "response_format": (st.none() | OBJECTS, ("params", "response_format")),
    "error_type": (st.none() | WORDS, ("error_details", "error", "type")),
    "error_code": (st.none() | WORDS, ("error_details", "error", "code")),
    "error_param": (st.none() | WORDS, ("error_details", "error", "param")),
    "error_message": (st.none() | WORDS, ("error_details", "error", "message")),
    "speech_input": (JSON, ("speech_input",)),
    "speech_output": (JSON, ("speech_output",)),
    "transcription_input": (JSON, ("transcription_input",)),
    "transcription_output": (JSON, ("transcription_output",)),
    "cache_debug": (JSON, ("cache_debug",)),
    "metadata": (st.none() | OBJECTS, ("metadata",)),
    "customer_id": (st.none() | WORDS, ("customer_id",)),
    "prompt_id": (st.none() | WORDS, ("selected_prompt_id",)),
    "prompt_name": (st.none() | WORDS, ("selected_prompt_name",)),
    "finish_reason": (st.none() | WORDS, ("stop_reason",)),
}


def _at(shown: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        shown = shown[step]
    return shown


@given(st.fixed_dictionaries({name: values for name, (values, _) in PLACES.items()}))
def test_keeps_every_field_that_has_a_place(fields: dict[str, Any]) -> None:
    shown = dump(CanonicalLog(**fields))
    for name, value in fields.items():
        if not is_empty(value):
            expected = float(value) if isinstance(value, Decimal) else value
            assert _at(shown, PLACES[name][1]) == expected, name


@given(OBJECTS)
def test_keeps_every_param(params: dict[str, Any]) -> None:
    assert dump(CanonicalLog(params=params)).get("params", {}) == params
