"""Whatever callers and providers put into LiteLLM's payload, it becomes a log that every door can show."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.canonical import CanonicalLog
from logs.choices import Dialect
from logs.dialects.bifrost import translate as bifrost
from logs.dialects.keywordsai import reading as keywordsai
from logs.dialects.kore import translate as kore
from logs.dialects.litellm.fields import KINDS
from logs.dialects.litellm.translate import parse, storable
from logs.dialects.llmreport import translate as llmreport
from logs.normalise import normalised
from logs.preparation import prepare

from .litellm_payloads import litellm_payload

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
# Names that the translation looks for, so that it finds values of every sort under them.
NAMES = st.sampled_from(
    ["choices", "message", "content", "role", "output", "data", "text", "tools", "tool_calls", "user", "stream", "id"]
    + ["usage", "usage_object", "prompt_tokens_details", "cached_tokens", "requester_metadata", "spend_logs_metadata"]
    + ["requester_custom_headers", "prompt_management_metadata", "prompt_id", "user_agent", "bot_id", "is_developer"]
    + ["error_code", "error_message", "guardrail_status", "api_base", "response_cost", "finish_reason", "api_key"]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=5)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(["metadata", "hidden_params", "model_parameters", "error_information"], OBJECTS),
        **dict.fromkeys(["messages", "response", "status_fields", "guardrail_information"], JSON),
        "status": st.sampled_from(["success", "failure"]),
        "call_type": st.sampled_from([*KINDS, "moderation", ""]),
    },
)


@pytest.mark.django_db  # whether the store knows a conversation already is asked while a log is prepared
@settings(max_examples=100, deadline=None)
@given(FIELDS)
def test_any_content_becomes_a_log(fields):
    payload = storable(litellm_payload(**fields))
    prepared = prepare([(Dialect.LITELLM, payload)], project_id=1, received_at=NOON, updated_at=NOON)
    assert prepared.row.source_id == "chatcmpl-1"


@settings(max_examples=100, deadline=None)
@given(FIELDS)
def test_every_door_shows_any_content(fields):
    log = _stored(fields)
    assert keywordsai.dump(log)["unique_id"] == "chatcmpl-1"
    assert llmreport.dump(log)["model"] == "gpt-4o-mini"
    assert bifrost.dump(log)["model"] == "gpt-4o-mini"
    assert kore.dump(log, "bot")["Model Name"] == "gpt-4o-mini"


@settings(max_examples=100, deadline=None)
@given(FIELDS)
def test_cleaning_twice_is_cleaning_once(fields):
    once = storable(litellm_payload(**fields))
    assert storable(once) == once


def _stored(fields: dict) -> CanonicalLog:
    log = normalised(parse(storable(litellm_payload(**fields))), NOON)
    return replace(log, dialect=Dialect.LITELLM, updated_at=NOON)
