"""LiteLLM's payload as a canonical log: every field in its place, and what LiteLLM's zeros and blanks mean."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from logs.canonical import CanonicalLog, PayloadError
from logs.dialects.litellm.translate import looks_like, parse

from .litellm_payloads import USAGE, litellm_failure, litellm_metadata, litellm_payload

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_knows_its_own_payload():
    assert looks_like(litellm_payload())


@pytest.mark.parametrize("missing", ["call_type", "startTime", "endTime"])
def test_does_not_claim_payloads_without_its_marks(missing):
    payload = litellm_payload()
    del payload[missing]
    assert not looks_like(payload)


@pytest.mark.parametrize(
    "field, expected",
    [
        ("source_id", "chatcmpl-1"),
        ("span_id", "call-1"),
        ("trace_id", "trace-1"),
        ("thread_id", None),
        ("kind", "chat"),
        ("status", "success"),
        ("provider", "openai"),
        ("model", "gpt-4o-mini"),
        ("started_at", START),
        ("ended_at", START.replace(second=1, microsecond=250_000)),
        ("latency_ms", None),
        ("ttft_ms", None),
        ("prompt_tokens", 10),
        ("completion_tokens", 20),
        ("total_tokens", 30),
        ("cache_read_tokens", 4),
        ("cache_write_tokens", 2),
        ("reasoning_tokens", 7),
        ("cost_usd", Decimal("0.0000135")),
        ("finish_reason", "stop"),
        ("response_id", "chatcmpl-1"),
        ("request_url", "https://api.example.com"),
        ("input_messages", [{"role": "user", "content": "Hi"}]),
        ("output_message", {"content": "Hello!", "role": "assistant", "tool_calls": None}),
        ("output_messages", None),
        ("metadata", None),
        ("params", None),
        ("error_message", None),
        ("error_details", None),
        ("warnings", None),
    ],
)
def test_reads_a_chat(field, expected):
    assert getattr(parse(litellm_payload()), field) == expected


def test_reads_nothing_as_a_log_of_which_nothing_is_known():
    assert parse({}) == CanonicalLog()


@pytest.mark.parametrize(
    "call_type, kind",
    [
        ("completion", "chat"),
        ("aanthropic_messages", "chat"),
        ("atext_completion", "completion"),
        ("aresponses", "response"),
        ("embedding", "embedding"),
        ("arerank", "rerank"),
        ("aspeech", "speech"),
        ("atranscription", "transcription"),
        ("aimage_generation", "image"),
        ("pass_through_endpoint", "pass_through_endpoint"),
        ("", None),
    ],
)
def test_call_types_are_kinds(call_type, kind):
    assert parse(litellm_payload(call_type=call_type)).kind == kind


@pytest.mark.parametrize("sent, provider", [("OpenAI", "openai"), ("text-completion-openai", "openai"), (None, None)])
def test_ways_to_call_a_provider_are_the_provider(sent, provider):
    assert parse(litellm_payload(custom_llm_provider=sent)).provider == provider


# -- clock


def test_a_stream_has_a_first_token():
    log = parse(litellm_payload(stream=True, completionStartTime=1795262400.5))
    assert (log.stream, log.ttft_ms) == (True, 500.0)


def test_the_response_time_of_a_call_without_an_end_is_its_latency():
    assert parse(litellm_payload(endTime=None)).latency_ms == 1250.0


def test_the_response_time_of_a_stream_is_no_latency():
    assert parse(litellm_payload(endTime=None, stream=True)).latency_ms is None


# -- counts and money


def test_zeros_of_a_call_without_usage_are_unknown():
    log = parse(litellm_failure())
    assert (log.prompt_tokens, log.completion_tokens, log.total_tokens) == (None, None, None)


def test_a_zero_beside_other_counts_is_a_zero():
    log = parse(litellm_payload(prompt_tokens=10, completion_tokens=0, total_tokens=0))
    assert (log.prompt_tokens, log.completion_tokens, log.total_tokens) == (10, 0, None)


@pytest.mark.parametrize(
    "place", [{"hidden_params": {"usage_object": USAGE}}, {"response": {"choices": [], "usage": USAGE}}]
)
def test_usage_is_found_where_the_metadata_has_none(place):
    assert parse(litellm_payload(metadata={}, **place)).cache_read_tokens == 4


def test_anthropics_names_for_cached_tokens_are_read():
    usage = {"cache_read_input_tokens": 11, "cache_creation_input_tokens": 12}
    log = parse(litellm_payload(metadata=litellm_metadata(usage_object=usage)))
    assert (log.cache_read_tokens, log.cache_write_tokens) == (11, 12)


@pytest.mark.parametrize(
    "why",
    [
        {"hidden_params": {"response_cost": None}},
        {"response_cost_failure_debug_info": {"error_str": "This model isn't mapped yet."}},
        {"zero_cost_diagnostic": {"reason": "missing_pricing_key"}},
    ],
)
def test_a_cost_of_zero_for_want_of_a_price_is_unknown(why):
    assert parse(litellm_payload(response_cost=0.0, **why)).cost_usd is None


def test_a_reply_from_the_cache_costs_nothing():
    log = parse(litellm_payload(response_cost=0.0, cache_hit=True))
    assert (log.cached, log.cost_usd) == (True, 0)


# -- failures and warnings


@pytest.mark.parametrize(
    "field, expected",
    [
        ("status", "error"),
        ("status_code", 429),
        ("error_code", "429"),
        ("error_type", "RateLimitError"),
        ("error_message", "slow down"),
        ("error_details", {"error_code": "429", "error_class": "RateLimitError", "error_message": "slow down"}),
        ("output_message", None),
        ("raw_response", None),
    ],
)
def test_reads_a_failure(field, expected):
    assert getattr(parse(litellm_failure()), field) == expected


def test_a_failure_without_details_says_its_text():
    log = parse(litellm_failure(error_information=None))
    assert (log.error_message, log.status_code) == ("litellm.RateLimitError: slow down", None)


def test_an_error_code_that_is_no_http_status_is_no_status():
    log = parse(litellm_failure(error_information={"error_code": "insufficient_quota"}))
    assert (log.error_code, log.status_code) == ("insufficient_quota", None)


def test_a_guardrail_that_stepped_in_is_a_warning():
    found = [{"guardrail_name": "pii", "guardrail_status": "guardrail_intervened"}]
    status_fields = {"llm_api_status": "success", "guardrail_status": "guardrail_intervened"}
    log = parse(litellm_payload(status_fields=status_fields, guardrail_information=found))
    assert (log.status, log.warnings) == ("warning", found)


# -- people and metadata


@pytest.mark.parametrize(
    "fields",
    [
        {"end_user": "ada"},
        {"metadata": litellm_metadata(user_api_key_end_user_id="ada")},
        {"model_parameters": {"user": "ada"}},
    ],
)
def test_the_end_user_is_the_customer(fields):
    assert parse(litellm_payload(**fields)).customer_id == "ada"


def test_the_callers_metadata_stands_over_what_the_proxy_adds():
    metadata = litellm_metadata(
        user_api_key_alias="web", team_id="red", requester_metadata={"plan": "pro", "team_id": 5, "nested": {"a": 1}}
    )
    log = parse(litellm_payload(metadata=metadata, request_tags=["a", "b"], model_group="fast"))
    assert log.metadata == {
        "user_api_key_alias": "web",
        "team_id": 5,
        "model_group": "fast",
        "request_tags": ["a", "b"],
        "plan": "pro",
        "nested": {"a": 1},
    }


def test_the_callers_metadata_names_bot_and_channel():
    own = {"bot_id": "b1", "channel": "web", "feature_name": "search", "is_developer": "no idea"}
    log = parse(litellm_payload(metadata=litellm_metadata(requester_metadata=own)))
    assert (log.bot_id, log.channel, log.feature, log.is_developer) == ("b1", "web", "search", None)


def test_the_http_call_is_read():
    metadata = litellm_metadata(requester_custom_headers={"x-team": "red"})
    log = parse(litellm_payload(metadata=metadata, user_agent="curl/8", requester_ip_address="10.0.0.1"))
    assert (log.ip, log.request_headers) == ("10.0.0.1", {"user-agent": "curl/8", "x-team": "red"})


def test_a_managed_prompt_is_named():
    metadata = litellm_metadata(prompt_management_metadata={"prompt_id": "greeting", "prompt_variables": {}})
    assert parse(litellm_payload(metadata=metadata)).prompt_id == "greeting"


def test_settings_are_parted_from_tools():
    tools = [{"type": "function", "function": {"name": "f"}}]
    sent = {
        "temperature": 0.3,
        "stream": True,
        "tools": tools,
        "tool_choice": "auto",
        "response_format": {"type": "text"},
    }
    log = parse(litellm_payload(model_parameters=sent))
    assert (log.params, log.stream) == ({"temperature": 0.3}, True)
    assert (log.tools, log.tool_choice, log.response_format) == (tools, "auto", {"type": "text"})


# -- refusals


def test_every_wrong_field_is_named():
    with pytest.raises(PayloadError) as refused:
        parse(litellm_payload(startTime="soon", total_tokens=-1, metadata="x", status="maybe", response_cost="free"))
    assert set(refused.value.errors) == {"startTime", "total_tokens", "metadata", "status", "response_cost"}


def test_what_others_put_into_a_field_is_no_error():
    hidden = {"usage_object": "none", "api_base": 5, "response_cost": "?"}
    metadata = {"usage_object": {"prompt_tokens_details": 5}, "requester_metadata": [], "user_agent": 1}
    log = parse(litellm_payload(hidden_params=hidden, metadata=metadata, status_fields="?", response={"choices": 5}))
    assert (log.cache_read_tokens, log.request_url, log.output) == (None, None, {"choices": 5})
