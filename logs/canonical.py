"""The canonical log: the one form between every dialect and the store. Standard library only.

Units: aware UTC datetimes, durations in milliseconds, money in US dollars as Decimal, token counts as integers.
`None` means unknown or not sent, never 0. "As sent" means untouched; "normalised" means a dialect or
`normalise.py` mapped it onto our vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

# A JSON value. Shapes of prompts, tools and payloads belong to the vendors, so typing stops here.
Json = Any


# What a log can hold; a dialect refuses more, as an error of the field.
MAX_IDENTIFIER = 1024  # characters
MAX_COUNT = 2**63 - 1  # tokens
MAX_DURATION_MS = 1e12  # 31 years
MAX_COST_USD = Decimal(1_000_000)  # exclusive, either sign
MIN_YEAR, MAX_YEAR = 1900, 9000


class PayloadError(ValueError):
    """A payload that cannot become a log: `errors` maps a field path to sentences a caller can act on."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{path}: {' '.join(found)}" for path, found in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """What a payload says about the customer beside the identifier; None keeps what is known."""

    name: str | None = None
    email: str | None = None
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, init=False)
class CanonicalLog:
    """One LLM call. A dialect fills what the vendor said; `normalise.normalised` settles clock, status and totals.

    An instance holds what it was given; the rest is the class's default. A log has 25 facts of 80 and is made on every
    write and every read, so this is a tenth of what an assignment of each field would cost.
    """

    # -- identity
    id: UUID | None = None  # ours, UUIDv7 of the first started_at; None until stored
    source_id: str | None = None  # the caller's own id, unique in its project, as sent
    dialect: str = ""  # the form it arrived in (choices.Dialect)

    # -- clock
    started_at: datetime | None = None
    ended_at: datetime | None = None
    received_at: datetime | None = None  # set by ingest
    updated_at: datetime | None = None  # set by the writer
    latency_ms: float | None = None
    ttft_ms: float | None = None  # time to first token

    # -- outcome
    kind: str | None = None  # normalised (choices.Kind), or as sent when unknown to us
    status: str | None = None  # normalised (choices.Status)
    status_code: int | None = None  # HTTP status of the model call, as sent
    finish_reason: str | None = None  # as sent: stop, length, tool_calls, ...
    error_type: str | None = None
    error_code: str | None = None
    error_param: str | None = None
    error_message: str | None = None
    error_details: Json = None  # the structured error, as sent
    warnings: Json = None  # text or object, as sent

    # -- model
    provider: str | None = None  # as sent in lower case, else inferred from the model
    model: str | None = None  # as sent
    stream: bool | None = None
    cached: bool | None = None

    # -- tokens, as sent; cache and reasoning counts stand beside the sums, never inside
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None

    # -- money in US dollars
    cost_usd: Decimal | None = None
    cost_source: str | None = None  # choices.CostSource
    prompt_unit_price: Decimal | None = None  # per 1M tokens, as sent
    completion_unit_price: Decimal | None = None  # per 1M tokens, as sent

    # -- who and what it belongs to, as sent
    customer_id: str | None = None
    customer: CustomerFacts | None = None
    thread_id: str | None = None
    group_id: str | None = None
    custom_id: str | None = None
    trace_id: str | None = None
    span_id: str | None = None
    parent_span_id: str | None = None
    parent_request_id: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    channel: str | None = None
    channel_user_id: str | None = None
    feature: str | None = None
    task_id: str | None = None
    is_developer: bool | None = None
    description: str | None = None
    integration: str | None = None
    prompt_id: str | None = None
    prompt_name: str | None = None
    response_id: str | None = None  # the provider's id of the reply
    positive_feedback: bool | None = None
    note: str | None = None
    metadata: Mapping[str, Json] | None = None  # keys and types as sent
    # What else a dialect finds its logs by: scalars under its own names, as text once they are stored.
    attributes: Mapping[str, Json] | None = None
    redactions: Mapping[str, int] | None = None  # what rules took out before storage: how much, by rule

    # -- the HTTP call to the model
    request_url: str | None = None
    request_method: str | None = None
    ip: str | None = None
    request_headers: Mapping[str, Json] | None = None  # credentials removed before storage

    # -- content, as sent; lives in the body, never in the row
    input_messages: list[Json] | None = None
    output_message: Json = None
    output_messages: list[Json] | None = None  # all choices, where a call asked for several
    input: Json = None  # what went in where it is not messages: text to embed, a file to transcribe, ...
    output: Json = None
    responses_output: list[Json] | None = None  # output items of the Responses API
    tools: Json = None
    tool_choice: Json = None
    tool_calls: Json = None
    response_format: Json = None
    params: Mapping[str, Json] | None = None  # temperature, top_p, max_tokens, ...
    embedding_output: Json = None
    speech_input: Json = None
    speech_output: Json = None
    transcription_input: Json = None
    transcription_output: Json = None
    cache_debug: Json = None
    raw_request: Json = None
    raw_response: Json = None
    raw_stream: str | None = None  # the stream as text, as received

    # -- the payload itself, as it came in; unknown fields live on here
    original: Mapping[str, Json] | None = None

    def __init__(self, **facts: Any) -> None:
        if not facts.keys() <= _KNOWN:
            raise TypeError(f"CanonicalLog has no field {', '.join(facts.keys() - _KNOWN)}.")
        self.__dict__.update(facts)

    def but(self, **changes: Any) -> "CanonicalLog":
        """A copy with these fields changed."""
        copy = CanonicalLog.__new__(CanonicalLog)
        copy.__dict__.update(self.__dict__)  # known already, so only the changes go past the check
        copy.__init__(**changes)
        return copy


FIELD_NAMES: tuple[str, ...] = tuple(f.name for f in fields(CanonicalLog))
_KNOWN = frozenset(FIELD_NAMES)
CONTENT_FIELDS: tuple[str, ...] = FIELD_NAMES[FIELD_NAMES.index("input_messages") : FIELD_NAMES.index("original")]


def is_empty(value: Json) -> bool:
    """Whether a later write of the same log may still fill this value in (0 and False are values)."""
    return value is None or value == "" or value == [] or value == {}


def merged(first: CanonicalLog, later: CanonicalLog) -> CanonicalLog:
    """`first` with what it left empty taken from `later`; a call that was still processing takes the later status."""
    gaps = {
        name: getattr(later, name)
        for name in FIELD_NAMES
        if is_empty(getattr(first, name)) and not is_empty(getattr(later, name))
    }
    if first.status == "processing":
        gaps["status"] = later.status
    for name in ("original", "attributes"):
        one, other = getattr(first, name), getattr(later, name)
        if one and other and (together := _together(one, other)) != one:
            gaps[name] = together
    return first.but(**gaps) if gaps else first


def _together(first: Mapping[str, Json], later: Mapping[str, Json]) -> dict[str, Json]:
    sent = {key: value for key, value in first.items() if not is_empty(value)}
    return {**first, **later, **sent}
