"""What each field of a StandardLoggingPayload means: its place in the canonical log and how it is read. Pure tables.

Source: the types and real payloads of LiteLLM 1.106.2, read 2026-11-21; its names are camel case for times alone.
"""

from collections.abc import Callable

from ...canonical import Json
from ...choices import Kind, Status
from .. import values

# A place is a field of CanonicalLog, or a name with a colon for what has to be settled with other fields first.
Rule = tuple[str, Callable[[Json], object]]

STATUSES: dict[str, Status] = {"success": Status.SUCCESS, "failure": Status.ERROR}

# Call types by their synchronous name; the asynchronous one has an `a` before it.
_KINDS: dict[str, Kind] = {
    "completion": Kind.CHAT,
    "anthropic_messages": Kind.CHAT,
    "generate_content": Kind.CHAT,
    "generate_content_stream": Kind.CHAT,
    "text_completion": Kind.COMPLETION,
    "responses": Kind.RESPONSE,
    "embedding": Kind.EMBEDDING,
    "rerank": Kind.RERANK,
    "speech": Kind.SPEECH,
    "transcription": Kind.TRANSCRIPTION,
    "image_generation": Kind.IMAGE,
    "image_edit": Kind.IMAGE,
    "image_variation": Kind.IMAGE,
}
KINDS: dict[str, Kind] = _KINDS | {f"a{name}": kind for name, kind in _KINDS.items()}

# LiteLLM's names for ways to call a provider -> the provider.
_PROVIDERS: dict[str, str] = {
    "text-completion-openai": "openai",
    "text-completion-codestral": "codestral",
    "azure_text": "azure",
    "anthropic_text": "anthropic",
    "bedrock_converse": "bedrock",
    "cohere_chat": "cohere",
    "ollama_chat": "ollama",
    "sagemaker_chat": "sagemaker",
    "vertex_ai_beta": "vertex_ai",
}


def status(value: Json) -> str | None:
    """A word as one of ours."""
    word = values.string(value)
    known = STATUSES.get(word.lower()) if word else None
    if word and known is None:
        raise ValueError("success or failure is expected.")
    return known


def kind(value: Json) -> str | None:
    """A call type as one of our kinds, where it is one."""
    word = values.identifier(value)
    return KINDS.get(word, word) if word else None


def provider(value: Json) -> str | None:
    name = values.identifier(value)
    return _PROVIDERS.get(name.lower(), name.lower()) if name else None


RULES: dict[str, Rule] = {
    "id": ("source_id", values.identifier),
    "trace_id": ("trace_id", values.identifier),
    "session_id": ("thread_id", values.identifier),
    "litellm_call_id": ("span_id", values.identifier),  # one call of the trace
    "call_type": ("kind", kind),
    "status": ("status", status),
    "stream": ("stream", values.boolean),
    "cache_hit": ("cached", values.boolean),
    "custom_llm_provider": ("provider", provider),
    "model": ("model", values.identifier),
    "startTime": ("started_at", values.moment),
    "endTime": ("ended_at", values.moment),
    "completionStartTime": ("first_token_at:", values.moment),
    "response_time": ("response_time:", values.milliseconds),
    "prompt_tokens": ("prompt_tokens", values.count),
    "completion_tokens": ("completion_tokens", values.count),
    "total_tokens": ("total_tokens", values.count),
    "response_cost": ("cost_usd", values.dollars),
    "api_base": ("request_url", values.string),
    "end_user": ("customer_id", values.identifier),
    "requester_ip_address": ("ip", values.identifier),
    "user_agent": ("user_agent:", values.string),
    "metadata": ("metadata:", values.mapping),
    "model_parameters": ("params:", values.mapping),
    "hidden_params": ("hidden:", values.mapping),
    "error_information": ("error:", values.mapping),
    "error_str": ("error_text:", values.any_text),
    "request_tags": ("tags:", values.sequence),
}

# Places of a canonical log that a caller names in the metadata of a call (design section 3).
FROM_METADATA: tuple[tuple[str, str, Callable[[Json], object]], ...] = (
    ("bot_id", "bot_id", values.identifier),
    ("channel", "channel", values.identifier),
    ("channel_user_id", "channel_user_id", values.identifier),
    ("feature_name", "feature", values.identifier),
    ("task_id", "task_id", values.identifier),
    ("is_developer", "is_developer", values.boolean),
    ("description", "description", values.string),
    ("prompt_name", "prompt_name", values.identifier),
    ("integration", "integration", values.identifier),
)

# Counts beside the sums in a usage object, first found wins.
USAGE: dict[str, tuple[tuple[str, ...], ...]] = {
    "cache_read_tokens": (
        ("prompt_tokens_details", "cached_tokens"),
        ("input_tokens_details", "cached_tokens"),
        ("cache_read_input_tokens",),
    ),
    "cache_write_tokens": (
        ("prompt_tokens_details", "cache_write_tokens"),
        ("prompt_tokens_details", "cache_creation_tokens"),
        ("cache_creation_input_tokens",),
    ),
    "reasoning_tokens": (
        ("completion_tokens_details", "reasoning_tokens"),
        ("output_tokens_details", "reasoning_tokens"),
    ),
}
