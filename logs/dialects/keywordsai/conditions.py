"""The filters of a request as they came over the wire, made into conditions; meaning and values are `filters.py`'s.

{"cost": {"operator": "gt", "value": [0.01]}}              one condition
{"cost": [{...}, {...}]}                                   several on one field
{"any name": {"connector": "OR", "filter_params": {...}}}  brackets
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rest_framework.exceptions import ParseError

from ...canonical import Json
from .operators import WITHOUT_VALUE

# Values become variables of one SQL statement, of which SQLite takes 32,766; conditions nest expressions, of which it
# takes 1,000. Both limits are far from what a person asks for.
MAX_CONDITIONS = 100
MAX_VALUES = 5_000
MAX_BRACKETS = 10
MAX_SHOWN = 80  # characters of a name that is not known
CONNECTORS = ("AND", "OR")


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with one value or more; `connector` joins it to what stands before it."""

    field: str
    operator: str
    values: tuple[Json, ...]
    connector: str = "AND"


@dataclass(frozen=True, slots=True)
class Bracket:
    """Conditions that count as one."""

    terms: tuple["Condition | Bracket", ...]
    connector: str = "AND"


def clipped(name: str) -> str:
    """A name as an error shows it, which may be of any length."""
    return name if len(name) <= MAX_SHOWN else f"{name[:MAX_SHOWN]}…"


def conditions_of(filters: Json) -> Bracket:
    """The filters of a body. Raises ParseError."""
    return _bracket({} if filters is None else filters, "AND", depth=0)


def refuse_excess(whole: Bracket) -> None:
    """Raises ParseError for more conditions or values than one query may have."""
    conditions = list(_each(whole))
    if len(conditions) > MAX_CONDITIONS:
        raise ParseError(f"At most {MAX_CONDITIONS} filter conditions are accepted.")
    if sum(len(condition.values) for condition in conditions) > MAX_VALUES:
        raise ParseError(f"At most {MAX_VALUES:,} filter values are accepted.")


def fields_of(whole: Bracket) -> set[str]:
    """The fields that conditions name."""
    return {condition.field for condition in _each(whole)}


def _bracket(filters: Json, connector: str, depth: int) -> Bracket:
    if not isinstance(filters, Mapping):
        raise ParseError('"filters" must be an object of conditions by field.')
    if depth > MAX_BRACKETS:
        raise ParseError(f"Filters may be nested {MAX_BRACKETS} levels deep.")
    return Bracket(tuple(term for name, sent in filters.items() for term in _terms(name, sent, depth)), connector)


def _terms(name: str, sent: Json, depth: int) -> Iterator[Condition | Bracket]:
    if sent is None:  # clients send every field they know, null where it filters nothing
        return
    if isinstance(sent, list) and all(isinstance(one, Mapping) for one in sent):
        for one in sent:
            yield from _terms(name, one, depth)
    elif isinstance(sent, Mapping) and "filter_params" in sent:
        yield _bracket(sent["filter_params"], _connector(name, sent), depth + 1)
    elif isinstance(sent, Mapping):
        yield _condition(name, sent)
    else:
        raise ParseError(f'The filter "{clipped(name)}" must be an object with "operator" and "value".')


def _condition(name: str, sent: Mapping[str, Json]) -> Condition:
    operator = "" if sent.get("operator") is None else sent["operator"]
    if not isinstance(operator, str):
        raise ParseError(f'The operator of the filter "{clipped(name)}" must be a word.')
    if "value" not in sent and operator not in WITHOUT_VALUE:
        raise ParseError(f'The filter "{clipped(name)}" needs a "value".')
    value = sent.get("value", [])
    return Condition(name, operator, tuple(value) if isinstance(value, list) else (value,), _connector(name, sent))


def _connector(name: str, sent: Mapping[str, Json]) -> str:
    connector = "AND" if sent.get("connector") is None else sent["connector"]
    if connector not in CONNECTORS:
        raise ParseError(f'The connector of the filter "{clipped(name)}" must be AND or OR.')
    return connector


def _each(bracket: Bracket) -> Iterator[Condition]:
    for term in bracket.terms:
        if isinstance(term, Bracket):
            yield from _each(term)
        else:
            yield term
