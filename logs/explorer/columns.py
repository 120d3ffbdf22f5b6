"""The columns that the table of logs can have, and which of them a person has chosen: in the address, else a cookie."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.http import HttpRequest, QueryDict

from ..columns import METADATA, Kind, column_named
from ..models import Log
from .addresses import thread_address

COOKIE = "columns"
PARAMETER = "columns"
# More would not be seen on any screen, and a cookie has 4 kB.
MOST_CHOSEN = 24
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, the look of its cells and what they show. `sort` is an order of the list (`order.py`)."""

    name: str
    label: str
    value: Callable[[Log], Any]
    look: str = "text"  # the cell's template and the classes of its column
    sort: str = ""
    is_number: bool = False
    is_only_wide: bool = False  # left out where the page is narrow

    @property
    def template(self) -> str:
        return f"logs/cells/{self.look}.html"


def _thread(log: Log) -> tuple[str, str] | None:
    return (log.thread_id, thread_address(log.thread_id)) if log.thread_id else None


# What the table shows otherwise than the column is declared: a list reads no bodies, and a thread has a page.
_VALUES: dict[str, Callable[[Log], Any]] = {
    "input": attrgetter("input_preview"),
    "output": attrgetter("output_preview"),
    "thread": _thread,
}
_LOOKS = {name: name for name in ("model", "input", "output", "customer", "thread", "latency")}
_LOOKS_OF_KINDS = {
    Kind.TEXT: "text",
    Kind.COUNT: "count",
    Kind.NUMBER: "duration",
    Kind.MONEY: "cost",
    Kind.FLAG: "flag",
}
_SORTS = {"latency": "latency", "in": "tokens", "cost": "cost"}
_NUMBERS = (Kind.COUNT, Kind.NUMBER, Kind.MONEY)
# In the order in which they are shown. Metadata stands between what a call was for and what it took.
_WHAT = (
    *("model", "provider", "kind", "stream", "cached", "input", "output", "finish", "status_code", "error_type"),
    *("customer", "thread", "group", "trace", "bot", "channel", "feature", "task", "prompt", "custom", "source_id"),
)
_HOW_MUCH = (
    *("latency", "ttft", "in", "out", "tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens", "cost"),
)


def _column(name: str) -> Column:
    """As it is declared, with what the table makes of it."""
    found = column_named(name)
    look = _LOOKS.get(name) or _LOOKS_OF_KINDS[found.kind]
    value, is_number = _VALUES.get(name, found.read), found.kind in _NUMBERS
    return Column(found.short, found.label, value, look, _SORTS.get(name, ""), is_number)


COLUMNS = {name: _column(name) for name in (*_WHAT, *_HOW_MUCH)}
DEFAULT = ("model", "input", "output", "customer", "latency", "ttft", "in", "out", "cost")


def chosen(request: HttpRequest) -> list[Column]:
    """The columns of a page, in order: those of its address, else those of the person's cookie, else the usual."""
    return chosen_at(request.GET, request)


def chosen_at(values: QueryDict, request: HttpRequest) -> list[Column]:
    """The same for a list at another address than the request's."""
    names = values.getlist(PARAMETER) or _from_cookie(request.COOKIES.get(COOKIE, ""))
    return columns_of(names) or usual()


def usual() -> list[Column]:
    """Those of a page where nothing was chosen; one of them needs a wide screen."""
    return [replace(COLUMNS[name], is_only_wide=name == "ttft") for name in DEFAULT]


def are_usual(columns: Iterable[Column]) -> bool:
    return [column.name for column in columns] == [*DEFAULT]


def columns_of(names: Iterable[str]) -> list[Column]:
    """The columns of these names, short or not, in the order of the table; what is none is left out."""
    found = (column_named(name) for name in names if len(name) <= _LONGEST_NAME)
    wanted = dict.fromkeys(one.short for one in found if one and (one.short in COLUMNS or _is_metadata(one.short)))
    return list(_in_order(list(wanted)[:MOST_CHOSEN]))


def in_address(query: str, columns: Iterable[Column]) -> str:
    """A query string with these columns, for a page that shows or writes the same."""
    chosen = urlencode([(PARAMETER, column.name) for column in columns], errors="replace")
    return "&".join(part for part in (query, chosen) if part)


def to_cookie(columns: Iterable[Column]) -> str:
    """The names as a cookie holds them."""
    return ",".join(quote(column.name, safe="", errors="replace") for column in columns)


def needs_metadata(columns: Iterable[Column]) -> bool:
    """Whether the wide column of metadata has to be read."""
    return any(_is_metadata(column.name) for column in columns)


def _from_cookie(text: str) -> list[str]:
    return [unquote(name) for name in text.split(",") if name]


def _is_metadata(name: str) -> bool:
    return name.startswith(METADATA)


def _in_order(names: list[str]) -> Iterator[Column]:
    yield from (COLUMNS[name] for name in _WHAT if name in names)
    yield from (_column(name) for name in names if _is_metadata(name))
    yield from (COLUMNS[name] for name in _HOW_MUCH if name in names)
