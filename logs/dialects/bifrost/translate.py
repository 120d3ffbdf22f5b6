"""A canonical log in Bifrost's words: lookup tables and `dump`. Pure.

Sources, read 2026-11-21: "seed" is the vendor's page of `GET /api/logs` (generation A of that endpoint), "contract"
the contract of the same call with its later generations B and C, "ruling" our own decision where these disagree.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from ...canonical import CanonicalLog, Json, is_empty
from ...choices import Kind, Status
from ..json_text import json_text

# Ruling 6. `filters.py` reads this table backwards, so a status can be asked for exactly as it is shown.
STATUSES: dict[str, str] = {
    Status.SUCCESS: "success",
    Status.WARNING: "success",
    Status.ERROR: "error",
    Status.CANCELLED: "error",
    Status.PROCESSING: "processing",
    Status.UNKNOWN: "unknown",
}

# Ruling 7; a kind that is not here is shown as it is.
OBJECTS: dict[str, str] = {
    Kind.CHAT: "chat.completion",
    "text": "chat.completion",
    "generation": "chat.completion",
    Kind.COMPLETION: "text.completion",
    Kind.RESPONSE: "response",
    Kind.EMBEDDING: "embedding",
    Kind.SPEECH: "audio.speech",
    Kind.TRANSCRIPTION: "audio.transcription",
}

# Spellings of later generations (contract 1.2), understood in a filter and never shown.
NEWER_OBJECTS: dict[str, str] = {
    "chat_completion": "chat.completion",
    "text_completion": "text.completion",
    "responses": "response",
    "speech": "audio.speech",
    "transcription": "audio.transcription",
    "image_generation": "image",
}

# Present in every log (contract 1.7); any other key is left out where it is null or empty.
ALWAYS_PRESENT = frozenset(
    {"id", "parent_request_id", "timestamp", "object", "provider", "model", "status", "stream"}
    | {"raw_request", "raw_response", "created_at", "number_of_retries", "fallback_index"}
    | {"selected_key_id", "selected_key_name", "virtual_key_id", "virtual_key_name"}
    | {"routing_rule_id", "routing_rule_name", "selected_prompt_id", "selected_prompt_name"}
    | {"selected_prompt_version", "user_id", "user_name", "team_id", "team_name"}
    | {"customer_id", "customer_name", "business_unit_id", "business_unit_name"}
    | {"is_large_payload_request", "is_large_payload_response"}
)

_ZERO_TIME = "0001-01-01T00:00:00Z"  # what Go writes for a time that was never set


def dump(log: CanonicalLog) -> dict[str, Json]:
    """The log as the list and the retrieval show it: the seed's keys in the seed's order, then those added later."""
    whole = {**_facts(log), **_content(log), **_added_later(log)}
    return {key: value for key, value in whole.items() if key in ALWAYS_PRESENT or not is_empty(value)}


def kinds_shown_as(name: str) -> set[str]:
    """The kinds whose `object` is `name`; empty for a kind's own word where Bifrost has another for it."""
    kinds = {kind for kind, shown in OBJECTS.items() if shown == name}
    return kinds if name in OBJECTS else kinds | {name}


def statuses_shown_as(names: Collection[str]) -> list[str]:
    """The stored statuses that are shown as one of `names`."""
    return [status for status, shown in STATUSES.items() if shown in names]


def rfc3339(moment: datetime | None) -> str:
    """A time as Go's RFC3339Nano: in UTC, the fraction without trailing zeros, none where it is zero."""
    if moment is None:
        return _ZERO_TIME
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


def plain_number(value: float) -> int | float:
    """A number as Go writes a float: whole ones without a fraction."""
    number = float(value)
    return int(number) if number.is_integer() else number


# -- the seed's keys, which are generation A


def _facts(log: CanonicalLog) -> dict[str, Json]:
    return {
        # A caller knows its log by the id it gave. Ours has dashes, as Bifrost's own UUIDs do. A path takes either.
        "id": log.source_id or str(log.id),
        "parent_request_id": log.parent_request_id or log.parent_span_id,
        "timestamp": rfc3339(log.started_at),
        "object": OBJECTS.get(log.kind, log.kind) or "",
        "provider": log.provider or "",
        "model": log.model or "",
        "latency": None if log.latency_ms is None else plain_number(log.latency_ms),
        "cost": None if log.cost_usd is None else plain_number(log.cost_usd),
        "status": STATUSES.get(log.status, log.status) or "",
        "stream": bool(log.stream),
        # A raw stream is what the provider sent where it sent no single response.
        "raw_response": _as_text(log.raw_response) or log.raw_stream or "",
        "created_at": rfc3339(log.received_at),
    }


