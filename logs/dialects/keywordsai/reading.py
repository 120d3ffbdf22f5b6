"""Canonical log -> the item that create, retrieve and list answer with: all three client generations' fields. Pure.

Fields of a log that came in by this door stand as they were sent, under the names they were sent under.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from ...canonical import CanonicalLog, Json
from ...choices import Dialect, Kind, Status
from ..values import anything
from .fields import ATTRIBUTES, NUMBER_ATTRIBUTES, PARAMS, RULES
from .keeping import effective

# Ruling 6: what we call cancelled the vendor calls failed; pending and running are both processing here.
STATUS_WORDS: dict[str, str] = {
    Status.SUCCESS: "success",
    Status.WARNING: "warning",
    Status.ERROR: "failed",
    Status.CANCELLED: "failed",
    Status.PROCESSING: "pending",
}
_LOG_TYPES = {Kind.RERANK: "reranker"}
# Contract 2: the key decides the environment, a body's word does not; keys here know but one.
ENVIRONMENT = "prod"

# Read fields that are always there, null where unknown; the docs' sample of an item and what FERN's model requires.
_ALWAYS = frozenset(
    {"input", "output", "prompt_messages", "completion_message", "model", "provider_id", "foundation_model"}
    | {"prompt_tokens", "completion_tokens", "total_request_tokens", "cost", "latency", "time_to_first_token"}
    | {"tokens_per_second", "prompt_cache_hit_tokens", "prompt_cache_creation_tokens", "routing_time", "metadata"}
    | {"tools", "tool_choice", "tool_calls", "customer_identifier", "customer_email", "organization", "user"}
    | {"organization_key__name"}
)
# What a payload says about these does not count: they follow from the log, or its nested fields override them.
_DERIVED = frozenset(
    {"id", "unique_id", "status", "failed", "error_bit", "has_warnings", "has_tool_calls", "prompt_message_count"}
    | {"customer_identifier", "customer_email", "customer_name", "environment"}
)
_TIMES = frozenset({"timestamp", "start_time"})
# Shown as sent whatever was read in them.
_KEPT_WHOLE = frozenset(name for name, (_, read) in RULES.items() if read is anything)
_KEPT_WHOLE |= ATTRIBUTES.keys() - set(NUMBER_ATTRIBUTES)
# The vendor keeps these as text (contract 3), and its SDK fails over a whole page where one of them is anything else.
_TEXTS = frozenset({"input", "output", "warnings", "session_identifier"})
_json_of = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes an encoder each time


def dump(log: CanonicalLog) -> dict[str, Json]:
    """The log as the vendor's clients read it."""
    item = {name: read(log) for name, read in _FIRST.items()} | _SAME_FOR_ALL
    # What is not among the facts of a log is unknown, and of the names a log could have most are.
    item |= {_PLAIN[place]: value for place, value in vars(log).items() if value is not None and place in _PLAIN}
    item |= {name: value for name, read in _SHAPED.items() if (value := read(log)) is not None}
    if log.attributes:
        item |= _attributes(log.attributes)
    if log.params:
        item["params"] = log.params
        item |= {name: value for name, value in log.params.items() if _is_setting(name, value)}
    if log.dialect == Dialect.KEYWORDSAI and log.original:
        _lay_over(item, effective(log.original))
    item |= {name: _text(item[name]) for name in _TEXTS & item.keys()}
    return item


def _lay_over(item: dict[str, Json], sent: Mapping[str, Json]) -> None:
    """Values as sent over those worked out, except where what was sent had to be read first (a number as text)."""
    for name, value in sent.items():
        known = item.get(name)
        if value is None or name in _DERIVED:
            continue
        if known is None or name in _KEPT_WHOLE or (_is_iso(value) if name in _TIMES else _are_alike(value, known)):
            item[name] = value
    if item.get("status") == STATUS_WORDS[Status.PROCESSING] and sent.get("status") == "running":
        item["status"] = "running"


def _attributes(held: Mapping[str, Json]) -> dict[str, Json]:
    """What is kept as text in the types that the vendor's clients read."""
    return {name: _number_or_text(name, held[name]) for name in ATTRIBUTES if name in held}


def _number_or_text(name: str, kept: Json) -> Json:
    try:
        return ATTRIBUTES[name](kept)
    except ValueError:
        return kept


def _is_setting(name: str, value: Json) -> bool:
    """Whether a setting of the model call has a field of its own at the vendor's, and a value that fits it."""
    if name not in PARAMS or value is None:
        return False
    try:
        PARAMS[name](value)
    except ValueError:
        return False
    return True


def _are_alike(sent: Json, known: Json) -> bool:
    """Whether both are the same sort of JSON value; whole numbers and others are one sort."""
    return type(sent) is type(known) or _sort_of(sent) is _sort_of(known)


def _sort_of(value: Json) -> type:
    return next(sort for sort in (bool, str, dict, list, object) if isinstance(value, sort))


def _text(value: Json) -> str | None:
    """Text as it is, anything else as its JSON."""
    return value if value is None or isinstance(value, str) else _json_of(value)


