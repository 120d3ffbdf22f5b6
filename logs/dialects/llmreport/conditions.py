"""One rule of LLM Report's `filter` as a condition: a column, a header or a metadata key against values.

Every condition is true or false and never null, so that its negation means the rest.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Expression, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from ...engines.expressions import MapValue
from ...engines.folding import ByCodePoint
from ...fields import escape_text
from ...ids import MAX_TAIL, key_at, parse_public_id
from .columns import ORDER, TEXT, Column
from .translate import METADATA_PREFIX

_LOOKUPS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in"}
_HOLDS: dict[str, Callable[[Any, Sequence], bool]] = {
    "=": lambda shown, values: shown == values[0],
    "in": lambda shown, values: shown in values,
    "<": lambda shown, values: shown < values[0],
    "<=": lambda shown, values: shown <= values[0],
    ">": lambda shown, values: shown > values[0],
    ">=": lambda shown, values: shown >= values[0],
    "between": lambda shown, values: values[0] <= shown <= values[1],
    "contains": lambda shown, values: values[0] in shown,
    "beginsWith": lambda shown, values: shown.startswith(values[0]),
    "endsWith": lambda shown, values: shown.endswith(values[0]),
}
_MILLISECOND = timedelta(milliseconds=1)


def column_condition(column: Column, operator: str, texts: list[str]) -> Q:
    """Raises ValueError where a text is no value of the column."""
    if column.field == "id":
        return has_id(texts)
    is_null = Q(**{f"{column.name}__isnull": True})
    if operator == "null":
        return is_null
    values = [column.read(text) for text in texts] if operator not in TEXT else texts
    if column.is_text and operator in ORDER:
        found = ~is_null & _ordered(column.name, operator, texts)
    else:
        found = ~is_null & _compared(column.name, operator, values)
    # What the response shows as "", 0 or false is also found as that.
    return found | is_null if column.default is not None and _HOLDS[operator](column.default, values) else found


def has_id(texts: Sequence[str]) -> Q:
    """By either id of a log: the caller's, or ours in any spelling."""
    keys = [key for text in texts if (key := parse_public_id(text)) is not None]
    return Q(source_id__isnull=False, source_id__in=texts) | Q(id__in=keys)


def named_condition(name: str, operator: str, texts: list[str]) -> Q:
    """A header in any case or a metadata key, which are the same under LLM Report's prefix; a header goes first."""
    bare = name[len(METADATA_PREFIX) :] if name.lower().startswith(METADATA_PREFIX) else name
    headers = dict.fromkeys((name.lower(), METADATA_PREFIX + bare.lower()))
    keys = dict.fromkeys((bare, bare.lower()))
    places = [MapValue("request_headers", escape_text(header)) for header in headers]
    places += [MapValue("metadata", escape_text(key)) for key in keys]
    found = Coalesce(*places, output_field=TextField())
    if operator == "null":
        return _where(found, "isnull", True)
    known = _where(found, "isnull", False)
    if operator in ORDER:
        return known & _ordered(found, operator, texts)
    return known & _compared(found, operator, texts if operator in TEXT else [escape_text(text) for text in texts])


def _ordered(subject: str | Expression, operator: str, texts: list[str]) -> Q:
    """Texts by less and greater, in the same order on every engine."""
    return _compared(ByCodePoint(subject), operator, [escape_text(text) for text in texts])


def _compared(subject: str | Expression, operator: str, values: list) -> Q:
    """A column by its name, or an expression over text, against values of its type."""
    if operator in TEXT:
        return _text_compared(Cast(subject, TextField()), operator, escape_text(values[0]))
    if operator == "between":
        return _compared(subject, ">=", values[:1]) & _compared(subject, "<=", values[1:])
    if values and isinstance(values[0], datetime):
        return _time_compared(subject, operator, values[0])
    return _where(subject, _LOOKUPS[operator], values if operator == "in" else values[0])


def _where(subject: str | Expression, lookup: str, value: Any) -> Q:
    if isinstance(subject, str):
        return Q(**{f"{subject}__{lookup}": value})
    return Q(subject.output_field.get_lookup(lookup)(subject, value))


def _text_compared(subject: Expression, operator: str, text: str) -> Q:
    """Case counts on every engine, which LIKE does not promise."""
    if operator == "endsWith":
        return Q(Exact(Right(subject, len(text)), Value(text))) if text else Q()
    place = StrIndex(subject, Value(text))
    return Q(Exact(place, 1)) if operator == "beginsWith" else Q(GreaterThan(place, 0))


def _time_compared(name: str, operator: str, moment: datetime) -> Q:
    """As the response shows times, cut to the millisecond: one is equal to all in it."""
    after = moment + _MILLISECOND
    if operator == "=":
        return _since(name, moment) & _before(name, after)
    if operator in (">", ">="):
        return _since(name, after if operator == ">" else moment)
    return _before(name, after if operator == "<=" else moment)


def _since(name: str, moment: datetime) -> Q:
    """The key range says the same as a start, and is what the engine walks (LogQuerySet.started_between)."""
    key = {"id__gte": key_at(moment) & ~MAX_TAIL} if name == "started_at" else {}
    return Q(**{f"{name}__gte": moment}, **key)


def _before(name: str, moment: datetime) -> Q:
    key = {"id__lte": key_at(moment) | MAX_TAIL} if name == "started_at" else {}
    return Q(**{f"{name}__lt": moment}, **key)