def _content(log: CanonicalLog) -> dict[str, Json]:
    output = _output_message(log)
    return {
        "input_history": log.input_messages or _input_as_messages(log),
        "output_message": output,
        "responses_output": log.responses_output,
        "embedding_output": log.embedding_output,
        "params": _params(log),
        "tools": log.tools,
        # A reply carries its calls itself since generation A; the key of their own stayed (contract 1.7).
        "tool_calls": log.tool_calls or (output.get("tool_calls") if isinstance(output, Mapping) else None),
        "token_usage": _token_usage(log),
        "error_details": _error_details(log),
        "speech_input": log.speech_input,
        "transcription_input": log.transcription_input,
        "speech_output": log.speech_output,
        "transcription_output": log.transcription_output,
        "cache_debug": _cache_debug(log),
    }


def _input_as_messages(log: CanonicalLog) -> list[Json] | None:
    """What went in where it is not messages: Bifrost shows a text to complete or to embed as a user's message."""
    if is_empty(log.input) or log.speech_input is not None or log.transcription_input is not None:
        return None
    items = log.input if isinstance(log.input, list) else [log.input]
    if all(isinstance(item, Mapping) and "role" in item for item in items):
        return items
    if isinstance(log.input, list) and all(isinstance(item, str) for item in items):
        return [{"role": "user", "content": [{"type": "text", "text": text} for text in items]}]
    return [{"role": "user", "content": _as_text(log.input)}]


def _output_message(log: CanonicalLog) -> Json:
    """The reply; the first one where a call asked for several, as Bifrost keeps it."""
    if not is_empty(log.output_message):
        return log.output_message
    if log.output_messages:
        return log.output_messages[0]
    elsewhere = (log.responses_output, log.embedding_output, log.speech_output, log.transcription_output)
    if is_empty(log.output) or not all(is_empty(part) for part in elsewhere):
        return None
    if isinstance(log.output, Mapping) and "role" in log.output:
        return log.output
    return {"role": "assistant", "content": _as_text(log.output)}


def _params(log: CanonicalLog) -> dict[str, Json]:
    """Bifrost counts tool choice and response format among the parameters."""
    choices = {"tool_choice": log.tool_choice, "response_format": log.response_format}
    return {**_known(choices), **(log.params or {})}


def _token_usage(log: CanonicalLog) -> dict[str, Json] | None:
    """The counts; a Go client reads plain integers, so beside a known count an unknown one is 0."""
    read, write, thought = log.cache_read_tokens, log.cache_write_tokens, log.reasoning_tokens
    known = (log.prompt_tokens, log.completion_tokens, log.total_tokens, read, write, thought)
    if all(count is None for count in known):
        return None
    usage: dict[str, Json] = {
        "prompt_tokens": log.prompt_tokens or 0,
        "completion_tokens": log.completion_tokens or 0,
        "total_tokens": log.total_tokens or 0,
    }
    # cached_tokens is generation A's word, the other two are C's (vendor's core/schemas, read 2026-11-21).
    prompt = {"cached_tokens": read, "cached_read_tokens": read, "cached_write_tokens": write}
    details = {"prompt_tokens_details": prompt, "completion_tokens_details": {"reasoning_tokens": thought}}
    for name, counts in details.items():
        if found := _known(counts):
            usage[name] = found
    return usage


def _cache_debug(log: CanonicalLog) -> Json:
    """As it was sent, else the one fact that is known."""
    if not is_empty(log.cache_debug):
        return log.cache_debug
    return None if log.cached is None else {"cache_hit": log.cached}


def _error_details(log: CanonicalLog) -> Json:
    """The error as it was sent, else in the seed's shape from what is known of it."""
    if not is_empty(log.error_details):
        return log.error_details
    failed = (log.status_code or 0) >= 400
    if not (failed or log.error_message or log.error_type or log.error_code or log.error_param):
        return None
    message = log.error_message or ""
    error = {"type": log.error_type, "code": log.error_code, "message": message, "param": log.error_param}
    return {"is_bifrost_error": False, **_known({"status_code": log.status_code}), "error": _known(error)}


# -- keys of generations B and C; what llmlogs has no counterpart of stands at Go's zero value


def _added_later(log: CanonicalLog) -> dict[str, Json]:
    who = log.customer.name if log.customer is not None else None
    return {
        "number_of_retries": 0,
        "fallback_index": 0,
        "selected_key_id": "",
        "selected_key_name": "",
        "virtual_key_id": None,
        "virtual_key_name": None,
        "routing_rule_id": None,
        "routing_rule_name": None,
        "selected_prompt_id": log.prompt_id,
        "selected_prompt_name": log.prompt_name,
        "selected_prompt_version": None,
        # design: customers and users are one here, so both names show it and both filters find it.
        "user_id": log.customer_id,
        "user_name": who,
        "team_id": None,
        "team_name": None,
        "customer_id": log.customer_id,
        "customer_name": who,
        "business_unit_id": None,
        "business_unit_name": None,
        "stop_reason": log.finish_reason,
        "raw_request": _as_text(log.raw_request),
        "metadata": log.metadata,
        "is_large_payload_request": False,
        "is_large_payload_response": False,
    }


def _as_text(value: Json) -> str:
    """Text as it is, anything else as its JSON; nothing is ""."""
    if is_empty(value):
        return ""
    return value if isinstance(value, str) else json_text(value)


def _known(values: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in values.items() if value is not None}
