"""The row that a path names, among those of the caller's project; anything else is not found."""

from typing import Any

from rest_framework.exceptions import NotFound

_MOST_DIGITS = 18


def numbered(rows: Any, number: str) -> Any:
    """The row of this number. Raises NotFound."""
    is_number = number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS
    return _found(rows.filter(pk=int(number)).first() if is_number else None)


def named(rows: Any, **name: str) -> Any:
    """The row of that id. Raises NotFound, also for what no id of ours can be, which a database may refuse."""
    (text,) = name.values()
    return _found(rows.filter(**name).first() if text.isascii() and text.isprintable() else None)


def _found(row: Any) -> Any:
    if row is None:
        raise NotFound("Not found.")
    return row
