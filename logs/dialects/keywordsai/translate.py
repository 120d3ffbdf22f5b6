"""Keywords AI create payload -> canonical log. Pure: tables in `fields.py`, readers in `values.py` and `nested.py`.

What of a payload may be kept is in `keeping.py`.
"""

from collections.abc import Mapping

from ...canonical import FIELD_NAMES, CanonicalLog, CustomerFacts, Json, PayloadError
from . import nested
from .content import fill_from_raw, settle_content
from .fields import ALIASES, FROM_METADATA, PARAMS, RULES
from .keeping import effective, storable
from .reading import dump

__all__ = ["answers_at_once", "dump", "parse", "storable"]

_CONTROLS = ("keywordsai_api_controls", "respan_api_controls")
_PLACES = frozenset(FIELD_NAMES)
# One lookup a key: what to do with it, and whether it is a setting of the model call.
_RULES = {name: (False, *rule) for name, rule in RULES.items()} | {
    name: (True, name, read) for name, read in PARAMS.items()
}


def parse(payload: Mapping[str, Json]) -> CanonicalLog:
    """The canonical log of a payload, which is shared and never changed; what was not sent is None.

    Raises PayloadError with every wrong field at once. Fields nobody knows are no error (contract 0.6).
    """
    if not isinstance(payload, Mapping):
        raise PayloadError({"log": ["A log must be a JSON object."]})
    found, params = _read(effective(payload))
    for place, others in ALIASES.items():
        if found.get(place) is None:
            found[place] = next((found[other] for other in others if found.get(other) is not None), None)
    found = {place: value for place, value in found.items() if value is not None}
    _settle_customer(found)
    _settle_metadata(found)
    for place, tokens in found.get("usage:", {}).items():
        found.setdefault(place, tokens)
    fill_from_raw(found, params)
    settle_content(found)
    if params or "params:" in found:
        found["params"] = {**found.get("params:", {}), **params}
    return CanonicalLog(**{place: value for place, value in found.items() if place in _PLACES})


def answers_at_once(payload: Mapping[str, Json]) -> bool:
    """Whether the caller wants no log data back: `block` of the API controls is false (seed). For a parsed payload."""
    sent = effective(payload)
    wishes = [nested.controls(sent[name]) for name in _CONTROLS if sent.get(name) is not None]
    return not all(wishes)


def _read(payload: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Every field that has a place, by place; and the settings of the model call."""
    found: dict[str, Json] = {}
    params: dict[str, Json] = {}
    errors: dict[str, list[str]] = {}
    for name, value in payload.items():
        rule = _RULES.get(name) if value is not None else None
        if rule is None:
            continue
        is_param, place, read = rule
        try:
            (params if is_param else found)[place] = read(value)
        except PayloadError as error:
            errors |= {f"{name}.{path}": sentences for path, sentences in error.errors.items()}
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise PayloadError(errors)
    return found, params


def _settle_customer(found: dict[str, Json]) -> None:
    """customer_params over the flat fields (contract 3: the nested value wins)."""
    identifier, facts = found.get("customer_params:", (None, CustomerFacts()))
    name = facts.name or found.get("customer_name:")
    email = facts.email or found.get("customer_email:")
    if identifier is not None:
        found["customer_id"] = identifier
    if name or email or facts.details:
        found["customer"] = CustomerFacts(name=name, email=email, details=facts.details)


def _settle_metadata(found: dict[str, Json]) -> None:
    """Typed properties join the metadata, and the metadata may hold our extras."""
    if "properties:" in found:
        found["metadata"] = {**found["properties:"], **found.get("metadata", {})}
    metadata = found.get("metadata")
    if not metadata:
        return
    for name, place, read in FROM_METADATA:
        if name in metadata and place not in found and metadata[name] is not None:
            try:
                found[place] = read(metadata[name])
            except ValueError:
                continue  # metadata is the caller's own; what does not fit here is not wrong there
