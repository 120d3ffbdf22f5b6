"""The parts of a message in any vendor's shape, as the few kinds of things a person reads. Pure.

Tables of words first; what none of them knows is shown as the JSON it is, so nothing is lost.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from ..canonical import Json
from .media import Media, is_media, media, type_of


@dataclass(frozen=True, slots=True)
class Home:
    """Where a part that is too long for a page can be had: its log, and its place there (`windows`)."""

    log_id: UUID
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """`home` is set where a page that shows parts of many logs shall show only the start."""

    home: Home | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Text(_Part):
    """Words somebody wrote."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Reasoning(_Part):
    """What the model thought before it answered; empty where the provider keeps it to itself."""

    kind: ClassVar[str] = "reasoning"
    text: str


@dataclass(frozen=True, slots=True)
class Refusal(_Part):
    """What the model said instead of an answer."""

    kind: ClassVar[str] = "refusal"
    text: str


@dataclass(frozen=True, slots=True)
class Data(_Part):
    """Anything else, as JSON."""

    kind: ClassVar[str] = "data"
    label: str
    value: Json


@dataclass(frozen=True, slots=True)
class Result(_Part):
    """What a tool answered."""

    kind: ClassVar[str] = "result"
    call_id: str
    name: str
    value: Json
    has_failed: bool


@dataclass(slots=True, eq=False)
class Call:
    """A tool the model called; `result` is filled in where it is found further down the conversation."""

    kind: ClassVar[str] = "call"
    id: str
    name: str
    arguments: Json
    result: Result | None = None
    home: Home | None = None


Part = Text | Reasoning | Refusal | Data | Result | Call | Media

_TEXT_TYPES = frozenset({"text", "input_text", "output_text", "summary_text", "reasoning_text"})
_REASONING_TYPES = frozenset(
    {"thinking", "redacted_thinking", "reasoning", "reasoning.text", "reasoning.summary", "reasoning.encrypted"}
)
_CALL_TYPES = frozenset({"tool_use", "server_tool_use", "mcp_tool_use", "function", "tool_call", "custom"})
# Parts without a type: the key that holds the call or the result. Gemini and Bedrock.
_CALL_KEYS = ("functionCall", "function_call", "toolUse", "toolCall", "executableCode")
_RESULT_KEYS = ("functionResponse", "function_response", "toolResult", "toolResponse", "codeExecutionResult")

_IDS = ("call_id", "tool_use_id", "tool_call_id", "toolUseId", "id")
_ARGUMENTS = ("arguments", "input", "args", "parameters", "action", "code")
_RESULTS = ("output", "content", "response", "result")


def parts_of(value: Json) -> Iterator[Part]:
    """The parts of a message's content, in order."""
    if isinstance(value, str):
        if value:
            yield Text(value)
    elif isinstance(value, list) and value and all(isinstance(item, int | float) for item in value):
        yield Data("numbers", value)  # tokens or a vector
    elif isinstance(value, list):
        for item in value:
            yield from parts_of(item)
    elif isinstance(value, dict):
        yield from _of_object(value)
    elif value is not None:
        yield Data("", value)


def _of_object(part: Mapping[str, Json]) -> Iterator[Part]:
    reader = next((read for applies, read in _READERS if applies(part)), None)
    if reader is not None:
        yield reader(part)
    elif "type" not in part and (inner := part.get("parts") or part.get("content")):  # an envelope, as Gemini's
        yield from parts_of(inner)
    else:
        yield Data(type_of(part), part)


# -- what a part is


def _is_text(part: Mapping[str, Json]) -> bool:
    is_typed = type_of(part) in _TEXT_TYPES or "type" not in part
    return is_typed and isinstance(part.get("text"), str) and not _is_reasoning(part)


def _is_reasoning(part: Mapping[str, Json]) -> bool:
    return type_of(part) in _REASONING_TYPES or part.get("thought") is True


def _is_refusal(part: Mapping[str, Json]) -> bool:
    return isinstance(part.get("refusal"), str)


def is_result(part: Mapping[str, Json]) -> bool:
    """Whether a part, or an item of the Responses API, is what a tool answered."""
    return type_of(part).endswith(("tool_result", "_call_output")) or _inner(part, _RESULT_KEYS) is not None


def is_call(part: Mapping[str, Json]) -> bool:
    """Whether a part, or an item of the Responses API, calls a tool."""
    kind = type_of(part)
    return kind in _CALL_TYPES or kind.endswith("_call") or _inner(part, _CALL_KEYS) is not None


# -- what it says


def _read_text(part: Mapping[str, Json]) -> Text:
    return Text(part["text"])


def read_reasoning(part: Mapping[str, Json]) -> Reasoning:
    """The thoughts of a part, whichever of its fields they are in."""
    found = (part.get(name) for name in ("thinking", "text", "summary", "content"))
    return Reasoning("\n\n".join(_words(next((value for value in found if value), ""))))


def _read_refusal(part: Mapping[str, Json]) -> Refusal:
    return Refusal(part["refusal"])


def read_call(part: Mapping[str, Json]) -> Call:
    """A tool call in any vendor's shape."""
    inner = _inner(part, (*_CALL_KEYS, "function", "custom")) or part
    name = inner.get("name") or inner.get("toolType") or inner.get("language") or part.get("type")
    return Call(id=_id(part) or _id(inner), name=str(name or ""), arguments=_any(inner, _ARGUMENTS))


def read_result(part: Mapping[str, Json]) -> Result:
    """A tool's answer in any vendor's shape."""
    inner = _inner(part, _RESULT_KEYS) or part
    value = _text_or_json(_any(inner, _RESULTS))
    kind = type_of(value) if isinstance(value, dict) else ""
    has_failed = inner.get("is_error") is True or inner.get("status") == "error" or kind.endswith("_error")
    name = inner.get("name")
    call_id = next((text for name in _IDS if isinstance(text := inner.get(name), str) and text), "")
    return Result(call_id, name if isinstance(name, str) else "", value, has_failed)


_READERS: tuple[tuple[Callable[[Mapping[str, Json]], bool], Callable[[Mapping[str, Json]], Part]], ...] = (
    (_is_text, _read_text),
    (_is_reasoning, read_reasoning),
    (_is_refusal, _read_refusal),
    (is_result, read_result),
    (is_call, read_call),
    (is_media, media),
)


def _inner(part: Mapping[str, Json], names: tuple[str, ...]) -> Mapping[str, Json] | None:
    return next((part[name] for name in names if isinstance(part.get(name), dict)), None)


def _id(part: Mapping[str, Json]) -> str:
    return next((text for name in _IDS if isinstance(text := part.get(name), str) and text), "")


def _any(part: Mapping[str, Json], names: tuple[str, ...]) -> Json:
    return next((part[name] for name in names if part.get(name) is not None), None)


def _text_or_json(value: Json) -> Json:
    """A list of nothing but texts as one text."""
    if not isinstance(value, list):
        return value
    parts = list(parts_of(value))
    is_text = parts and all(isinstance(part, Text) for part in parts)
    return "\n".join(part.text for part in parts) if is_text else value


def _words(value: Json) -> Iterator[str]:
    """The texts in a nest of parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif isinstance(value, dict):
        yield from _words(value.get("text") or value.get("thinking") or "")
