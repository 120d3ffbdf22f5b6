"""What of a create payload may be kept: secrets are taken out before anything is parsed or stored. Pure."""

from collections.abc import Mapping

from ...canonical import Json
from .. import values
from ..credentials import without_credentials

OVERRIDES = ("keywordsai_params", "respan_params")

# Field table: provider secrets and a third party's key. They are never stored.
_SECRETS = frozenset({"api_key", "credential_override", "customer_credentials", "posthog_integration"})
# What else may hold them: nested fields, and the bodies of the call, where clients put keys beside the prompt.
_INSIDE = (*OVERRIDES, "full_request", "raw_request")

# Contract 3, disable_log: metrics are kept, content is not.
_CONTENT = frozenset(
    {
        "full_request",
        "full_response",
        "raw_request",
        "raw_response",
        "streamed_response_body",
        "prompt_messages",
        "messages",
        "completion_message",
        "completion_messages",
        "tool_calls",
        "input",
        "output",
        "ideal_output",
        "embedding",
        "base64_embedding",
        "audio_input_file",
        "audio_output_file",
        "embedding_output",
        "speech_input",
        "speech_output",
        "transcription_input",
        "transcription_output",
        "responses_output",
        "reasoning",
        "variables",
        "prompt_messages_template",
        "system_text",
        "prompt_text",
        "completion_text",
        "input_array",
        "full_text",
    }
)


def effective(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """The payload with its nested keywordsai_params laid over it (contract 3: the nested value wins)."""
    for name in OVERRIDES:
        inner = payload.get(name)
        if isinstance(inner, dict):
            payload = {**payload, **{key: value for key, value in inner.items() if value is not None}}
    return payload


def storable(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """The payload as it is kept: itself where there is nothing to hide, else a copy without secrets and content."""
    kept = without_credentials(_without_secrets(payload))
    return _without_content(kept) if _is_log_disabled(kept) else kept


def _without_secrets(fields: Mapping[str, Json]) -> Mapping[str, Json]:
    if not _SECRETS.isdisjoint(fields):
        fields = {name: value for name, value in fields.items() if name not in _SECRETS}
    for name in _INSIDE:
        inner = fields.get(name)
        if isinstance(inner, dict):
            clean = storable(inner)
            fields = fields if clean is inner else {**fields, name: clean}
    return fields


def _is_log_disabled(payload: Mapping[str, Json]) -> bool:
    wishes = [payload.get("disable_log")]
    wishes += [payload[name].get("disable_log") for name in OVERRIDES if isinstance(payload.get(name), dict)]
    return any(_is_true(wish) for wish in wishes)


def _is_true(value: Json) -> bool:
    try:
        return value is not None and values.boolean(value)
    except ValueError:
        return False


def _without_content(payload: Mapping[str, Json]) -> dict[str, Json]:
    kept = {name: value for name, value in payload.items() if name not in _CONTENT}
    for name in OVERRIDES:
        if isinstance(kept.get(name), dict):
            kept[name] = {inner: value for inner, value in kept[name].items() if inner not in _CONTENT}
    return kept
