"""JSON schemas of filters and query parameters, made from the FilterSet and the operator table."""

from collections.abc import Callable

from drf_spectacular.utils import OpenApiParameter

from ...canonical import Json
from ..components import Schema, component, one_of
from .comparisons import Flag, Identity, Moment, Number
from .conditions import CONNECTORS
from .filters import ConditionFilter, RequestLogFilters
from .listing import DEFAULT_PAGE_SIZE, DEFAULT_SORT, MAX_PAGE_SIZE, SORTS
from .operators import EMPTY, EQUAL, IS_NULL, OPERATORS, WITHOUT_VALUE, Operator
from .shapes import FLAG, TIME

_TEXT: Schema = {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]}
_NUMBER: Schema = {"type": "number"}
_WORD: Schema = {"type": "string"}


def _conditions(name: str, value: Schema, is_allowed: Callable[[Operator], bool], *, may_be_empty: bool = True) -> type:
    """What may stand for one sort of field: a condition, or a list of them."""
    words = [word for word, one in OPERATORS.items() if one.comparison != EMPTY and is_allowed(one)]
    several = [word for word in words if OPERATORS[word].takes_several]
    single = [word for word in words if not OPERATORS[word].takes_several]
    forms = [_condition(several, {"anyOf": [{"type": "array", "items": value}, value]})]
    if single:
        forms.append(_condition(single, _one(value)))
    if may_be_empty:
        forms.append(_condition(sorted(WITHOUT_VALUE), {}))
        forms.append(_condition([IS_NULL], _one(FLAG)))
    one = component(f"KeywordsAI{name}Condition", {"anyOf": forms})
    return component(f"KeywordsAI{name}Conditions", {"anyOf": [one, {"type": "array", "items": one}]})


def _condition(words: list[str], value: Schema) -> Schema:
    required = {"operator": "" not in words, "value": WITHOUT_VALUE.isdisjoint(words)}
    return {
        "type": "object",
        "required": [name for name, is_required in required.items() if is_required],
        "properties": {
            "operator": one_of([*words, *([None] if "" in words else [])], nullable="" in words),
            "value": value,
            "connector": one_of([*CONNECTORS, None], default="AND", nullable=True),
        },
    }


def _one(value: Schema) -> Schema:
    """One value, in a list or by itself."""
    return {"anyOf": [{"type": "array", "items": value, "minItems": 1, "maxItems": 1}, value]}


def _is_equality(operator: Operator) -> bool:
    return operator.comparison == EQUAL and not operator.folded


def _has_order(operator: Operator) -> bool:
    return operator.is_ordering or _is_equality(operator)


_TEXTS = _conditions("Text", _TEXT, lambda operator: not operator.is_ordering)
_NUMBERS = _conditions("Number", _NUMBER, _has_order)
_TIMES = _conditions("Time", TIME, _has_order, may_be_empty=False)
_FLAGS = _conditions("Flag", FLAG, _is_equality)
_IDENTITIES = _conditions("Id", _TEXT, _is_equality)


def _sort_of(filter_: ConditionFilter) -> tuple[type, Schema]:
    """The conditions of a field, and its value as a query parameter."""
    return _SORTS.get(type(filter_.comparison), (_TEXTS, _WORD))


_SORTS: dict[type, tuple[type, Schema]] = {
    Number: (_NUMBERS, _NUMBER),
    Moment: (_TIMES, TIME),
    Flag: (_FLAGS, FLAG),
    Identity: (_IDENTITIES, _WORD),
}
FILTERS = component(
    "KeywordsAIFilters",
    {
        "type": "object",
        "nullable": True,
        "description": "Conditions by field, or a list of them for one field; all must hold unless a connector says "
        "OR. `metadata__<key>` compares one metadata value as text; a log without the key never matches. "
        '`{"any name": {"connector": "OR", "filter_params": {…}}}` stands for brackets.',
        "properties": {name: _sort_of(filter_)[0] for name, filter_ in RequestLogFilters.base_filters.items()},
        "additionalProperties": False,
    },
)
BODY = component(
    "KeywordsAIListRequest",
    {"type": "object", "properties": {"filters": FILTERS, "exporting": {"description": "Accepted and not used."}}},
)


def _parameter(name: str, schema: Json, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, description=description)


def _or_empty(schema: Schema) -> Schema:
    """A setting that may be left empty, which is the same as leaving it out."""
    return {"anyOf": [schema, {"type": "string", "maxLength": 0}]}


FILTER_PARAMETERS = [
    _parameter("start_time", _or_empty(TIME), "Calls that ended at this time or later."),
    _parameter("end_time", _or_empty(TIME), "Calls that ended at this time or earlier."),
    _parameter("is_test", _or_empty(FLAG), "The environment test (true) or prod (false); every log is of prod."),
    _parameter("all_envs", _WORD, "Accepted; there is one environment."),
    *(
        _parameter(name, _sort_of(filter_)[1], f"Equals. {filter_.extra['help_text']}")
        for name, filter_ in RequestLogFilters.base_filters.items()
        if name != "start_time"  # as a parameter it is the start of the time range
    ),
]
_FROM_ONE: Schema = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
PAGE_PARAMETERS = [
    _parameter("page", {**_or_empty(_FROM_ONE), "default": 1}, "A page past the end is empty."),
    _parameter(
        "page_size",
        {**_or_empty(_FROM_ONE), "default": DEFAULT_PAGE_SIZE},
        f"More than {MAX_PAGE_SIZE:,} is {MAX_PAGE_SIZE:,}.",
    ),
    _parameter(
        "sort_by",
        {
            "type": "string",
            "enum": ["", *(sign + name for name in SORTS for sign in ("", "-"))],
            "default": DEFAULT_SORT,
        },
        "`-` in front is descending; unknown values come last either way.",
    ),
    _parameter("include_fields", {"type": "string"}, "Fields of an item, comma-separated; all where there are none."),
]
