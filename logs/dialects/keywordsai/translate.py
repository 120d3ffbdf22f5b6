"""Keywords AI create payload -> canonical log. Pure: tables in `fields.py`, readers in `../values.py` and `nested.py`.

What of a payload may be kept is in `keeping.py`.
"""

from collections.abc import Mapping

from ...canonical import CanonicalLog, CustomerFacts, Json, PayloadError, is_empty
from . import nested
from .content import fill_from_raw, settle_content
from .fields import ALIASES, ATTRIBUTES, FROM_METADATA, PARAMS, RULES
from .keeping import effective, storable
from .reading import dump

__all__ = ["answers_at_once", "dump", "parse", "storable"]

_CONTROLS = ("keywordsai_api_controls", "respan_api_controls")
# One lookup a key: which of the three sorts of fact it is, its place there, and how it is read.
_FACT, _PARAM, _ASIDE = range(3)
_RULES = {name: (_ASIDE if ":" in place else _FACT, place, read) for name, (place, read) in RULES.items()} | {
    name: (_PARAM, name, read) for name, read in PARAMS.items()
}
_ALIASED = {alias: place for place, aliases in ALIASES.items() for alias in aliases}


def parse(payload: Mapping[str, Json]) -> CanonicalLog:
    """The canonical log of a payload, which is shared and never changed; what was not sent is None.

    Raises PayloadError with every wrong field at once. Fields nobody knows are no error (contract 0.6).
    """
    if not isinstance(payload, Mapping):
        raise PayloadError({"log": ["A log must be a JSON object."]})
    sent = effective(payload)
    facts, params, aside = _read(sent)
    facts |= _attributes_of(sent)
    if aside:
        _settle_aliases(facts, aside)
        _settle_aside(facts, params, aside)
    if "metadata" in facts:
        _fill_from_metadata(facts)
    settle_content(facts, aside)
    if "raw_request" in facts or "raw_response" in facts:
        fill_from_raw(facts, params)
        settle_content(facts, aside)
    if params:
        facts["params"] = params
    return CanonicalLog(**facts)


def answers_at_once(payload: Mapping[str, Json]) -> bool:
    """Whether the caller wants no log data back: `block` of the API controls is false (seed). For a parsed payload."""
    sent = effective(payload)
    wishes = [nested.controls(sent[name]) for name in _CONTROLS if sent.get(name) is not None]
    return not all(wishes)


def _read(payload: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json], dict[str, Json]]:
    """Canonical fields, settings of the model call, and what has to be settled with others first."""
    facts, params, aside = sorts = ({}, {}, {})
    errors: dict[str, list[str]] = {}
    for name, value in payload.items():
        rule = _RULES.get(name) if value is not None else None
        if rule is None:
            continue
        sort, place, read = rule
        try:
            found = read(value)
        except PayloadError as error:
            errors |= {f"{name}.{path}": sentences for path, sentences in error.errors.items()}
        except ValueError as error:
            errors[name] = [str(error)]
        else:
            if found is not None:
                sorts[sort][place] = found
    if errors:
        raise PayloadError(errors)
    return facts, params, aside


def _attributes_of(payload: Mapping[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, read in ATTRIBUTES.items():
        value = payload.get(name)
        if is_empty(value):
            continue
        try:
            found[name] = read(value)
        except ValueError:
            continue  # kept as it was sent, and found by nothing
    return {"attributes": found} if found else {}


def _settle_aliases(facts: dict[str, Json], aside: dict[str, Json]) -> None:
    for sent in aside:
        place = _ALIASED.get(sent)
        if place is not None and place not in facts:
            facts[place] = next(aside[alias] for alias in ALIASES[place] if alias in aside)


def _settle_aside(facts: dict[str, Json], params: dict[str, Json], aside: dict[str, Json]) -> None:
    for place, tokens in aside.get("usage:", {}).items():
        facts.setdefault(place, tokens)
    for name, value in aside.get("params:", {}).items():
        params.setdefault(name, value)
    if "properties:" in aside:
        facts["metadata"] = {**aside["properties:"], **facts.get("metadata", {})}
    _settle_customer(facts, aside)


def _settle_customer(facts: dict[str, Json], aside: dict[str, Json]) -> None:
    """customer_params over the flat fields (contract 3: the nested value wins)."""
    identifier, nested_facts = aside.get("customer_params:", (None, CustomerFacts()))
    name = nested_facts.name or aside.get("customer_name:")
    email = nested_facts.email or aside.get("customer_email:")
    if identifier is not None:
        facts["customer_id"] = identifier
    if name or email or nested_facts.details:
        facts["customer"] = CustomerFacts(name=name, email=email, details=nested_facts.details)


def _fill_from_metadata(facts: dict[str, Json]) -> None:
    metadata = facts["metadata"]
    for name, place, read in FROM_METADATA:
        value = metadata.get(name)
        if value is None or place in facts:
            continue
        try:
            found = read(value)
        except ValueError:
            continue  # metadata is the caller's own; what does not fit here is not wrong there
        if found is not None:
            facts[place] = found
