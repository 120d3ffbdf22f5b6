"""Pages that go on where the last one ended, at any depth and in any order, however many logs came meanwhile."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from ..models import Log
from ..querysets import LogQuerySet

# What `sort` calls an order -> the column it goes by; with a minus the greatest come first.
COLUMNS = {"time": "id", "latency": "latency_ms", "tokens": "total_tokens", "cost": "cost_usd"}
SORTS = tuple(f"{sign}{name}" for name in COLUMNS for sign in ("-", ""))


class CursorError(ValueError):
    """A cursor that was not made for this order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last log of a page: its key, and its value in the order (None where it is not known)."""

    sort: str
    key: int
    value: Any = None

    @classmethod
    def after(cls, log: Log, sort: str) -> "Cursor":
        column = COLUMNS[sort.removeprefix("-")]
        return cls(sort, log.id, None if column == "id" else getattr(log, column))

    @classmethod
    def parse(cls, text: str, sort: str) -> "Cursor":
        """Raises CursorError."""
        try:
            written, key, value = json.loads(urlsafe_b64decode(text.encode()))
            made = cls(written, key, _value(sort, value))
        except (ValueError, TypeError, binascii.Error, InvalidOperation, RecursionError) as error:
            raise CursorError("This is no cursor.") from error
        if written != sort:
            raise CursorError(f"This cursor goes on in the order {str(written)[:20]}.")
        if isinstance(key, bool) or not isinstance(key, int) or not 0 <= key < 2**63:
            raise CursorError("This is no cursor.")
        return made

    def __str__(self) -> str:
        value = str(self.value) if isinstance(self.value, Decimal) else self.value
        return urlsafe_b64encode(json.dumps([self.sort, self.key, value]).encode()).decode()


def page_after(logs: LogQuerySet, sort: str, cursor: Cursor | None, count: int) -> list[Log]:
    """The next `count` logs of an order; logs that do not know its value come last, ties go by key."""
    column, is_descending = COLUMNS[sort.removeprefix("-")], sort.startswith("-")
    by_key = "-id" if is_descending else "id"
    if column == "id":
        rest = logs if cursor is None else logs.filter(**{_beyond("id", is_descending): cursor.key})
        return list(rest.order_by(by_key).first_rows(count))
    if cursor is None:
        return list(logs.sorted_by(column, descending=is_descending).page(0, count))
    found: list[Log] = []
    if cursor.value is not None:
        order = (f"-{column}" if is_descending else column, by_key)
        found = list(logs.filter(_behind(column, is_descending, cursor)).order_by(*order)[:count])
    if len(found) < count:
        unknown = logs.filter(**{f"{column}__isnull": True})
        if cursor.value is None:
            unknown = unknown.filter(**{_beyond("id", is_descending): cursor.key})
        found += unknown.order_by(by_key)[: count - len(found)]
    return found


def _behind(column: str, is_descending: bool, cursor: Cursor) -> Q:
    """Behind the last log of the page; the first condition is what an index begins to walk at."""
    at_most = Q(**{f"{column}__{'lte' if is_descending else 'gte'}": cursor.value})
    return at_most & (
        Q(**{_beyond(column, is_descending): cursor.value}) | Q(**{_beyond("id", is_descending): cursor.key})
    )


def _beyond(column: str, is_descending: bool) -> str:
    return f"{column}__{'lt' if is_descending else 'gt'}"


def _value(sort: str, value: Any) -> Any:
    """A value as its column has it. Raises what its type raises."""
    name = sort.removeprefix("-")
    if value is None or name == "time":
        return None
    if name == "cost":
        amount = Decimal(value)
        if not amount.is_finite() or abs(amount) > 10**6:
            raise ValueError("no amount")
        return amount
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**63:
        raise ValueError("no number")
    return value
