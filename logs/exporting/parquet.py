"""Parquet out of the JSON lines that have grown for it: typed columns, zstd, a few rows in memory at a time.

A Parquet file ends with a table of what is in it, so it cannot be appended to after a restart; lines can.
"""

from collections.abc import Iterable
from pathlib import Path

from ..columns import Column, Kind

# Of the lines; a group of rows is held in memory until it is written.
_GROUP_BYTES = 32 * 1024 * 1024
_BATCH_BYTES = 4 * 1024 * 1024
_MOST_ROWS = 50_000


def convert(lines: Path, file: Path, columns: Iterable[Column], rows: int) -> None:
    """`file` with the `rows` lines in it, whole or not there."""
    from arro3 import io  # loaded by whoever writes Parquet, not by every worker

    row_bytes = max(1, lines.stat().st_size // max(1, rows))
    part = file.with_suffix(".writing")
    with lines.open("rb") as source, part.open("wb") as target:
        table = io.read_json(source, _schema(columns), batch_size=_rows_in(_BATCH_BYTES, row_bytes))
        groups = _rows_in(_GROUP_BYTES, row_bytes)
        io.write_parquet(table, target, max_row_group_size=groups, compression="zstd(3)")
    part.replace(file)
    lines.unlink()


def _rows_in(size: int, row_bytes: int) -> int:
    return max(1, min(_MOST_ROWS, size // row_bytes))


def _schema(columns: Iterable[Column]) -> object:
    from arro3 import core

    types = {
        Kind.TEXT: core.DataType.string(),
        Kind.COUNT: core.DataType.int64(),
        Kind.NUMBER: core.DataType.float64(),
        Kind.MONEY: core.DataType.decimal128(20, 12),
        Kind.FLAG: core.DataType.bool(),
        Kind.TIME: core.DataType.timestamp("us", tz="UTC"),
    }
    return core.Schema([core.Field(column.name, types[column.kind], nullable=True) for column in columns])
