"""Export: logs as JSON lines in any dialect, a batch at a time, so that a large store needs no more memory."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from importlib import import_module

from . import bodies
from .canonical import CanonicalLog, Json
from .choices import Dialect
from .dialects.native import translate as native
from .json_codec import encode
from .models import Log
from .querysets import LogQuerySet

BATCH = 500
BODIES_BYTES = 16 * 1024 * 1024  # unpacked; bodies of the largest logs must not meet in memory

Dump = Callable[[CanonicalLog], Mapping[str, Json]]

# The module that holds each dialect's `dump`; an export loads the one it needs.
DIALECTS: dict[str, str] = {
    Dialect.NATIVE: __name__,
    "keywordsai": "logs.dialects.keywordsai.translate",
    "bifrost": "logs.dialects.bifrost.translate",
    "llmreport": "logs.dialects.llmreport.translate",
    "kore": "logs.dialects.kore.translate",
}


def export_lines(logs: LogQuerySet, dialect: str = Dialect.NATIVE) -> Iterator[bytes]:
    """One line of JSON a log, oldest start first, each with its line break; two queries a batch of usual logs.

    `logs` is any filtered LogQuerySet; its order is not used. Oldest first, so that an import keeps the order.
    """
    dump: Dump = import_module(DIALECTS[dialect]).dump
    for batch in _batches(logs):
        for rows in _by_size(batch):
            for log in bodies.canonicals(rows):
                yield encode(dump(log)) + b"\n"


def dump(log: CanonicalLog) -> dict[str, Json]:
    """The native form, as a file keeps it: money with all its digits, and a log that was imported as it was before.

    An imported log's payload is the line it came in, which holds the first payload and its dialect; taking these out
    again keeps a line from growing with every move.
    """
    line = {name: _digits(value) if isinstance(value, Decimal) else value for name, value in native.dump(log).items()}
    original = log.original or {}
    if log.dialect == Dialect.NATIVE and isinstance(original.get("original"), Mapping):
        line |= {"original": original["original"], "dialect": original.get("dialect", log.dialect)}
    return line


def _batches(logs: LogQuerySet) -> Iterator[list[Log]]:
    """Rows by key, each batch after the last key of the one before: no offset, so the last batch costs as the first."""
    logs, last = logs.order_by("id"), -1
    while batch := list(logs.filter(id__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].id


def _by_size(batch: list[Log]) -> Iterator[list[Log]]:
    """The rows in groups whose bodies fit into memory together."""
    rows, size = [], 0
    for row in batch:
        if rows and size + row.size_bytes > BODIES_BYTES:
            yield rows
            rows, size = [], 0
        rows.append(row)
        size += row.size_bytes
    yield rows


def _digits(amount: Decimal) -> Json:
    """A number where a double keeps every digit, else text, which the import reads as well."""
    return amount if Decimal(repr(float(amount))) == amount else format(amount, "f")
