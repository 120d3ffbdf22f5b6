"""Pages of rows in the order of a column that is never null, each going on where the last one ended."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Model, Q, QuerySet

_MOST = 2**63 - 1


class CursorError(ValueError):
    """A cursor that no page of this order ended with."""


def page_of(
    rows: QuerySet, column: str, *, is_descending: bool, cursor: str, count: int
) -> tuple[list[Model], str | None]:
    """The rows behind `cursor`, ties by id, and the cursor of the page after them, if there is one."""
    side, sign = ("lt", "-") if is_descending else ("gt", "")
    if cursor:
        value, key = _read(cursor, f"{sign}{column}", is_time=_is_time(rows, column))
        # The first half is said twice, for an index to begin with.
        rows = rows.filter(**{f"{column}__{side}e": value}).filter(
            Q(**{f"{column}__{side}": value}) | Q(**{f"id__{side}": key})
        )
    # One more than is shown tells whether there is another page.
    found = list(rows.order_by(f"{sign}{column}", f"{sign}id")[: count + 1])
    if len(found) <= count:
        return found, None
    last = found[count - 1]
    return found[:count], _written(f"{sign}{column}", getattr(last, column), last.pk)


def _is_time(rows: QuerySet, column: str) -> bool:
    return isinstance(rows.model._meta.get_field(column), DateTimeField)


def _written(order: str, value: Any, key: int) -> str:
    shown = value.isoformat() if isinstance(value, datetime) else value
    return urlsafe_b64encode(json.dumps([order, shown, key]).encode()).decode()


def _read(text: str, order: str, *, is_time: bool) -> tuple[Any, int]:
    try:
        written, value, key = json.loads(urlsafe_b64decode(text.encode()))
        value = datetime.fromisoformat(value) if is_time else value
    except (ValueError, TypeError, RecursionError) as error:
        raise CursorError("This is no cursor.") from error
    if written != order:
        raise CursorError("This cursor goes on in another order.")
    is_key = isinstance(key, int) and not isinstance(key, bool) and 0 <= key <= _MOST
    if not is_key or not isinstance(value, datetime if is_time else str) or (is_time and value.tzinfo is None):
        raise CursorError("This is no cursor.")
    return value, key
