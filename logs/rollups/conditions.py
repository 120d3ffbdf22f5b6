"""A condition on the dimensions of logs: as SQL for the series in the database, and as Python for those in notes.

Both say the same, in SQL's logic of three values: a comparison with null is neither true nor false.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import FullResultSet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql.where import AND, OR, WhereNode

from .levels import DIMENSIONS
from .notes import Dimensions

# What series are called in SQL: their columns are those of a log.
SERIES = "s"

Verdict = bool | None
_Test = Callable[[Dimensions], Verdict]


class Unplannable(Exception):  # noqa: N818 - no error: rows answer instead
    """Rollups do not know what a queryset asks."""


class Condition:
    """Expressions over dimensions that must all hold. Raises Unplannable where one is not a simple comparison."""

    def __init__(self, expressions: Sequence[Any]) -> None:
        self._where = WhereNode(list(expressions), AND).relabeled_clone({"logs_log": SERIES})
        self._test = _all([_test_of(expression) for expression in expressions])
        self.dimensions = {name for expression in expressions for name in _columns(expression)}
        # Whether it names customers, of whose logs there are few.
        self.names_customers = any(
            isinstance(expression, Exact | In) and _columns(expression) == ["customer_id"] for expression in expressions
        )

    def admits(self, dimensions: Dimensions) -> bool:
        return self._test(dimensions) is True

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        """The condition on a series that goes by the name SERIES; empty where everything is admitted.

        Raises EmptyResultSet where nothing is.
        """
        try:
            sql, params = self._where.as_sql(compiler, connection)
        except FullResultSet:
            return "", []
        return sql, list(params)


def dimension_of(expression: Any) -> str | None:
    """The dimension that a bare column is."""
    name = expression.target.name if isinstance(expression, Col) else None
    return name if name in DIMENSIONS else None


def is_about_dimensions(expression: Any) -> bool:
    """Whether an expression of a where tree looks at nothing but dimensions."""
    if isinstance(expression, WhereNode):
        return all(is_about_dimensions(child) for child in expression.children)
    return dimension_of(getattr(expression, "lhs", None)) is not None


def _columns(expression: Any) -> list[str]:
    if isinstance(expression, WhereNode):
        return [name for child in expression.children for name in _columns(child)]
    return [expression.lhs.target.name]


def _test_of(expression: Any) -> _Test:
    if isinstance(expression, WhereNode):
        return _node(expression)
    index = DIMENSIONS.index(expression.lhs.target.name)
    if isinstance(expression, IsNull):
        return lambda dimensions: (dimensions[index] is None) == expression.rhs
    if isinstance(expression, Exact) and isinstance(expression.rhs, str):
        return _among(index, {str(expression.rhs)})
    if isinstance(expression, In) and _are_texts(expression.rhs):
        return _among(index, {str(text) for text in expression.rhs if text is not None})
    raise Unplannable


def _are_texts(values: Any) -> bool:
    return isinstance(values, list | tuple | set) and all(value is None or isinstance(value, str) for value in values)


def _among(index: int, wanted: set[str]) -> _Test:
    def test(dimensions: Dimensions) -> Verdict:
        text = dimensions[index]
        # Of nothing, not even null is a member, and Django says so without asking.
        return None if text is None and wanted else text in wanted

    return test


def _node(node: WhereNode) -> _Test:
    if node.connector not in (AND, OR):
        raise Unplannable
    tests = [_test_of(child) for child in node.children]
    test = _all(tests) if node.connector == AND else _any(tests)
    return _negation(test) if node.negated else test


def _all(tests: Sequence[_Test]) -> _Test:
    def test(dimensions: Dimensions) -> Verdict:
        found: Verdict = True
        for one in tests:
            verdict = one(dimensions)
            if verdict is False:
                return False
            found = None if verdict is None else found
        return found

    return test


def _negation(test: _Test) -> _Test:
    def negated(dimensions: Dimensions) -> Verdict:
        verdict = test(dimensions)
        return None if verdict is None else not verdict

    return negated


def _any(tests: Sequence[_Test]) -> _Test:
    # Not (none of them): the other half of the same logic. An empty bracket holds.
    return _negation(_all([_negation(test) for test in tests])) if tests else _all([])
