"""What each field of a create payload means: its place in the canonical log and how it is read. Pure tables.

Sources, read 2026-11-21: "seed" is the vendor's create page, "contract" the request-log contract (its section 4 is
the field table), "ruling" our own decision where these disagree or are silent.
"""

from collections.abc import Callable

from ...canonical import Json
from ...choices import Kind, Status
from .. import values
from . import nested

# A place is a field of CanonicalLog, or a name with a colon for what has to be settled with other fields first.
Rule = tuple[str, Callable[[Json], object]]

# Ruling 6: error, failed and failure are one. Contract 3: pending and running have not ended.
STATUSES: dict[str, Status] = {
    "success": Status.SUCCESS,
    "warning": Status.WARNING,
    "error": Status.ERROR,
    "failed": Status.ERROR,
    "failure": Status.ERROR,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "pending": Status.PROCESSING,
    "running": Status.PROCESSING,
    "processing": Status.PROCESSING,
}

# Ruling 7. A word that is not here (workflow, tool, agent, ...) is kept as it is.
KINDS: dict[str, Kind] = {
    "chat": Kind.CHAT,
    "text": Kind.CHAT,
    "generation": Kind.CHAT,
    "completion": Kind.COMPLETION,
    "response": Kind.RESPONSE,
    "embedding": Kind.EMBEDDING,
    "rerank": Kind.RERANK,
    "reranker": Kind.RERANK,
    "speech": Kind.SPEECH,
    "transcription": Kind.TRANSCRIPTION,
    "image": Kind.IMAGE,
}


def status(value: Json) -> str | None:
    """A word of the vendor's as one of ours."""
    word = values.string(value)
    known = STATUSES.get(word.lower()) if word else None
    if word and known is None:
        raise ValueError(f"One of these words is expected: {', '.join(STATUSES)}.")
    return known


def kind(value: Json) -> str | None:
    """A log_type as one of our kinds, where it is one."""
    word = values.identifier(value)
    return KINDS.get(word.lower(), word) if word else None


def provider(value: Json) -> str | None:
    """A provider in lower case, because callers spell one provider in several ways."""
    name = values.identifier(value)
    return name.lower() if name else None


def response_format(value: Json) -> Json:
    """Contract 3: a plain string means {"type": string}."""
    return {"type": value} if isinstance(value, str) else values.mapping(value)


def messages(value: Json) -> list[Json]:
    """Messages of a prompt; a single message or plain text is a list of one. Odd items stay as they are."""
    return [{"role": "user", "content": value}] if isinstance(value, str) else values.sequence(value)


def reply(value: Json) -> Json:
    """The message that came back; plain text is its content."""
    return {"role": "assistant", "content": value} if isinstance(value, str) else values.mapping(value)


def replies(value: Json) -> list[Json]:
    """The messages that came back, where a call asked for several."""
    return [reply(value)] if isinstance(value, str) else values.sequence(value)


def warnings(value: Json) -> Json:
    """Text by the seed, an object by the field table; lists occur too."""
    if not isinstance(value, str | dict | list):
        raise ValueError("A string or an object is expected.")
    return value


def flag_or_count(value: Json) -> bool | int:
    """logprobs is true or false for chats and a number for the older completions."""
    return value if isinstance(value, bool) else values.integer(value)


# Other names of a place, in the order in which they count where it was not sent under its first name (contract 0.7;
# rulings 4 and 5). Walked after all fields are read, so the order in which a payload names them does not matter.
ALIASES: dict[str, tuple[str, ...]] = {
    "source_id": ("id:",),
    "latency_ms": ("generation_time:",),
    "ttft_ms": ("ttft:",),
    "status": ("failed:", "error_bit:"),
    "error_message": ("error:",),
    "provider": ("provider:",),
    "total_tokens": ("total_tokens:",),
    "cached": ("cache_bit:",),
    # The SDK renames thread_identifier to session_identifier on the wire (contract 0.7).
    "thread_id": ("session_identifier:", "trace_group_identifier:"),
    "trace_id": ("trace_id:",),
    "span_id": ("span_id:",),
    "prompt_id": ("prompt:",),
    "ip": ("ip_address:",),
    "input_messages": ("messages:",),
    "response_format": ("type:",),
    "raw_request": ("full_request:",),
    "raw_response": ("full_response:",),
}

