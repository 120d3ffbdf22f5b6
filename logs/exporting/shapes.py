"""The shapes of a file: what is written for each log while it grows, and what is done to it when it is whole."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from ..canonical import CanonicalLog, Json
from ..columns import Column, Kind, columns_named, record
from ..json_codec import encode
from . import parquet
from .lines import Dump, digits, dump

# A spreadsheet takes a cell that begins so for a formula, and runs it; also in the widths of East Asian text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Format(StrEnum):
    """What a file is; the word is its ending, too."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A format and its columns, or how a whole log is written: JSON lines without chosen columns."""

    format: Format
    columns: tuple[Column, ...] = ()
    dump: Dump | None = None

    @property
    def reads_bodies(self) -> bool:
        """Whether what was said is needed at all; without, no body is loaded."""
        return self.dump is not None or any(column.is_content for column in self.columns)

    def head(self) -> bytes:
        """What stands before the first log."""
        return csv_row(column.name for column in self.columns) if self.format is Format.CSV else b""

    def lines(self, logs: Sequence[CanonicalLog]) -> bytes:
        if self.dump is not None:
            return b"".join(encode(self.dump(log)) + b"\n" for log in logs)
        if self.format is Format.CSV:
            return b"".join(csv_row(_cells(log, self.columns)) for log in logs)
        money = _text_of if self.format is Format.PARQUET else digits
        return b"".join(encode(record(log, self.columns, money)) + b"\n" for log in logs)

    def finish(self, grown: Path, file: Path, rows: int) -> None:
        """Makes `file` of what has grown, in a step that may be repeated."""
        if self.format is Format.PARQUET:
            parquet.convert(grown, file, self.columns, rows)
        else:
            grown.replace(file)


def shape_of(format_: Format, names: Sequence[str], *, has_content: bool) -> Shape:
    """JSON lines with content and without chosen columns are what `import_logs` reads back as the same log.

    Raises UnknownColumnError, or ValueError for too many columns.
    """
    if format_ is Format.JSONL and has_content and not names:
        return Shape(format_, dump=dump)
    return Shape(format_, columns_named(names, has_content=has_content))


def _cells(log: CanonicalLog, columns: Iterable[Column]) -> Iterable[str]:
    return (_cell(column.value(log), column.kind) for column in columns)


def _cell(value: Json, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _text_of(value)
    return defused(value) if kind is Kind.TEXT else str(value)


def _text_of(amount: Decimal) -> str:
    return format(amount, "f")


def defused(text: str) -> str:
    """A text that a spreadsheet shows instead of running it: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_row(cells: Iterable[str]) -> bytes:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue().encode()
