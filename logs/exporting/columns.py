"""What a flat file has of a log: named columns, each with its type and where it comes from."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ..canonical import CanonicalLog, Json
from ..printable import printable
from .lines import digits

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
    """`read` gives a value of the kind, or None; `is_content` where only who may read content may have it."""

    name: str
    kind: Kind
    read: Callable[[CanonicalLog], Any]
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
    allowed = {name: column for name, column in COLUMNS.items() if has_content or not column.is_content}
    names = list(names)
    if len(names) > MOST_COLUMNS:
        raise ValueError(f"A file has at most {MOST_COLUMNS} columns.")
    return tuple(_named(name, allowed) for name in names) if names else tuple(allowed.values())


def record(log: CanonicalLog, columns: Iterable[Column], money: Callable[[Decimal], Json] = digits) -> dict[str, Json]:
    """A log as JSON, by column; `money` says how dollars are written."""
    found = {column.name: column.value(log) for column in columns}
    return {name: money(value) if isinstance(value, Decimal) else value for name, value in found.items()}


def _named(name: str, allowed: Mapping[str, Column]) -> Column:
    if name.startswith(METADATA) and len(name) > len(METADATA):
        key = name.removeprefix(METADATA)
        return Column(name, Kind.TEXT, lambda log: _text((log.metadata or {}).get(key)))
    if name not in allowed:
        raise UnknownColumnError(name)
    return allowed[name]


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


def _plainly(kind: Kind, names: str) -> list[Column]:
    """Columns that are fields of the canonical log."""
    return [Column(name, kind, lambda log, name=name: getattr(log, name)) for name in names.split()]


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in [
        Column("id", Kind.TEXT, lambda log: str(log.id)),
        *_plainly(Kind.TEXT, "source_id"),
        *_plainly(Kind.TIME, "started_at ended_at"),
        *_plainly(Kind.TEXT, "kind status"),
        *_plainly(Kind.COUNT, "status_code"),
        *_plainly(Kind.TEXT, "error_type error_code finish_reason provider model"),
        *_plainly(Kind.FLAG, "stream cached"),
        *_plainly(Kind.NUMBER, "latency_ms ttft_ms"),
        *_plainly(Kind.COUNT, "prompt_tokens completion_tokens total_tokens"),
        *_plainly(Kind.COUNT, "cache_read_tokens cache_write_tokens reasoning_tokens"),
        *_plainly(Kind.MONEY, "cost_usd"),
        *_plainly(Kind.TEXT, "customer_id thread_id group_id custom_id trace_id span_id bot_id channel feature"),
        *_plainly(Kind.TEXT, "task_id prompt_id prompt_name response_id"),
        *_plainly(Kind.FLAG, "positive_feedback"),
        Column("metadata", Kind.TEXT, _metadata),
        Column("error_message", Kind.TEXT, lambda log: log.error_message or None, is_content=True),
        Column("input", Kind.TEXT, _input, is_content=True),
        Column("output", Kind.TEXT, _output, is_content=True),
        Column("tools", Kind.TEXT, lambda log: _text(log.tools), is_content=True),
        Column("params", Kind.TEXT, lambda log: _text(log.params or None), is_content=True),
    ]
}
