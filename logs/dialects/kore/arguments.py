"""Form fields of Kore.ai's body arguments: several spellings, a value or a list of them, dates, flags and a sort.

They read decoded JSON, so a value may be of any type.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from ...canonical import Json

MAX_CHARACTERS = 1024  # of one value; no stored identifier is longer
MAX_VALUES = 1000  # of one list
SORT_FIELD = "Time Taken"

_ONE_DAY = timedelta(days=1)
_MILLISECOND = timedelta(milliseconds=1)
_FLAGS = {"true": True, "false": False}


class AllSpellings(forms.Widget):
    """Everything given under any of several names, as one list; blanks count as not given."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def value_from_datadict(self, data: Mapping[str, Json], files: object, name: str) -> list[Json]:
        given = [data.get(spelling) for spelling in self.names]
        values = [value for one in given for value in (one if isinstance(one, list) else [one])]
        return [value for value in values if value is not None and value != ""]


class FirstSpelling(forms.Widget):
    """The value under the first of several names that is given."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def value_from_datadict(self, data: Mapping[str, Json], files: object, name: str) -> Json:
        given = (data.get(spelling) for spelling in self.names)
        return next((value for value in given if value is not None and value != ""), None)


class TextsField(forms.Field):
    """Texts to look for, one or a list of them; a whole number is its digits. Cleans to a list."""

    def to_python(self, value: list[Json]) -> list[str]:
        if len(value) > MAX_VALUES or not all(_is_text(one) for one in value):
            raise _invalid()
        return [str(one) for one in value]


class FlagField(forms.Field):
    """true or false, also as a word; null is absent. Cleans to a bool."""

    def to_python(self, value: Json) -> bool:
        if value is None or value == "":
            return False
        if isinstance(value, bool):
            return value
        flag = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
        if flag is None:
            raise _invalid()
        return flag


class SortField(forms.Field):
    """The order by Time Taken, `{"field", "order"}`. Cleans to "asc", "desc" or None where none is asked for."""

    def to_python(self, value: Json) -> str | None:
        if value in self.empty_values:
            return None
        if not isinstance(value, dict):
            raise _invalid()
        field, order = _sort_words(value)
        if field != SORT_FIELD or order not in ("asc", "desc"):
            raise _invalid()
        return order


class Period(NamedTuple):
    """The first and the last instant that a written time stands for."""

    first: datetime
    last: datetime


class PeriodField(forms.Field):
    """A day or an instant in ISO 8601, UTC unless it says otherwise. Cleans to a Period."""

    def to_python(self, value: Json) -> Period | None:
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            raise _invalid()
        try:
            return _period(value.strip())
        except (ValueError, OverflowError) as error:
            raise _invalid() from error


def _period(text: str) -> Period:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _instant(datetime.fromisoformat(text))
    # A day at the end of a range belongs to it whole (contract B6, read 2026-11-21).
    first = datetime.combine(day, time.min, UTC)
    return Period(first, first + (_ONE_DAY - datetime.resolution))


def _instant(moment: datetime) -> Period:
    """Answers show milliseconds, so a time without more digits stands for its whole millisecond."""
    first = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return Period(first, first if first.microsecond % 1000 else first + (_MILLISECOND - datetime.resolution))


def _sort_words(sort: dict[str, Json]) -> tuple[Json, Json]:
    """Field and order. The vendor's getAnalytics says `{"order", "by"}`, and `by` has been taken for either."""
    field, order, by = sort.get("field"), sort.get("order"), sort.get("by")
    if isinstance(by, str) and by.lower() in ("asc", "desc"):
        order = by if order is None else order
    elif field is None:
        field = by
    return SORT_FIELD if field is None else field, order.lower() if isinstance(order, str) else order


def _is_text(value: Json) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= MAX_CHARACTERS


def _invalid() -> ValidationError:
    return ValidationError("The argument is invalid.", code="invalid")
