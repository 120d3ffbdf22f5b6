"""LLM Report's `filter`: a JSON rule group as react-querybuilder writes it, or a flat object, turned into a condition.

The live service knew one thing, a header that contains a text, and skipped or crashed on all else (contract A3, read
2026-11-21). Here fields and headers filter alike, groups nest, and what is not understood is refused with a sentence.
Every condition is true or false and never null, so that `not` means the rest.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Expression, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from ...canonical import Json
from ...engines.expressions import MapValue
from ...fields import escape_text
from ...ids import MAX_TAIL, key_at, parse_public_id
from .columns import COLUMNS, EQUALITY, ORDER, TEXT, Column
from .translate import METADATA_PREFIX

# SQLite refuses conditions of a thousand terms; nobody clicks a hundred together.
MAX_RULES = 100
MAX_DEPTH = 20

_CONTENT = frozenset({"completion", "request_body", "response_body", "streamed_response_body", "request_headers"})
_COMBINATORS: dict[str, Callable[[Q, Q], Q]] = {"and": and_, "or": or_}
_OPPOSITES = {
    "!=": "=",
    "notNull": "null",
    "notIn": "in",
    "notBetween": "between",
    "doesNotContain": "contains",
    "doesNotBeginWith": "beginsWith",
    "doesNotEndWith": "endsWith",
}
_OPERATORS = EQUALITY | ORDER | TEXT | frozenset(_OPPOSITES)
_LOOKUPS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
_ORDERS: dict[str, Callable[[Any, list], bool]] = {
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


class RuleError(ValueError):
    """A filter that is not understood; the message tells the caller what would be."""


def condition_of(tree: Json) -> Q:
    """The condition that a decoded `filter` stands for; an empty one matches every log. Raises RuleError."""
    if tree is None:
        return Q()
    if not isinstance(tree, dict):
        raise RuleError("It must be an object: a rule group, or fields with the values they equal.")
    if _rule_count(tree) > MAX_RULES:
        raise RuleError(f"It may hold at most {MAX_RULES} rules.")
    if _is_group(tree) or _is_rule(tree):
        return _node(tree, depth=1)
    return reduce(and_, (_rule(field, "=", value, is_exact=True) for field, value in tree.items()), Q())


# -- the tree


def _is_group(tree: dict[str, Json]) -> bool:
    return "rules" in tree or "combinator" in tree


def _is_rule(tree: dict[str, Json]) -> bool:
    return "field" in tree and "operator" in tree


def _rule_count(tree: Json) -> int:
    if not isinstance(tree, dict) or _is_rule(tree):
        return 1
    rules = tree.get("rules")
    return sum(map(_rule_count, rules)) if isinstance(rules, list) else len(tree)


def _node(tree: Json, depth: int) -> Q:
    """One rule or a group of them."""
    if not isinstance(tree, dict):
        raise RuleError("A rule must be an object with field, operator and value.")
    if _is_group(tree):
        return _group(tree, depth)
    if tree.get("valueSource", "value") != "value":
        raise RuleError("A rule's valueSource must be value; fields are not compared with fields.")
    if not isinstance(tree.get("field"), str):
        raise RuleError("A rule needs a field, which is a text.")
    return _rule(tree["field"], tree.get("operator", "="), tree.get("value"))


def _group(group: dict[str, Json], depth: int) -> Q:
    rules, negated = group.get("rules"), group.get("not", False)
    if not isinstance(rules, list):
        raise RuleError("A rule group needs rules, which is a list.")
    combine = _COMBINATORS.get(str(group.get("combinator", "and")).lower())
    if combine is None:
        raise RuleError("A rule group's combinator must be and or or.")
    if not isinstance(negated, bool):
        raise RuleError("A rule group's not must be true or false.")
    if depth > MAX_DEPTH:
        raise RuleError(f"Groups may be nested at most {MAX_DEPTH} deep.")
    # A group without rules says nothing, as in the query builder, and an empty Q disappears in both combinations.
    joined = reduce(combine, (_node(rule, depth + 1) for rule in rules), Q())
    return ~joined if negated and joined else joined


# -- one rule


def _rule(field: str, operator: Json, value: Json, *, is_exact: bool = False) -> Q:
    """`is_exact` takes "=" at its word where a header would otherwise have to contain the value only."""
    if not isinstance(operator, str) or operator not in _OPERATORS:
        raise RuleError(f"The operator of {_clipped(field)} must be one of {', '.join(sorted(_OPERATORS))}.")
    if operator in _OPPOSITES:
        return ~_rule(field, _OPPOSITES[operator], value, is_exact=is_exact)
    if operator == "=" and value is None:
        operator = "null"
    if field in _CONTENT:
        raise RuleError(f"{field} cannot be filtered; use the parameter search for prompts and completions.")
    texts = _texts(field, operator, value)
    if field in COLUMNS:
        return _column_condition(COLUMNS[field], operator, texts)
    # "=" means contains for headers in the live service (contract A3, read 2026-11-21).
    return _named_condition(field, "contains" if operator == "=" and not is_exact else operator, texts)


def _texts(field: str, operator: str, value: Json) -> list[str]:
    """The value of a rule as texts, however many the operator takes."""
    if operator == "null":
        return []
    if operator not in ("in", "between"):
        return [_text(field, value)]
    # The query builder writes lists as arrays or as one text with commas.
    items = value if isinstance(value, list) else [part.strip() for part in _text(field, value).split(",")]
    if operator == "between" and len(items) != 2:
        raise RuleError(f"{_clipped(field)}: between needs two values.")
    return [_text(field, item) for item in items]


def _text(field: str, value: Json) -> str:
    """Values are compared as they are spelt: 42 and "42" are the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise RuleError(f"{_clipped(field)} is compared with a text, a number, true or false.")