def _is_iso(sent: Json) -> bool:
    try:
        return isinstance(sent, str) and bool(datetime.fromisoformat(sent))
    except ValueError:
        return False


# -- single fields


def _caller_id(log: CanonicalLog) -> str | None:
    return log.source_id or (log.id.hex if log.id else None)


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / 1000, 9)


def _dollars(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _has_failed(log: CanonicalLog) -> bool:
    return log.status in (Status.ERROR, Status.CANCELLED)


def _calls(log: CanonicalLog) -> Json:
    """Tool calls as sent, else those of the reply."""
    if log.tool_calls is not None or not isinstance(log.output_message, dict):
        return log.tool_calls
    return log.output_message.get("tool_calls") or None


def _tokens_per_second(log: CanonicalLog) -> float | None:
    if not log.completion_tokens or not log.latency_ms:
        return None
    return round(log.completion_tokens / log.latency_ms * 1000, 6)


def _input(log: CanonicalLog) -> Json:
    """Universal input, or else the messages."""
    return log.input if log.input is not None else log.input_messages or None


def _output(log: CanonicalLog) -> Json:
    """Universal output: the words of the reply, or all of it where there is more than words."""
    if log.output is not None or not log.output_message:
        return log.output
    content = log.output_message.get("content") if isinstance(log.output_message, dict) else None
    return content if isinstance(content, str) else log.output_message


def _structure(raw: Json) -> Json:
    """A raw body where it is an object or list; the vendor's clients fail over anything else, a stream's text say."""
    return raw if isinstance(raw, dict | list) else None


def _no_structure(raw: Json) -> Json:
    return None if isinstance(raw, dict | list) else raw


def _customer(log: CanonicalLog) -> Json:
    facts = log.customer
    known = {"customer_identifier": log.customer_id}
    if facts is not None:
        known |= {"name": facts.name, "email": facts.email, **facts.details}
    return {name: value for name, value in known.items() if value is not None} or None


def _usage(log: CanonicalLog) -> Json:
    cached, reasoning = log.cache_read_tokens, log.reasoning_tokens
    counts = {
        "prompt_tokens": log.prompt_tokens,
        "completion_tokens": log.completion_tokens,
        "total_tokens": log.total_tokens,
        "prompt_tokens_details": None if cached is None else {"cached_tokens": cached},
        "cache_creation_prompt_tokens": log.cache_write_tokens,
        "completion_tokens_details": None if reasoning is None else {"reasoning_tokens": reasoning},
    }
    return {name: value for name, value in counts.items() if value is not None} or None


# Fields that read back differently from how they are kept, or that only exist on reading.
_SHAPED: dict[str, Callable[[CanonicalLog], Json]] = {
    "id": _caller_id,
    "unique_id": _caller_id,
    "status": lambda log: STATUS_WORDS.get(log.status or "", log.status),
    "failed": _has_failed,
    "error_bit": lambda log: int(_has_failed(log)),
    "log_type": lambda log: _LOG_TYPES.get(log.kind, log.kind),
    "error_message": lambda log: log.error_message or "",
    "warnings": lambda log: "" if log.warnings is None else log.warnings,
    "timestamp": lambda log: _time(log.ended_at),
    "start_time": lambda log: _time(log.started_at),
    "latency": lambda log: _seconds(log.latency_ms),
    "time_to_first_token": lambda log: _seconds(log.ttft_ms),
    "tokens_per_second": _tokens_per_second,
    "cost": lambda log: _dollars(log.cost_usd),
    "prompt_unit_price": lambda log: _dollars(log.prompt_unit_price),
    "completion_unit_price": lambda log: _dollars(log.completion_unit_price),
    "usage": _usage,
    "foundation_model": lambda log: log.model,
    "input": _input,
    "output": _output,
    "tool_calls": _calls,
    "has_tool_calls": lambda log: bool(_calls(log)),
    "has_warnings": lambda log: bool(log.warnings),
    "prompt_message_count": lambda log: len(log.input_messages or []),
    "full_request": lambda log: _structure(log.raw_request),
    "full_response": lambda log: _structure(log.raw_response),
    "raw_request": lambda log: _no_structure(log.raw_request),
    "raw_response": lambda log: _no_structure(log.raw_response),
    "customer_params": _customer,
    "customer_email": lambda log: log.customer.email if log.customer else None,
    "customer_name": lambda log: log.customer.name if log.customer else None,
}
_FIRST = {name: _SHAPED.pop(name) for name in ("id", "unique_id", "status")}
_SAME_FOR_ALL: dict[str, Json] = {
    **dict.fromkeys(sorted(_ALWAYS)),
    "environment": ENVIRONMENT,
    **dict.fromkeys(("is_custom_prompt", "is_example", "used_custom_credential"), False),
}
# Fields that read back as they are kept, by their place in the log.
_PLAIN = {place: name for name, (place, _) in RULES.items() if ":" not in place and name not in {*_FIRST, *_SHAPED}}
