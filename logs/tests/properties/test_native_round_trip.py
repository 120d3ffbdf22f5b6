"""Our own form, in and out again: what export writes import reads, and no field of the canonical log is lost."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Project
from logs.bodies import canonicals
from logs.canonical import FIELD_NAMES, CanonicalLog, CustomerFacts
from logs.choices import Dialect
from logs.dialects.native.translate import dump, parse
from logs.ingest import ingest
from logs.json_codec import encode

from .values import COUNTS, FILLED_LISTS, FILLED_OBJECTS, JSON, NAMES, RANDOMLY, TIMES, WORDS

VALUES = JSON.filter(lambda value: value not in (None, "", [], {}))
# Money is written as a JSON number, of which readers keep 15 digits.
MONEY = st.integers(0, 10**15 - 1).map(lambda amount: Decimal(amount).scaleb(-12))
CUSTOMERS = st.builds(CustomerFacts, name=st.none() | NAMES, email=st.none() | NAMES, details=FILLED_OBJECTS)
# Ours to give, or the payload itself: nothing that a file says about a log.
GIVEN = {"id", "dialect", "received_at", "updated_at", "original", "cost_source"}
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("source_id", "kind", "finish_reason", "error_type", "error_code", "error_param"), NAMES),
    **dict.fromkeys(("error_message", "model", "customer_id", "thread_id", "group_id"), NAMES),
    **dict.fromkeys(("custom_id", "trace_id", "span_id", "parent_span_id", "parent_request_id", "bot_id"), NAMES),
    **dict.fromkeys(("app_id", "channel", "channel_user_id", "feature", "task_id", "description"), NAMES),
    **dict.fromkeys(("integration", "prompt_id", "prompt_name", "response_id", "note", "request_url"), NAMES),
    **dict.fromkeys(("request_method", "ip", "raw_stream"), NAMES),
    "provider": NAMES.map(str.lower),  # kept in lower case
    "status": st.sampled_from(["success", "warning", "error", "cancelled", "processing"]),
    "status_code": st.integers(0, 999),
    **dict.fromkeys(("started_at", "ended_at"), TIMES),
    **dict.fromkeys(("latency_ms", "ttft_ms"), st.floats(0, 1e12)),
    **dict.fromkeys(("stream", "cached", "is_developer", "positive_feedback"), st.booleans()),
    **dict.fromkeys(("prompt_tokens", "completion_tokens", "total_tokens"), COUNTS),
    **dict.fromkeys(("cache_read_tokens", "cache_write_tokens", "reasoning_tokens"), COUNTS),
    **dict.fromkeys(("cost_usd", "prompt_unit_price", "completion_unit_price"), MONEY),
    "customer": CUSTOMERS,
    **dict.fromkeys(("metadata", "request_headers", "params"), FILLED_OBJECTS),
    "redactions": st.dictionaries(NAMES, st.integers(1, 99), min_size=1, max_size=2),
    "attributes": st.dictionaries(NAMES, WORDS, min_size=1, max_size=2),  # text, as they are stored
    **dict.fromkeys(("input_messages", "output_messages", "responses_output"), FILLED_LISTS),
    **dict.fromkeys(("error_details", "warnings", "output_message", "input", "output", "tools", "tool_choice"), VALUES),
    **dict.fromkeys(("tool_calls", "response_format", "embedding_output", "speech_input", "speech_output"), VALUES),
    **dict.fromkeys(("transcription_input", "transcription_output", "cache_debug"), VALUES),
    **dict.fromkeys(("raw_request", "raw_response"), VALUES),
}
LOGS = st.sets(st.sampled_from(sorted(FIELDS)), max_size=25).flatmap(
    lambda names: st.fixed_dictionaries({name: FIELDS[name] for name in sorted(names)})
)


def test_every_field_of_the_canonical_log_is_tried() -> None:
    assert FIELDS.keys() | GIVEN == set(FIELD_NAMES)


@settings(RANDOMLY, max_examples=200)
@given(fields=LOGS)
def test_what_is_written_is_read_as_the_same_log(fields: dict[str, Any]) -> None:
    log = CanonicalLog(**fields)
    assert parse(json.loads(encode(dump(log)))) == log


@settings(RANDOMLY, max_examples=40)
@given(many=st.lists(LOGS, min_size=1, max_size=4))
def test_what_is_stored_is_written_as_it_came_in(project: Project, many: list[dict[str, Any]]) -> None:
    # Without a caller's id, which would make one log of two.
    logs = [CanonicalLog(**{**fields, "source_id": None}) for fields in many]
    sent = [json.loads(encode(dump(log))) for log in logs]
    stored = ingest(sent, dialect=Dialect.NATIVE, project_id=project.pk)
    for payload, log in zip(sent, canonicals([outcome.log for outcome in stored]), strict=True):
        written = json.loads(encode(dump(log)))
        assert {name: written.get(name) for name in payload.keys() - GIVEN} == {
            name: value for name, value in payload.items() if name not in GIVEN
        }
