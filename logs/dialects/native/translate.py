"""Our own form: a canonical log as JSON, every known field under its own name.

It is what `export_logs` writes and `import_logs` reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC
from decimal import Decimal
from typing import Any

from ...canonical import FIELD_NAMES, MAX_DURATION_MS, CanonicalLog, CustomerFacts, Json, PayloadError
from .. import values
from ..credentials import without_credentials

_TIMES = ("started_at", "ended_at", "received_at", "updated_at")
_DURATIONS = ("latency_ms", "ttft_ms")
_COUNTS = (
    *("prompt_tokens", "completion_tokens", "total_tokens"),
    *("cache_read_tokens", "cache_write_tokens", "reasoning_tokens"),
)
_MONEY = ("cost_usd", "prompt_unit_price", "completion_unit_price")
_FLAGS = ("stream", "cached", "is_developer", "positive_feedback")
_LONG_TEXTS = ("error_message", "error_param", "raw_stream", "note", "description", "request_url")
_MAPS = ("metadata", "attributes", "request_headers", "params")
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
    for name in _MONEY:
        if name in found:
            found[name] = _exact_number(found[name])
    if log.id is not None:
        found["id"] = str(log.id)
        found.setdefault("source_id", log.id.hex)
    if log.customer is not None:
        found["customer"] = {key: value for key, value in asdict(log.customer).items() if value}
    return found


def _exact_number(amount: Decimal) -> float | str:
    """A number where a double holds it to the last digit, else its digits as text."""
    return float(amount) if Decimal(repr(float(amount))) == amount else str(amount)


def storable(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """What is kept of a payload: all of it but credentials, which a file that was not ours may hold."""
    return without_credentials(payload)


def parse(payload: Mapping[str, Json]) -> CanonicalLog:
    """A log out of its JSON; unknown fields stay in the original. Raises PayloadError naming every wrong field."""
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for name in FIELD_NAMES:
        value = payload.get(name)
        if value is None or name in _NOT_READ:
            continue
        try:
            found[name] = _READERS.get(name, values.identifier)(value)
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise PayloadError(errors)
    return CanonicalLog(**found)


def _long_text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError("A string is expected.")
    return value


def _duration(value: Json) -> float:
    length = values.number(value)
    if not 0 <= length <= MAX_DURATION_MS:
        raise ValueError("A number of milliseconds from 0 to 1,000,000,000,000 is expected.")
    return float(length)


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise ValueError("A list is expected.")
    return value


def _customer(value: Json) -> CustomerFacts:
    if not isinstance(value, Mapping) or not isinstance(value.get("details", {}), Mapping):
        raise ValueError("A customer is an object with name, email and details.")
    name, email = (_long_text(value[key]) if value.get(key) is not None else None for key in ("name", "email"))
    return CustomerFacts(name=name, email=email, details=value.get("details", {}))


def _counts(value: Json) -> dict[str, int]:
    if not isinstance(value, Mapping) or not all(type(count) is int and count >= 0 for count in value.values()):
        raise ValueError("An object of counts is expected.")
    return dict(value)


_READERS: dict[str, Callable[[Json], Any]] = {
    **dict.fromkeys(_TIMES, values.moment),
    **dict.fromkeys(_DURATIONS, _duration),
    **dict.fromkeys(_COUNTS, values.count),
    **dict.fromkeys(_MONEY, values.dollars),
    **dict.fromkeys(_FLAGS, values.boolean),
    **dict.fromkeys(_MAPS, values.mapping),
    **dict.fromkeys(_LISTS, _list),
    **dict.fromkeys(_LONG_TEXTS, _long_text),
    **dict.fromkeys(_JSON, values.anything),
    "status_code": values.status_code,
    "customer": _customer,
    "redactions": _counts,
}
