"""The columns that the table of logs can have, and which of them a person has chosen: in the address, else a cookie."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from urllib.parse import quote, unquote

from django.http import HttpRequest

from ..models import Log
from .addresses import thread_address

COOKIE = "columns"
PARAMETER = "columns"
METADATA = "metadata."
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


def _plain(name: str, label: str, field: str) -> Column:
    return Column(name, label, attrgetter(field))


def _amount(name: str, label: str, field: str, look: str, sort: str = "") -> Column:
    return Column(name, label, attrgetter(field), look, sort, is_number=True)


def _columns() -> list[Column]:
    """In the order in which they are shown."""
    return [
        Column("model", "Model", attrgetter("model"), "model"),
        _plain("provider", "Provider", "provider"),
        _plain("kind", "Kind", "kind"),
        Column("input", "Input", attrgetter("input_preview"), "input"),
        Column("output", "Output", attrgetter("output_preview"), "output"),
        Column("customer", "Customer", attrgetter("customer_id"), "customer"),
        Column("thread", "Thread", _thread, "thread"),
        _plain("bot", "Bot", "bot_id"),
        _plain("channel", "Channel", "channel"),
        _plain("feature", "Feature", "feature"),
        _plain("prompt", "Prompt", "prompt_name"),
        _plain("custom", "Your id", "custom_id"),
        _amount("latency", "Latency", "latency_ms", "latency", "latency"),
        _amount("ttft", "First token", "ttft_ms", "duration"),
        _amount("in", "Tokens in", "prompt_tokens", "count", "tokens"),
        _amount("out", "Out", "completion_tokens", "count"),
        _amount("cost", "Cost", "cost_usd", "cost", "cost"),
    ]


COLUMNS = {column.name: column for column in _columns()}
DEFAULT = ("model", "input", "output", "customer", "latency", "ttft", "in", "out", "cost")
# Metadata stands between what a call was for and what it took.
_LAST_TEXT = "custom"


def chosen(request: HttpRequest) -> list[Column]:
    """The columns of a page, in order: those of its address, else those of the person's cookie, else the usual."""
    names = request.GET.getlist(PARAMETER) or _from_cookie(request.COOKIES.get(COOKIE, ""))
    return columns_of(names) or usual()


def usual() -> list[Column]:
    """Those of a page where nothing was chosen; one of them needs a wide screen."""
    return [replace(COLUMNS[name], is_only_wide=name == "ttft") for name in DEFAULT]


def columns_of(names: Iterable[str]) -> list[Column]:
    """The columns of these names in the order of the table; what is none is left out."""
    wanted = dict.fromkeys(name for name in names if name in COLUMNS or _is_metadata(name))
    return list(_in_order(list(wanted)[:MOST_CHOSEN]))


def to_cookie(columns: Iterable[Column]) -> str:
    """The names as a cookie holds them."""
    return ",".join(quote(column.name, safe="", errors="replace") for column in columns)


def needs_metadata(columns: Iterable[Column]) -> bool:
    """Whether the wide column of metadata has to be read."""
    return any(_is_metadata(column.name) for column in columns)


def _from_cookie(text: str) -> list[str]:
    return [unquote(name) for name in text.split(",") if name]


def _is_metadata(name: str) -> bool:
    return name.startswith(METADATA) and len(METADATA) < len(name) <= _LONGEST_NAME


def _in_order(names: list[str]) -> Iterator[Column]:
    for name, column in COLUMNS.items():
        if name in names:
            yield column
        if name == _LAST_TEXT:
            yield from (_metadata(one) for one in names if _is_metadata(one))


def _metadata(name: str) -> Column:
    key = name.removeprefix(METADATA)
    return Column(name, key, lambda log: (log.metadata or {}).get(key))
