"""The tools a log offered its model, in any vendor's shape, and how often each was called. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..canonical import CanonicalLog, Json
from .conversation import spoken
from .parts import Call

_SCHEMAS = ("parameters", "input_schema", "inputSchema", "parameters_json_schema", "parametersJsonSchema")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that was offered, or only called; `calls` counts those in this log, `rest` is what else was said of it."""

    name: str
    description: str
    parameters: Json
    rest: Mapping[str, Json]
    calls: int
    is_offered: bool = True


def offered_tools(log: CanonicalLog) -> list[Tool]:
    """The tools in the order they were offered, then those that were called without being offered."""
    found = spoken(log)
    parts = (part for message in (*found.asked, *found.answered) for part in message.parts)
    calls = Counter(part.name for part in parts if isinstance(part, Call))
    tools = [_tool(sent, calls) for sent in _each(log.tools)]
    unknown = calls.keys() - {tool.name for tool in tools}
    return tools + [Tool(name, "", None, {}, calls[name], is_offered=False) for name in sorted(unknown)]


def _each(sent: Json) -> Iterator[Json]:
    """One tool after another; Gemini and Bedrock put several into one object."""
    for one in sent if isinstance(sent, list) else [] if sent is None else [sent]:
        inner = _group(one) if isinstance(one, dict) else None
        if inner is None:
            yield one
        else:
            yield from inner


def _group(sent: Mapping[str, Json]) -> list[Json] | None:
    """The declarations in an object of nothing else."""
    names = ("functionDeclarations", "function_declarations", "tools")
    return next((sent[name] for name in names if isinstance(sent.get(name), list) and len(sent) == 1), None)


def _tool(sent: Json, calls: Mapping[str, int]) -> Tool:
    if not isinstance(sent, dict):
        return Tool("", "", sent, {}, 0)
    wrapper = next((name for name in ("function", "toolSpec", "custom") if isinstance(sent.get(name), dict)), "")
    inner = {**{name: value for name, value in sent.items() if name != wrapper}, **(sent[wrapper] if wrapper else {})}
    name = _text(inner.pop("name", None)) or _text(inner.get("type"))
    description = _text(inner.pop("description", None))
    schema = next((inner.pop(key) for key in _SCHEMAS if inner.get(key) is not None), None)
    return Tool(name, description, schema, inner, calls.get(name, 0))


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
