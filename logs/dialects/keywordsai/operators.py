"""The operator table: the vendor's words for a comparison, and how text compares in SQL.

Text is compared exactly and with `%` and `_` literal on every engine, so not by LIKE, which SQLite folds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, F, Q, TextField, Value
from django.db.models.functions import Left, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from ...engines.folding import Folded, fold_text
from ...fields import escape_text

EQUAL, EMPTY = "equal", "empty"
LESS, LESS_EQUAL, GREATER, GREATER_EQUAL = "lt", "lte", "gt", "gte"
CONTAINS, STARTS, ENDS = "contains", "starts", "ends"

IS_NULL = "isnull"  # empty or not, by its value

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


@dataclass(frozen=True, slots=True)
class Operator:
    """A comparison, whether it is turned round, and whether case is folded."""

    comparison: str
    negated: bool = False
    folded: bool = False

    @property
    def is_ordering(self) -> bool:
        return self.comparison in (LESS, LESS_EQUAL, GREATER, GREATER_EQUAL)

    @property
    def takes_several(self) -> bool:
        """Equality matches any of the values given; every other comparison takes one (contract 5, FERN)."""
        return self.comparison == EMPTY or (self.comparison == EQUAL and not self.folded)


# Contract 5: FERN's operators, those of the docs, and those of the SDK that both engines answer alike.
OPERATORS: dict[str, Operator] = {
    **dict.fromkeys(("", "=", "==", "eq", "equals", "in"), Operator(EQUAL)),
    **dict.fromkeys(("not", "not_in"), Operator(EQUAL, negated=True)),
    **{word: Operator(word) for word in (LESS, LESS_EQUAL, GREATER, GREATER_EQUAL)},
    "contains": Operator(CONTAINS),
    "not_contains": Operator(CONTAINS, negated=True),
    "startswith": Operator(STARTS),
    "not_startswith": Operator(STARTS, negated=True),
    "endswith": Operator(ENDS),
    "not_endswith": Operator(ENDS, negated=True),
    "iexact": Operator(EQUAL, folded=True),
    "icontains": Operator(CONTAINS, folded=True),
    "full_text_search": Operator(CONTAINS, folded=True),
    "empty": Operator(EMPTY),
    "not_empty": Operator(EMPTY, negated=True),
    "notEmpty": Operator(EMPTY, negated=True),
}
WITHOUT_VALUE = frozenset(word for word, one in OPERATORS.items() if one.comparison == EMPTY)


def text_matches(text: Expression | F, operator: Operator, value: str) -> Q:
    """Rows whose text compares with the value; never rows without a text."""
    needle = escape_text(value)  # as the columns are kept
    if not needle and operator.comparison != EQUAL:
        return EVERYTHING  # every text contains, starts and ends with nothing
    literal = Value(fold_text(needle) if operator.folded else needle, output_field=TextField())
    return Q(_COMPARED[operator.comparison](Folded(text) if operator.folded else text, literal, len(needle)))


_COMPARED: dict[str, Callable[[Any, Any, int], Any]] = {
    EQUAL: lambda text, needle, length: Exact(text, needle),
    CONTAINS: lambda text, needle, length: GreaterThan(StrIndex(text, needle), 0),
    STARTS: lambda text, needle, length: Exact(Left(text, length), needle),
    ENDS: lambda text, needle, length: Exact(Right(text, length), needle),
}
