"""Our own form: a canonical log as JSON, every known field under its own name.

It is what `export_logs` writes and `import_logs` reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ...canonical import (
    FIELD_NAMES,
    MAX_COST_USD,
    MAX_COUNT,
    MAX_DURATION_MS,
    MAX_IDENTIFIER,
    MAX_YEAR,
    MIN_YEAR,
    CanonicalLog,
    CustomerFacts,
    Json,
    PayloadError,
)

_TIMES = ("started_at", "ended_at", "received_at", "updated_at")
_DURATIONS = ("latency_ms", "ttft_ms")
_COUNTS = (
    *("prompt_tokens", "completion_tokens", "total_tokens"),
    *("cache_read_tokens", "cache_write_tokens", "reasoning_tokens"),
)
_MONEY = ("cost_usd", "prompt_unit_price", "completion_unit_price")
_FLAGS = ("stream", "cached", "is_developer", "positive_feedback")
_LONG_TEXTS = ("error_message", "error_param", "raw_stream", "note", "description", "request_url")
_MAPS = ("metadata", "request_headers", "params")
_LISTS = ("input_messages", "output_messages", "responses_output")
_JSON = frozenset(
    {"error_details", "warnings", "output_message", "input", "output", "tools", "tool_choice", "tool_calls"}
    | {"response_format", "embedding_output", "speech_input", "speech_output", "transcription_input"}
    | {"transcription_output", "cache_debug", "raw_request", "raw_response"}
)
# `id` is ours to give; a file from another installation names its logs by source_id.
_NOT_READ = frozenset({"id", "original", "dialect", "received_at", "updated_at"})


def dump(log: CanonicalLog) -> dict[str, Json]:
    """Every known field of `log`; unknown ones are left out. Times are ISO 8601 in UTC, the id is the public id."""
    found = {name: value for name in FIELD_NAMES if (value := getattr(log, name)) is not None}
    for name in _TIMES:
        if name in found:
            found[name] = found[name].astimezone(UTC).isoformat().replace("+00:00", "Z")
    if log.id is not None:
        found["id"] = str(log.id)
        found.setdefault("source_id", log.id.hex)
    if log.customer is not None:
        found["customer"] = {key: value for key, value in asdict(log.customer).items() if value}
    return found


def storable(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """What is kept of a payload: all of it; a log of ours was cleaned when it first came in."""
    return payload


def parse(payload: Mapping[str, Json]) -> CanonicalLog:
    """A log out of its JSON; unknown fields stay in the original. Raises PayloadError naming every wrong field."""
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name in FIELD_NAMES:
        value = payload.get(name)
        if value is None or name in _NOT_READ:
            continue
        try:
            values[name] = _READERS.get(name, _text)(value)
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise PayloadError(errors)
    return CanonicalLog(**values)


def _text(value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("A text is expected.")
    if len(str(value)) > MAX_IDENTIFIER:
        raise ValueError(f"At most {MAX_IDENTIFIER} characters are allowed.")
    return str(value)


def _long_text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError("A text is expected.")
    return value


def _time(value: Json) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("A time in ISO 8601 is expected, such as 2026-01-31T12:00:00Z.") from error
    if not MIN_YEAR <= moment.year <= MAX_YEAR:
        raise ValueError(f"The year must lie between {MIN_YEAR} and {MAX_YEAR}.")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _duration(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_DURATION_MS:
        raise ValueError("A duration in milliseconds is expected, 0 or more.")
    return float(value)


def _count(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_COUNT:
        raise ValueError("A whole number is expected, 0 or more.")
    return value


def _money(value: Json) -> Decimal:
    try:
        amount = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) >= MAX_COST_USD:
        raise ValueError("An amount in US dollars below 1,000,000 is expected.")
    return amount


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is expected.")
    return value


def _map(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise ValueError("An object is expected.")
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise ValueError("An array is expected.")
    return value


def _status_code(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 999:
        raise ValueError("An HTTP status code is expected.")
    return value


def _customer(value: Json) -> CustomerFacts:
    if not isinstance(value, Mapping) or not isinstance(value.get("details", {}), Mapping):
        raise ValueError("A customer is an object with name, email and details.")
    return CustomerFacts(name=value.get("name"), email=value.get("email"), details=value.get("details", {}))


_READERS: dict[str, Callable[[Json], Any]] = {
    **dict.fromkeys(_TIMES, _time),
    **dict.fromkeys(_DURATIONS, _duration),
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(_MONEY, _money),
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(_MAPS, _map),
    **dict.fromkeys(_LISTS, _list),
    **dict.fromkeys(_LONG_TEXTS, _long_text),
    **dict.fromkeys(_JSON, lambda value: value),
    "status_code": _status_code,
    "customer": _customer,
}