RULES: dict[str, Rule] = {
    # identity and tree
    "unique_id": ("source_id", values.identifier),
    "id": ("id:", values.identifier),
    "trace_unique_id": ("trace_id", values.identifier),
    "trace_id": ("trace_id:", values.identifier),
    "span_unique_id": ("span_id", values.identifier),
    "span_id": ("span_id:", values.identifier),
    "span_parent_id": ("parent_span_id", values.identifier),
    "parent_request_id": ("parent_request_id", values.identifier),
    # clock: timestamp is the end (contract 3)
    "timestamp": ("ended_at", values.moment),
    "start_time": ("started_at", values.moment),
    "latency": ("latency_ms", values.milliseconds),
    "generation_time": ("generation_time:", values.milliseconds),
    "time_to_first_token": ("ttft_ms", values.milliseconds),
    "ttft": ("ttft:", values.milliseconds),
    # outcome
    "log_type": ("kind", kind),
    "status": ("status", status),
    "failed": ("failed:", nested.failure),
    "error_bit": ("error_bit:", nested.failure),
    "status_code": ("status_code", values.status_code),
    "finish_reason": ("finish_reason", values.identifier),
    "error_message": ("error_message", values.any_text),
    "error": ("error:", nested.error),
    "error_type": ("error_type", values.identifier),
    "error_code": ("error_code", values.identifier),
    "error_param": ("error_param", values.any_text),
    "error_details": ("error_details", values.anything),
    "warnings": ("warnings", warnings),
    # model
    "model": ("model", values.identifier),
    "provider_id": ("provider", provider),
    "provider": ("provider:", provider),
    "stream": ("stream", values.boolean),
    "cache_hit": ("cached", values.boolean),
    "cache_bit": ("cache_bit:", values.boolean),
    # tokens
    "prompt_tokens": ("prompt_tokens", values.count),
    "completion_tokens": ("completion_tokens", values.count),
    "total_request_tokens": ("total_tokens", values.count),
    "total_tokens": ("total_tokens:", values.count),
    "prompt_cache_hit_tokens": ("cache_read_tokens", values.count),
    "prompt_cache_creation_tokens": ("cache_write_tokens", values.count),
    "reasoning_tokens": ("reasoning_tokens", values.count),
    "usage": ("usage:", nested.usage),
    # money: unit prices are per 1M tokens (seed)
    "cost": ("cost_usd", values.dollars),
    "prompt_unit_price": ("prompt_unit_price", values.dollars),
    "completion_unit_price": ("completion_unit_price", values.dollars),
    # who and what
    "customer_params": ("customer_params:", nested.customer),
    "customer_identifier": ("customer_id", values.identifier),
    "customer_name": ("customer_name:", values.string),
    "customer_email": ("customer_email:", values.string),
    "thread_identifier": ("thread_id", values.identifier),
    "session_identifier": ("session_identifier:", values.identifier),
    "trace_group_identifier": ("trace_group_identifier:", values.identifier),
    "group_identifier": ("group_id", values.identifier),
    "custom_identifier": ("custom_id", values.identifier),
    "prompt": ("prompt:", nested.prompt_id),
    "prompt_id": ("prompt_id", values.identifier),
    "positive_feedback": ("positive_feedback", values.boolean),
    "note": ("note", values.string),
    "metadata": ("metadata", values.mapping_or_json),
    "properties": ("properties:", values.mapping),
    "response_id": ("response_id", values.identifier),
    # our extras (design section 3)
    "bot_id": ("bot_id", values.identifier),
    "app_id": ("app_id", values.identifier),
    "channel": ("channel", values.identifier),
    "channel_user_id": ("channel_user_id", values.identifier),
    "feature_name": ("feature", values.identifier),
    "task_id": ("task_id", values.identifier),
    "is_developer": ("is_developer", values.boolean),
    "description": ("description", values.string),
    "prompt_name": ("prompt_name", values.identifier),
    "integration": ("integration", values.identifier),
    "url": ("request_url", values.string),
    "method": ("request_method", values.identifier),
    "ip": ("ip", values.identifier),
    "ip_address": ("ip_address:", values.identifier),
    "request_headers": ("request_headers", values.mapping),
    # content
    "prompt_messages": ("input_messages", messages),
    "messages": ("messages:", messages),
    "completion_message": ("output_message", reply),
    "completion_messages": ("output_messages", replies),
    "input": ("input", values.anything),
    "output": ("output", values.anything),
    "tools": ("tools", values.sequence),
    "tool_choice": ("tool_choice", values.string_or_mapping),
    "tool_calls": ("tool_calls", values.sequence),
    "response_format": ("response_format", response_format),
    "type": ("type:", response_format),  # the seed's sample: legacy spelling of response_format
    "full_request": ("full_request:", values.anything),
    "full_response": ("full_response:", values.anything),
    "raw_request": ("raw_request", values.anything),
    "raw_response": ("raw_response", values.anything),
    "streamed_response_body": ("raw_stream", values.any_text),
    "embedding": ("embedding:", values.anything),
    "base64_embedding": ("base64_embedding:", values.string),
    "audio_input_file": ("audio_input_file:", values.string),
    "audio_output_file": ("audio_output_file:", values.string),
    # Bifrost's names (design section 3)
    "responses_output": ("responses_output", values.sequence),
    "embedding_output": ("embedding_output", values.anything),
    "speech_input": ("speech_input", values.anything),
    "speech_output": ("speech_output", values.anything),
    "transcription_input": ("transcription_input", values.anything),
    "transcription_output": ("transcription_output", values.anything),
    "cache_debug": ("cache_debug", values.mapping),
    "params": ("params:", values.mapping),
    # read for their type only; the kept payload has them
    "is_custom_prompt": ("is_custom_prompt:", values.boolean),
    "disable_log": ("disable_log:", values.boolean),
    "keywordsai_params": ("overrides:", values.mapping),
    "respan_params": ("overrides:", values.mapping),
    "keywordsai_api_controls": ("controls:", nested.controls),
    "respan_api_controls": ("controls:", nested.controls),
}

