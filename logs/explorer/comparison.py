"""Two logs side by side: bands of rows, each saying whether the two differ in it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..canonical import CanonicalLog, Json, is_empty
from ..templatetags.content import json_text, json_value
from ..templatetags.formats import duration, exact_cost, thousands
from .message_rows import Compared, MessageRow, text_row
from .wording import TextBudget

_SETTINGS = ("tool_choice", "response_format")


@dataclass(frozen=True, slots=True)
class Delta:
    """How B is to A in what is better when there is less of it."""

    text: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One log's value of a row, None where it has none, and a note behind it."""

    text: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of both logs."""

    label: str
    a: Side
    b: Side
    delta: Delta | None = None

    @property
    def differs(self) -> bool:
        return self.a != self.b


@dataclass(frozen=True, slots=True)
class Band:
    """A titled part of the page; `missing` stands for a value that one of the logs does not have."""

    title: str
    hint: str
    missing: str = "–"
    rows: list[Row] = field(default_factory=list)
    texts: list[MessageRow] = field(default_factory=list)

    @property
    def differences(self) -> int:
        return sum(row.differs for row in (*self.rows, *self.texts))


def result_band(a: CanonicalLog, b: CanonicalLog) -> Band:
    """What came of the two calls, as far as it is in the row of a log."""
    rows = [
        Row("Status", _status(a), _status(b)),
        Row("Model", Side(a.model), Side(b.model)),
        Row("Provider", Side(a.provider), Side(b.provider)),
        Row("Latency", *_each(duration, a.latency_ms, b.latency_ms), _delta(a.latency_ms, b.latency_ms)),
        Row("First token", *_each(duration, a.ttft_ms, b.ttft_ms), _delta(a.ttft_ms, b.ttft_ms)),
        Row("Input tokens", _input(a), _input(b)),
        Row("Output tokens", _output(a), _output(b)),
        Row("Cost", *_each(exact_cost, a.cost_usd, b.cost_usd), _delta(a.cost_usd, b.cost_usd)),
        Row("Finish", Side(a.finish_reason), Side(b.finish_reason)),
        Row("Error", _error(a), _error(b)),
    ]
    return Band("Result", "", rows=[row for row in rows if row.a.text is not None or row.b.text is not None])


def content_bands(a: CanonicalLog, b: CanonicalLog) -> list[Band]:
    """What went in and what came back; word by word where it is text."""
    budget = TextBudget()
    compared = Compared.of(a, b, budget)
    return [
        _parameters(a, b),
        _tools(a, b, budget),
        Band("Messages", compared.hint, texts=compared.asked),
        Band("Reply", "the same" if not any(row.differs for row in compared.answered) else "", texts=compared.answered),
    ]


# -- values


def _each(write: Any, a: Any, b: Any) -> tuple[Side, Side]:
    return Side(write(a)), Side(write(b))


def _delta(a: Any, b: Any) -> Delta | None:
    if not a or b is None or a == b:
        return None
    percent = round(abs(b - a) / a * 100)
    return Delta(f"{'▲' if b > a else '▼'} {f'{percent:,}' if percent else '<1'}%", is_better=b < a)


def _status(log: CanonicalLog) -> Side:
    return Side(log.status, "" if log.status_code is None else str(log.status_code))


def _error(log: CanonicalLog) -> Side:
    return Side(log.error_type or log.error_code, log.error_code if log.error_type and log.error_code else "")


def _input(log: CanonicalLog) -> Side:
    read = log.cache_read_tokens
    note = "" if read is None else f"{thousands(read) if read else 'none'} from cache"
    return Side(thousands(log.prompt_tokens), note)


def _output(log: CanonicalLog) -> Side:
    reasoning = log.reasoning_tokens
    return Side(thousands(log.completion_tokens), "" if reasoning is None else f"{thousands(reasoning)} reasoning")


# -- parameters and tools


def _parameters(a: CanonicalLog, b: CanonicalLog) -> Band:
    sent = [_settings(a), _settings(b)]
    rows = [
        Row(name, *(Side(json_value(one[name]) if name in one else None) for one in sent))
        for name in dict.fromkeys([*sent[0], *sent[1]])
    ]
    differing = sum(row.differs for row in rows)
    hint = f"{differing} of {len(rows)} differ" if differing else f"the same {len(rows)}" if rows else "none were sent"
    return Band("Parameters", hint, missing="not sent", rows=rows)


def _settings(log: CanonicalLog) -> dict[str, Json]:
    others = {name: value for name in _SETTINGS if not is_empty(value := getattr(log, name))}
    return {**(log.params or {}), **others}


def _tools(a: CanonicalLog, b: CanonicalLog, budget: TextBudget) -> Band:
    sent = [dict(_named_tools(a.tools)), dict(_named_tools(b.tools))]
    names = list(dict.fromkeys([*sent[0], *sent[1]]))
    rows = [text_row(name, sent[0].get(name), sent[1].get(name), budget, is_code=True) for name in names]
    differing = [row for row in rows if row.differs]
    hint = f"{len(differing)} of {len(names)} differ" if differing else f"the same {len(names)}" if names else "none"
    return Band("Tools", hint, missing="not offered", texts=differing)


def _named_tools(tools: Json) -> Iterator[tuple[str, str]]:
    """Each tool by its name, as text; Gemini's stand in lists inside."""
    for place, tool in enumerate(tools if isinstance(tools, list) else [tools] if tools else [], 1):
        inner = tool.get("functionDeclarations") if isinstance(tool, Mapping) else None
        if isinstance(inner, list):
            yield from _named_tools(inner)
        else:
            yield _tool_name(tool) or f"tool {place}", json_text(tool)


def _tool_name(tool: Json) -> str:
    if not isinstance(tool, Mapping):
        return ""
    function = tool.get("function")
    name = function.get("name") if isinstance(function, Mapping) else None
    return next((text for text in (name, tool.get("name"), tool.get("type")) if isinstance(text, str)), "")
