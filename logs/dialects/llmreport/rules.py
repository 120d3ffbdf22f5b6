"""LLM Report's `filter`: a JSON rule group as react-querybuilder writes it, or a flat object, turned into a condition.

The live service knew one thing, a header that contains a text, and skipped or crashed on all else (contract A3, read
2026-11-21). Here fields and headers filter alike, groups nest, and what is not understood is refused with a sentence.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from ...canonical import Json
from .columns import COLUMNS, EQUALITY, ORDER, TEXT
from .conditions import column_condition, named_condition

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


class RuleError(ValueError):
    """A filter that is not understood; the message tells the caller what would be."""


def condition_of(tree: Json) -> Q:
    """The condition that a decoded `filter` stands for; an empty one matches every log. Raises RuleError."""
    if tree is None:
        return Q()
    if not isinstance(tree, dict):
        raise RuleError("It must be an object: a rule group, or fields with the values they equal.")
    is_flat = not (_is_group(tree) or _is_rule(tree))
    if (len(tree) if is_flat else _rule_count(tree)) > MAX_RULES:
        raise RuleError(f"It may hold at most {MAX_RULES} rules.")
    if is_flat:
        return reduce(and_, (_rule(field, "=", value, is_exact=True) for field, value in tree.items()), Q())
    return _node(tree, depth=1)


# -- the tree


def _is_group(tree: dict[str, Json]) -> bool:
    return "rules" in tree or "combinator" in tree


def _is_rule(tree: dict[str, Json]) -> bool:
    return "field" in tree and "operator" in tree


def _rule_count(tree: Json) -> int:
    rules = tree.get("rules") if isinstance(tree, dict) else None
    return sum(map(_rule_count, rules)) if isinstance(rules, list) else 1


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
        raise RuleError('A rule group\'s combinator must be "and" or "or".')
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
        return _column_rule(field, operator, texts)
    # "=" means contains for headers in the live service (contract A3, read 2026-11-21).
    return named_condition(field, "contains" if operator == "=" and not is_exact else operator, texts)


def _column_rule(field: str, operator: str, texts: list[str]) -> Q:
    if operator not in COLUMNS[field].operators:
        raise RuleError(f"{field} cannot be compared with {operator}.")
    try:
        return column_condition(COLUMNS[field], operator, texts)
    except ValueError as error:
        raise RuleError(f"{field} {error}.") from error


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


def _clipped(field: str) -> str:
    return field if len(field) <= 40 else field[:40] + "…"
