"""One log in our words and in those of the four doors, field by field: the name, the value and its unit. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..canonical import Json, is_empty
from ..json_codec import encode

_SHOWN_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door's answer has a field, from the root on; `unit` where it is a quantity."""

    path: tuple[str, ...]
    unit: str = ""

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ours and its places in the answers, by the names of the doors."""

    name: str
    places: Mapping[str, Place]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a door says: no `name` where it has no place for the field, no `value` where it left it out this time."""

    name: str = ""
    value: str | None = None
    unit: str = ""
    is_other_unit: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A field of ours with its value, and a cell for each door."""

    name: str
    value: str
    unit: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of what is known of a log, and how many fields are not, which no line is spent on."""

    lines: list[Line]
    unknown: int


def sheet_of(ours: Mapping[str, Json], answers: Sequence[tuple[str, Json]]) -> Sheet:
    """`ours` is a log in our own form, `answers` what each door says of it, by name and in the order of the cells."""
    known = [one for one in FIELDS if not is_empty(ours.get(one.name))]
    lines = [
        Line(one.name, _words(ours[one.name]), one.unit, [_cell(one, door, answer) for door, answer in answers])
        for one in known
    ]
    return Sheet(lines, len(FIELDS) - len(known))


def value_at(answer: Json, path: Sequence[str]) -> tuple[Json] | None:
    """What stands at a place of an answer, in a tuple because it may be null; None where nothing does."""
    for name in path:
        if not isinstance(answer, Mapping) or name not in answer:
            return None
        answer = answer[name]
    return (answer,)


def _cell(one: Field, door: str, answer: Json) -> Cell:
    place = one.places.get(door)
    if place is None:
        return Cell()
    found = value_at(answer, place.path)
    value = _words(found[0]) if found else None
    return Cell(place.name, value, place.unit, is_other_unit=place.unit != one.unit)


def _words(value: Json) -> str:
    """A value short enough for a cell: texts clipped and as JSON where they are empty, the rest of content counted."""
    if isinstance(value, list):
        return f"[ {len(value):,} {'item' if len(value) == 1 else 'items'} ]"
    if isinstance(value, Mapping):
        return f"{{ {len(value):,} {'key' if len(value) == 1 else 'keys'} }}"
    text = value[: _SHOWN_CHARACTERS + 1] if isinstance(value, str) and value else encode(value).decode()
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"


def _field(name: str, unit: str = "", **places: str | tuple[str, str]) -> Field:
    """Places are written with slashes, as names hold dots and spaces; a pair is a place and its unit."""
    found = {}
    for door, place in places.items():
        path, its_unit = place if isinstance(place, tuple) else (place, unit)
        found[door] = Place(tuple(path.split("/")), its_unit)
    return Field(name, found, unit)


_TIME_TAKEN = {"keywordsai": ("latency", "s"), "kore": "Time Taken", "bifrost": "latency"}
_REQUEST, _REPLY = "Payload Details/Request Payload", "Payload Details/Response Payload"
_MESSAGES, _MESSAGE = f"{_REQUEST}/messages", "output_message"
_TOKENS = ("Payload Details/Request Tokens", "Payload Details/Response Tokens")
_READ = "token_usage/prompt_tokens_details/cached_read_tokens"
_WRITTEN = "token_usage/prompt_tokens_details/cached_write_tokens"
_THOUGHT = "token_usage/completion_tokens_details/reasoning_tokens"