# -- columns


def _column_condition(column: Column, operator: str, texts: list[str]) -> Q:
    if operator not in column.operators:
        raise RuleError(f"{column.field} cannot be compared with {operator}.")
    if column.field == "id":
        return _is_one_of(texts)
    is_null = Q(**{f"{column.name}__isnull": True})
    if operator == "null":
        return is_null
    try:
        values = [column.read(text) for text in texts] if operator not in TEXT else texts
    except ValueError as error:
        raise RuleError(f"{column.field} {error}.") from error
    found = ~is_null & _compared(column.name, operator, values)
    # What the response shows as "" or 0 is also found as that.
    return found | is_null if column.default is not None and _ORDERS[operator](column.default, values) else found


def _is_one_of(ids: Sequence[str]) -> Q:
    """By either id of a log: the caller's, or ours in any spelling."""
    keys = [key for text in ids if (key := parse_public_id(text)) is not None]
    return Q(source_id__isnull=False, source_id__in=ids) | Q(id__in=keys)


def _compared(subject: str | Expression, operator: str, values: list) -> Q:
    """A column by its name, or an expression over text, against values of its type."""
    if operator in TEXT:
        return _text_compared(Cast(subject, TextField()), operator, escape_text(values[0]))
    if operator == "between":
        return _compared(subject, ">=", values[:1]) & _compared(subject, "<=", values[1:])
    if operator == "in":
        return _where(subject, "in", values)
    if isinstance(values[0], datetime):
        return _time_compared(subject, operator, values[0])
    return _where(subject, _LOOKUPS[operator], values[0])


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


# -- headers and metadata


def _named_condition(name: str, operator: str, texts: list[str]) -> Q:
    """A header in any case or a metadata key, which are the same under LLM Report's prefix; a header goes first."""
    bare = name[len(METADATA_PREFIX) :] if name.lower().startswith(METADATA_PREFIX) else name
    headers = dict.fromkeys((name.lower(), METADATA_PREFIX + bare.lower()))
    keys = dict.fromkeys((bare, bare.lower()))
    places = [MapValue("request_headers", escape_text(header)) for header in headers]
    places += [MapValue("metadata", escape_text(key)) for key in keys]
    found = Coalesce(*places, output_field=TextField())
    if operator == "null":
        return _where(found, "isnull", True)
    if operator not in TEXT:
        texts = [escape_text(text) for text in texts]
    return _where(found, "isnull", False) & _compared(found, operator, texts)


def _clipped(field: str) -> str:
    return field if len(field) <= 40 else field[:40] + "…"
