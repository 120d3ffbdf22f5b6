"""The columns of a log, declared once: what each is called in files, in the API, on pages, and where it comes from.

A column has two names: that of the canonical field, which files and the API use, and a short one, which the table of
the explorer, saved views and the query language use. Either is understood wherever columns are asked for.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any

from .canonical import CanonicalLog, Json
from .printable import printable

METADATA = "metadata."
MOST_COLUMNS = 100


class Kind(StrEnum):
    """What the values of a column are; times are UTC, money is US dollars with 12 places."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """`read` gives a value of the kind, or None; `is_content` where only who may read content may have it.

    `label` is its head on a page.
    """

    name: str
    kind: Kind
    read: Callable[[CanonicalLog], Any]
    label: str
    short: str
    is_content: bool = False

    def value(self, log: CanonicalLog) -> Json:
        """As JSON has it: times as ISO 8601, text that every reader takes; money stays a Decimal."""
        found = self.read(log)
        if isinstance(found, str):
            return printable(found)
        if isinstance(found, datetime):
            return found.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return found


class UnknownColumnError(ValueError):
    """A name that no column has; `name` is it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no column {name[:60]}.")
        self.name = name


def columns_named(names: Iterable[str], *, has_content: bool) -> tuple[Column, ...]:
    """The columns of these names, in this order; every column where none is named. Raises UnknownColumnError."""
    names = list(names)
    if len(names) > MOST_COLUMNS:
        raise ValueError(f"A file has at most {MOST_COLUMNS} columns.")
    if not names:
        return tuple(column for column in COLUMNS.values() if has_content or not column.is_content)
    return tuple({one.name: one for one in (_named(name, has_content) for name in names)}.values())


def column_named(name: str) -> Column | None:
    """The column of either name, or of a key of the metadata."""
    if name.startswith(METADATA) and len(name) > len(METADATA):
        key = name.removeprefix(METADATA)
        return Column(name, Kind.TEXT, lambda log: _text((log.metadata or {}).get(key)), key, name)
    return COLUMNS.get(name) or _BY_SHORT_NAME.get(name)


def record(log: CanonicalLog, columns: Iterable[Column], money: Callable[[Decimal], Json]) -> dict[str, Json]:
    """A log as JSON, by column; `money` says how dollars are written."""
    found = {column.name: column.value(log) for column in columns}
    return {name: money(value) if isinstance(value, Decimal) else value for name, value in found.items()}


def _named(name: str, has_content: bool) -> Column:
    column = column_named(name)
    if column is None or (column.is_content and not has_content):
        raise UnknownColumnError(name)
    return column


def _text(value: Json) -> str | None:
    """A value as text: text as it is, anything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Json:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _metadata(log: CanonicalLog) -> str | None:
    return _text(log.metadata or None)


def _input(log: CanonicalLog) -> str | None:
    return _text(log.input_messages or log.input or log.speech_input or log.transcription_input)


def _output(log: CanonicalLog) -> str | None:
    """What came back: the words of a reply that is nothing but words, anything else as JSON."""
    said = log.output_message or log.output_messages or log.output or log.responses_output
    if isinstance(said, Mapping) and isinstance(said.get("content"), str) and not said.get("tool_calls"):
        return said["content"]
    return _text(said or log.transcription_output)


def _plain(kind: Kind, name: str, label: str, short: str = "") -> Column:
    """A column that is a field of the log."""
    return Column(name, kind, attrgetter(name), label, short or name)


def _content(name: str, label: str, read: Callable[[CanonicalLog], str | None]) -> Column:
    return Column(name, Kind.TEXT, read, label, name, is_content=True)


_DECLARED = (
    Column("id", Kind.TEXT, lambda log: str(log.id), "Id", "id"),
    _plain(Kind.TEXT, "source_id", "Caller's id"),
    _plain(Kind.TIME, "started_at", "Started", "started"),
    _plain(Kind.TIME, "ended_at", "Ended", "ended"),
    _plain(Kind.TEXT, "kind", "Kind"),
    _plain(Kind.TEXT, "status", "Status"),
    _plain(Kind.COUNT, "status_code", "HTTP status"),
    _plain(Kind.TEXT, "error_type", "Error type"),
    _plain(Kind.TEXT, "error_code", "Error code"),
    _plain(Kind.TEXT, "finish_reason", "Finish", "finish"),
    _plain(Kind.TEXT, "provider", "Provider"),
    _plain(Kind.TEXT, "model", "Model"),
    _plain(Kind.FLAG, "stream", "Streamed"),
    _plain(Kind.FLAG, "cached", "From cache"),
    _plain(Kind.NUMBER, "latency_ms", "Latency", "latency"),
    _plain(Kind.NUMBER, "ttft_ms", "First token", "ttft"),
    _plain(Kind.COUNT, "prompt_tokens", "Tokens in", "in"),
    _plain(Kind.COUNT, "completion_tokens", "Out", "out"),
    _plain(Kind.COUNT, "total_tokens", "All tokens", "tokens"),
    _plain(Kind.COUNT, "cache_read_tokens", "Cache read"),
    _plain(Kind.COUNT, "cache_write_tokens", "Cache written"),
    _plain(Kind.COUNT, "reasoning_tokens", "Reasoning"),
    _plain(Kind.MONEY, "cost_usd", "Cost", "cost"),
    _plain(Kind.TEXT, "customer_id", "Customer", "customer"),
    _plain(Kind.TEXT, "thread_id", "Thread", "thread"),
    _plain(Kind.TEXT, "group_id", "Group", "group"),
    _plain(Kind.TEXT, "custom_id", "Your id", "custom"),
    _plain(Kind.TEXT, "trace_id", "Trace", "trace"),
    _plain(Kind.TEXT, "span_id", "Span", "span"),
    _plain(Kind.TEXT, "bot_id", "Bot", "bot"),
    _plain(Kind.TEXT, "channel", "Channel"),
    _plain(Kind.TEXT, "feature", "Feature"),
    _plain(Kind.TEXT, "task_id", "Task", "task"),
    _plain(Kind.TEXT, "prompt_id", "Prompt id"),
    _plain(Kind.TEXT, "prompt_name", "Prompt", "prompt"),
    _plain(Kind.TEXT, "response_id", "Reply's id"),
    _plain(Kind.FLAG, "positive_feedback", "Liked"),
    Column("metadata", Kind.TEXT, _metadata, "Metadata", "metadata"),
    _content("error_message", "Error", lambda log: log.error_message or None),
    _content("input", "Input", _input),
    _content("output", "Output", _output),
    _content("tools", "Tools", lambda log: _text(log.tools)),
    _content("params", "Parameters", lambda log: _text(log.params or None)),
)
COLUMNS: dict[str, Column] = {column.name: column for column in _DECLARED}
_BY_SHORT_NAME = {column.short: column for column in _DECLARED}
