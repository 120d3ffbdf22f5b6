"""Keys never reach the store by LiteLLM's payload; everything else does."""

import pytest

from logs.dialects.litellm.translate import parse, storable

from .litellm_payloads import litellm_metadata, litellm_payload


def test_a_payload_without_secrets_is_kept_as_it_came():
    payload = litellm_payload(something_new={"a": [1, None]})
    assert storable(payload) == payload


@pytest.mark.parametrize("name", ["user_api_key_hash", "user_api_key", "langfuse_secret_key", "aws_session_token"])
def test_keys_in_metadata_are_replaced(name):
    kept = storable(litellm_payload(metadata=litellm_metadata(**{name: "sk-1"})))
    assert kept["metadata"][name] == "[redacted]"


def test_a_replaced_key_is_no_metadata():
    metadata = litellm_metadata(user_api_key_hash="88dc28d0", user_api_key_alias="web")
    assert parse(storable(litellm_payload(metadata=metadata))).metadata == {"user_api_key_alias": "web"}


def test_headers_with_keys_are_replaced_wherever_they_stand():
    payload = litellm_payload(
        metadata=litellm_metadata(requester_custom_headers={"X-LiteLLM-Api-Key": "sk-1", "x-team": "red"}),
        hidden_params={"additional_headers": {"llm_provider-set-cookie": "session", "x-request-id": "r1"}},
        model_parameters={
            "extra_headers": {"Authorization": "Bearer sk-1"},
            "tools": [{"type": "mcp", "headers": {"authorization": "Bearer sk-1"}}],
        },
    )
    kept = storable(payload)
    assert kept["metadata"]["requester_custom_headers"] == {"X-LiteLLM-Api-Key": "[redacted]", "x-team": "red"}
    assert kept["hidden_params"]["additional_headers"]["llm_provider-set-cookie"] == "[redacted]"
    assert "sk-1" not in str(kept)
    assert "r1" in str(kept)


def test_the_description_of_an_argument_is_no_secret():
    schema = {"properties": {"password": {"type": "string"}, "api_key": {"type": "string"}}}
    payload = litellm_payload(model_parameters={"tools": [{"function": {"parameters": schema}}]})
    assert storable(payload) == payload


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://example.com/v1?alt=sse&key=AIza1", "https://example.com/v1?alt=sse&key=[redacted]"),
        ("https://me:word@example.com/v1", "https://[redacted]@example.com/v1"),
        ("https://example.com/v1?monkey=1", "https://example.com/v1?monkey=1"),
        (None, None),
    ],
)
def test_keys_in_addresses_are_replaced(url, kept):
    clean = storable(litellm_payload(api_base=url, hidden_params={"api_base": url}))
    assert (clean["api_base"], clean["hidden_params"]["api_base"]) == (kept, kept)
