"""LiteLLM's StandardLoggingPayload -> canonical log. Pure: tables in `fields.py`, content in `content.py`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import chain

from ...canonical import CanonicalLog, Json, PayloadError, is_empty
from ...choices import Status
from .. import values
from ..credentials import REDACTED
from ..credentials import without_credentials as storable
from .content import answered, asked
from .fields import FROM_METADATA, RULES, USAGE

__all__ = ["looks_like", "parse", "storable"]

# No other vendor writes these together; a proxy may be told to leave out any of the others.
_MARKS = frozenset({"call_type", "startTime", "endTime"})
_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
# Settings of the call that have a place of their own.
_CONTENT_SETTINGS = ("tools", "tool_choice", "response_format")
# Of metadata: what is read elsewhere. The rest is what the proxy knows of the key, team and routing.
_READ_ELSEWHERE = frozenset(
    {"requester_metadata", "spend_logs_metadata", "requester_custom_headers", "requester_ip_address", "user_agent"}
    | {"usage_object", "prompt_management_metadata", "user_api_key_end_user_id"}
)


def looks_like(payload: Mapping[str, Json]) -> bool:
    """Whether a payload that came to another dialect's path is LiteLLM's (ruling 15)."""
    return payload.keys() >= _MARKS


def parse(payload: Mapping[str, Json]) -> CanonicalLog:
    """The canonical log of a payload, which is shared and never changed. Raises PayloadError naming every wrong field.

    Only fields of its own are checked: what a provider or a caller put into them is no error.
    """
    facts, aside = _read(payload)
    params, metadata = aside.get("params:", {}), aside.get("metadata:", {})
    _settle_clock(facts, aside)
    _settle_counts(facts, payload, aside)
    _settle_cost(facts, payload, aside)
    if facts.get("status") == Status.ERROR:
        _settle_error(facts, aside)
    else:
        _settle_warnings(facts, payload)
    _settle_people(facts, aside, params)
    facts["metadata"] = _metadata_of(payload, metadata, aside) or None
    _fill_from_metadata(facts)
    _settle_settings(facts, params)
    _fill(facts, asked(payload.get("messages"), facts.get("kind")))
    _fill(facts, answered(payload.get("response"), facts.get("kind")))
    return CanonicalLog(**facts)


def _read(payload: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Canonical fields, and what has to be settled with others first."""
    facts: dict[str, Json] = {}
    aside: dict[str, Json] = {}
    errors: dict[str, list[str]] = {}
    for name, (place, read) in RULES.items():
        value = payload.get(name)
        # LiteLLM writes "" for a text it does not know.
        if value is None or value == "":
            continue
        try:
            (aside if place.endswith(":") else facts)[place] = read(value)
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise PayloadError(errors)
    return facts, aside


def _settle_clock(facts: dict[str, Json], aside: dict[str, Json]) -> None:
    """A first token is timed for streams only: of other calls the same field holds the end (1.106.2)."""
    first, start = aside.get("first_token_at:"), facts.get("started_at")
    if facts.get("stream") and first is not None and start is not None and first >= start:
        facts["ttft_ms"] = (first - start) / timedelta(milliseconds=1)
    # The response time of a stream is that of its first token.
    if not facts.get("stream") and (start is None or "ended_at" not in facts):
        _fill(facts, {"latency_ms": aside.get("response_time:")})


def _settle_counts(facts: dict[str, Json], payload: Mapping[str, Json], aside: dict[str, Json]) -> None:
    """LiteLLM writes 0 for what it does not know; here that is None. Counts of parts are in the usage."""
    if not any(facts.get(name) for name in _COUNTS):
        for name in _COUNTS:
            facts.pop(name, None)
    elif not facts.get("total_tokens"):
        facts.pop("total_tokens", None)
    usage = _usage_of(payload, aside)
    for place, paths in USAGE.items():
        found = (values.along(usage, path) for path in paths)
        _fill(facts, {place: next((count for value in found if (count := _count(value)) is not None), None)})


def _usage_of(payload: Mapping[str, Json], aside: dict[str, Json]) -> Mapping[str, Json]:
    places = (aside.get("metadata:"), aside.get("hidden:"))
    usages = [place.get("usage_object") for place in places if place]
    usages.append(values.along(payload, ("response", "usage")))
    return next((usage for usage in usages if isinstance(usage, Mapping) and usage), {})