# Settings of the model call, kept together in `params`. The seed documents the first five.
PARAMS: dict[str, Callable[[Json], object]] = {
    "temperature": values.number,
    "top_p": values.number,
    "frequency_penalty": values.number,
    "presence_penalty": values.number,
    "stop": values.string_or_sequence,
    "max_tokens": values.integer,
    "max_completion_tokens": values.integer,
    "n": values.integer,
    "logprobs": flag_or_count,
    "top_logprobs": values.integer,
    "echo": values.boolean,
    "logit_bias": values.mapping,
    "timeout": values.number,
    "parallel_tool_calls": values.boolean,
    "stream_options": values.mapping,
    "reasoning_effort": values.string,
    "thinking": values.anything,
    "dimensions": values.integer,
    "seed": values.anything,
    "top_k": values.number,
    "functions": values.sequence,
    "function_call": values.string_or_mapping,
    "service_tier": values.anything,
    "verbosity": values.anything,
    "web_search_options": values.anything,
}


def _scalar(value: Json) -> str | bool | int | float:
    if not isinstance(value, str | bool | int | float):
        raise ValueError("Text, a number, true or false is expected.")
    return value


def _moderate(value: Json) -> int | float:
    """A number that both engines make out of its text."""
    found = values.number(value)
    if not abs(found) <= MODERATE or 0 < abs(found) * MODERATE < 1:
        raise ValueError("A number that large or small is not compared.")
    return found


MODERATE = 10**15
# Fields that contract 5 filters by and that have no other place: the log's attributes. What cannot be read is none.
NUMBER_ATTRIBUTES = ("prompt_version_number", "routing_time", "tokens_per_second")
ATTRIBUTES: dict[str, Callable[[Json], object]] = {
    **dict.fromkeys(("span_name", "span_workflow_name", "evaluation_identifier", "organization_key_id"), _scalar),
    **dict.fromkeys(("deployment_name", "log_method", "error_fingerprint", "cache_key", "fault_domain"), _scalar),
    "note": _scalar,
    **dict.fromkeys(NUMBER_ATTRIBUTES, _moderate),
}

# Design section 3: an extra that was not sent is looked for among the metadata under its create name.
FROM_METADATA: tuple[tuple[str, str, Callable[[Json], object]], ...] = tuple(
    (name, *RULES[name])
    for name in (
        "bot_id",
        "channel",
        "channel_user_id",
        "feature_name",
        "task_id",
        "is_developer",
        "description",
        "prompt_name",
        "integration",
    )
)