FIELDS: tuple[Field, ...] = (
    _field("source_id", keywordsai="id", llmreport="id", bifrost="id"),
    _field("started_at", keywordsai="start_time", llmreport="createdAt", kore="start Date", bifrost="timestamp"),
    _field("ended_at", keywordsai="timestamp", kore="End Date"),
    _field("received_at", bifrost="created_at"),
    _field("updated_at", llmreport="updatedAt"),
    _field("latency_ms", "ms", **_TIME_TAKEN),
    _field("ttft_ms", "ms", keywordsai=("time_to_first_token", "s")),
    _field("kind", keywordsai="log_type", bifrost="object"),
    _field("status", keywordsai="status", kore="Status", bifrost="status"),
    _field("status_code", keywordsai="status_code", llmreport="status", kore="statusCode"),
    _field("finish_reason", keywordsai="finish_reason", bifrost="stop_reason"),
    _field("error_type", keywordsai="error_type", bifrost="error_details/error/type"),
    _field("error_code", keywordsai="error_code", bifrost="error_details/error/code"),
    _field("error_message", keywordsai="error_message", bifrost="error_details/error/message"),
    _field("model", keywordsai="model", llmreport="model", kore="Model Name", bifrost="model"),
    _field("provider", keywordsai="provider_id", kore="Integration", bifrost="provider"),
    _field("stream", keywordsai="stream", llmreport="streamed", bifrost="stream"),
    _field("cached", keywordsai="cache_hit", llmreport="cached", bifrost="cache_debug/cache_hit"),
    _field(
        "prompt_tokens",
        keywordsai="prompt_tokens",
        llmreport="prompt_tokens",
        kore=_TOKENS[0],
        bifrost="token_usage/prompt_tokens",
    ),
    _field(
        "completion_tokens",
        keywordsai="completion_tokens",
        llmreport="completion_tokens",
        kore=_TOKENS[1],
        bifrost="token_usage/completion_tokens",
    ),
    _field("total_tokens", keywordsai="total_request_tokens", bifrost="token_usage/total_tokens"),
    _field("cache_read_tokens", keywordsai="prompt_cache_hit_tokens", bifrost=_READ),
    _field("cache_write_tokens", keywordsai="prompt_cache_creation_tokens", bifrost=_WRITTEN),
    _field("reasoning_tokens", keywordsai="reasoning_tokens", bifrost=_THOUGHT),
    _field("cost_usd", "$", keywordsai="cost", llmreport="cost", bifrost="cost"),
    _field("customer_id", keywordsai="customer_identifier", llmreport="user_id", kore="User ID", bifrost="customer_id"),
    _field("thread_id", keywordsai="thread_identifier"),
    _field("group_id", keywordsai="group_identifier"),
    _field("custom_id", keywordsai="custom_identifier"),
    _field("trace_id", keywordsai="trace_unique_id"),
    _field("span_id", keywordsai="span_unique_id"),
    _field("parent_span_id", keywordsai="span_parent_id", bifrost="parent_request_id"),
    _field("bot_id", keywordsai="bot_id", kore="Bot ID"),
    _field("app_id", keywordsai="app_id", llmreport="app_id"),
    _field("channel", keywordsai="channel", kore="Channel Name"),
    _field("feature", keywordsai="feature_name", kore="Feature Name "),
    _field("task_id", keywordsai="task_id", kore="task Id"),
    _field("description", keywordsai="description", kore="Description"),
    _field("prompt_id", keywordsai="prompt_id", bifrost="selected_prompt_id"),
    _field("prompt_name", keywordsai="prompt_name", kore="Prompt Name", bifrost="selected_prompt_name"),
    _field("response_id", keywordsai="response_id", llmreport="openai_id"),
    _field("metadata", keywordsai="metadata", llmreport="request_headers", bifrost="metadata"),
    _field("request_url", keywordsai="url", llmreport="url"),
    _field(
        "input_messages",
        keywordsai="prompt_messages",
        llmreport="request_body",
        kore=_MESSAGES,
        bifrost="input_history",
    ),
    _field("output_message", keywordsai="completion_message", llmreport="completion", kore=_REPLY, bifrost=_MESSAGE),
    _field("tools", keywordsai="tools", llmreport="request_body", kore=f"{_REQUEST}/tools", bifrost="tools"),
    _field("params", keywordsai="params", llmreport="request_body", kore=_REQUEST, bifrost="params"),
    _field("raw_request", keywordsai="full_request", llmreport="request_body", kore=_REQUEST, bifrost="raw_request"),
    _field("raw_response", keywordsai="full_response", llmreport="response_body", kore=_REPLY, bifrost="raw_response"),
    _field(
        "raw_stream", keywordsai="streamed_response_body", llmreport="streamed_response_body", bifrost="raw_response"
    ),
)
