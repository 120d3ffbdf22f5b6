"""A whole log as one line of JSON: in our form, which an import reads back as the same log, or in a vendor's."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import import_module

from ..canonical import CanonicalLog, Json
from ..choices import Dialect
from ..dialects.native import translate as native

Dump = Callable[[CanonicalLog], Mapping[str, Json]]

# The module that holds each dialect's `dump`; an export loads the one it needs.
DIALECTS: dict[str, str] = {
    Dialect.NATIVE: __name__,
    "keywordsai": "logs.dialects.keywordsai.translate",
    "bifrost": "logs.dialects.bifrost.translate",
    "llmreport": "logs.dialects.llmreport.translate",
    "kore": "logs.dialects.kore.translate",
}


def dump_of(dialect: str) -> Dump:
    """How a log is written in a dialect."""
    return import_module(DIALECTS[dialect]).dump


def dump(log: CanonicalLog) -> dict[str, Json]:
    """The native form, as a file keeps it: money with all its digits, and a log that was imported as it was before.

    An imported log's payload is the line it came in, which holds the first payload and its dialect; taking these out
    again keeps a line from growing with every move.
    """
    line = {name: digits(value) if isinstance(value, Decimal) else value for name, value in native.dump(log).items()}
    original = log.original or {}
    if log.dialect == Dialect.NATIVE and isinstance(original.get("original"), Mapping):
        line |= {"original": original["original"], "dialect": original.get("dialect", log.dialect)}
    return line


def digits(amount: Decimal) -> Json:
    """A number where a double keeps every digit, else text, which the import reads as well."""
    return amount if Decimal(repr(float(amount))) == amount else format(amount, "f")