def _settle_cost(facts: dict[str, Json], payload: Mapping[str, Json], aside: dict[str, Json]) -> None:
    """0 is also what LiteLLM writes where it knows no price; then it leaves the hidden cost empty or says why."""
    hidden = aside.get("hidden:", {})
    unknown = "response_cost" in hidden and hidden["response_cost"] is None
    excused = payload.get("response_cost_failure_debug_info") or payload.get("zero_cost_diagnostic")
    if facts.get("cost_usd") == 0 and (unknown or excused):
        del facts["cost_usd"]


def _settle_error(facts: dict[str, Json], aside: dict[str, Json]) -> None:
    error = aside.get("error:", {})
    known = {name: value for name, value in error.items() if not is_empty(value)}
    code = _lenient(values.identifier, error.get("error_code"))
    status_code = _lenient(values.status_code, code)
    facts |= {
        "error_message": _lenient(values.any_text, error.get("error_message")) or aside.get("error_text:"),
        "error_type": _lenient(values.identifier, error.get("error_class")),
        "error_code": code,
        "status_code": status_code if (status_code or 0) >= 400 else None,
        "error_details": known or None,
    }


def _settle_warnings(facts: dict[str, Json], payload: Mapping[str, Json]) -> None:
    """A guardrail that found something, or could not look, makes a success a warning."""
    outcome = values.along(payload, ("status_fields", "guardrail_status"))
    if isinstance(outcome, str) and outcome.startswith("guardrail_"):
        facts["warnings"] = payload.get("guardrail_information") or outcome
        facts["status"] = Status.WARNING


def _settle_settings(facts: dict[str, Json], params: Mapping[str, Json]) -> None:
    """Settings with a place of their own go there. A stream that failed says so here alone."""
    _fill(facts, {name: params.get(name) for name in _CONTENT_SETTINGS})
    _fill(facts, {"stream": _lenient(values.boolean, params.get("stream"))})
    facts["params"] = {k: v for k, v in params.items() if k not in (*_CONTENT_SETTINGS, "stream")} or None


def _settle_people(facts: dict[str, Json], aside: dict[str, Json], params: Mapping[str, Json]) -> None:
    """Whom the call was made for, and from where. A call past the proxy names its user among the settings."""
    metadata, hidden = aside.get("metadata:", {}), aside.get("hidden:", {})
    for name in (metadata.get("user_api_key_end_user_id"), params.get("user")):
        _fill(facts, {"customer_id": _lenient(values.identifier, name)})
    _fill(facts, {"ip": _lenient(values.identifier, metadata.get("requester_ip_address"))})
    _fill(facts, {"request_url": _lenient(values.string, hidden.get("api_base"))})
    _fill(
        facts,
        {"prompt_id": _lenient(values.identifier, values.along(metadata, ("prompt_management_metadata", "prompt_id")))},
    )
    agent = aside.get("user_agent:") or _lenient(values.string, metadata.get("user_agent"))
    headers = metadata.get("requester_custom_headers")
    named = {"user-agent": agent} if agent else {}
    facts["request_headers"] = {**named, **(headers if isinstance(headers, Mapping) else {})} or None


def _metadata_of(payload: Mapping[str, Json], metadata: Mapping[str, Json], aside: dict[str, Json]) -> dict[str, Json]:
    """The caller's own metadata over what the proxy adds: key, team, deployment, tags."""
    deployment = {name: payload.get(name) for name in ("model_group", "model_id")} | {
        "request_tags": aside.get("tags:")
    }
    known = {
        name: value
        for name, value in chain(metadata.items(), deployment.items())
        if name not in _READ_ELSEWHERE and value != REDACTED and not is_empty(value)
    }
    for name in ("spend_logs_metadata", "requester_metadata"):
        own = metadata.get(name)
        known |= own if isinstance(own, Mapping) else {}
    return known


def _fill_from_metadata(facts: dict[str, Json]) -> None:
    metadata = facts["metadata"] or {}
    _fill(facts, {place: _lenient(read, metadata.get(name)) for name, place, read in FROM_METADATA})


def _fill(facts: dict[str, Json], found: Mapping[str, Json]) -> None:
    for place, value in found.items():
        if value is not None and facts.get(place) is None:
            facts[place] = value


def _count(value: Json) -> int | None:
    return _lenient(values.count, value)


def _lenient(read: Callable[[Json], object], value: Json) -> Json:
    """What `read` makes of a value, or None: not every field is LiteLLM's own to get right."""
    if value is None:
        return None
    try:
        return read(value)
    except ValueError:
        return None
