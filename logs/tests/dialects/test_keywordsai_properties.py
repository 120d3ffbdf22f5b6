"""Keywords AI, whatever is sent: parsing never fails otherwise than by field, and filters agree with plain Python."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Project
from logs.canonical import FIELD_NAMES, CanonicalLog, PayloadError
from logs.dialects.keywordsai.fields import PARAMS, RULES
from logs.dialects.keywordsai.translate import dump, parse, storable
from logs.json_codec import encode
from logs.tests.factories import NOON, make_logs

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
# Values that some field takes, so that more than errors is tried.
FITTING = st.sampled_from(
    ["x", "5", "0.5", "true", "2026-11-20T12:00:00Z", "success", "chat", "embedding", "speech", "transcription"]
    + [0, 1, 5, 0.5, True, False, '{"a": 1}', {"a": 1}, {"role": "user", "content": "Hi"}, [], ["x"], [0.1, 0.2]]
    + [[{"role": "assistant", "content": "Hello"}], [{"type": "message"}], {"prompt_tokens": 5, "total_tokens": 9}]
    + [{"customer_identifier": "c", "name": "Ada", "budget": 1}, {"prompt_id": "p"}, {"block": False}, {"choices": []}]
    + [{"messages": [{"role": "user", "content": "Hi"}], "temperature": 0.5, "model": "m"}]
)
NAMES = st.sampled_from([*RULES, *PARAMS, "something_unknown"])
PAYLOADS = st.dictionaries(NAMES, FITTING | JSON, max_size=8)
# Shown as the JSON of whatever else they are, and text when that is read again.
TEXTS = {"input", "output", "warnings"}
WORDS = st.sampled_from(["a", "b", "A", "ab", "a%", "", "é", "\x00"])
NUMBERS = st.sampled_from([0, 1, 2, 0.5, 1.5, -1])


@given(payload=PAYLOADS)
def test_anything_becomes_a_log_or_errors_by_field(payload: dict[str, Any]) -> None:
    try:
        log = parse(storable(payload))
    except PayloadError as refused:
        assert {path.partition(".")[0] for path in refused.errors} <= payload.keys()
    else:
        assert isinstance(log, CanonicalLog)


@settings(max_examples=300)
@given(payload=PAYLOADS, is_ours=st.booleans())
def test_what_is_shown_is_understood_as_the_same_log(payload: dict[str, Any], is_ours: bool) -> None:
    try:
        log = parse(storable(payload))
    except PayloadError:
        return
    shown = dump(replace(log, dialect="keywordsai", original=payload) if is_ours else log)
    again = parse(json.loads(encode(shown)))
    lost = {name: value for name in FIELD_NAMES if (value := getattr(log, name)) not in (None, getattr(again, name))}
    assert [name for name, value in lost.items() if name not in TEXTS or shown[name] != as_json(value)] == []


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


LOGS = [
    {"model": "a", "channel": "a", "prompt_tokens": 0, "cost_usd": Decimal("0.5"), "metadata": {"k": "a"}},
    {"model": "ab", "channel": None, "prompt_tokens": 1, "cost_usd": None, "metadata": {"k": ""}},
    {"model": "A", "channel": "a%", "prompt_tokens": 2, "cost_usd": Decimal("1.5"), "metadata": {"other": "a"}},
    {"model": "é", "channel": None, "prompt_tokens": None, "cost_usd": Decimal(0), "metadata": {"k": "a%b"}},
    {"model": "\x00", "channel": "ba", "prompt_tokens": 1, "cost_usd": Decimal(1), "metadata": None},
]
TEXT_FIELDS = {"model": "model", "channel": "channel", "metadata__k": None}
NUMBER_FIELDS = {"prompt_tokens": "prompt_tokens", "cost": "cost_usd"}
TESTS = {
    "": lambda held, values: held in values,
    "contains": lambda held, values: values[0] in held,
    "startswith": lambda held, values: held.startswith(values[0]),
    "endswith": lambda held, values: held.endswith(values[0]),
}
ORDERINGS = {
    "gt": lambda held, value: held > value,
    "gte": lambda held, value: held >= value,
    "lt": lambda held, value: held < value,
    "lte": lambda held, value: held <= value,
}
NEGATIONS = {"not": "", "not_contains": "contains", "not_startswith": "startswith", "not_endswith": "endswith"}
TEXT_CONDITIONS = st.tuples(
    st.sampled_from(list(TEXT_FIELDS)), st.sampled_from([*TESTS, *NEGATIONS]), st.lists(WORDS, min_size=1, max_size=1)
)
NUMBER_CONDITIONS = st.tuples(
    st.sampled_from(list(NUMBER_FIELDS)),
    st.sampled_from(["", "not", *ORDERINGS]),
    st.lists(NUMBERS, min_size=1, max_size=1),
)


def held_by(log: dict[str, Any], field: str) -> Any:
    if field == "metadata__k":
        return (log["metadata"] or {}).get("k")
    return log[TEXT_FIELDS.get(field) or NUMBER_FIELDS[field]]


def matches(log: dict[str, Any], field: str, operator: str, values: list[Any]) -> bool:
    held = held_by(log, field)
    if held is None:
        return operator in NEGATIONS and field != "metadata__k"
    if operator in NEGATIONS:
        return not TESTS[NEGATIONS[operator]](held, values)
    return TESTS[operator](held, values) if operator in TESTS else ORDERINGS[operator](held, values[0])


@pytest.fixture
def stored(project: Project) -> None:
    make_logs(
        project,
        [{**log, "source_id": str(n), "started_at": NOON + timedelta(minutes=n)} for n, log in enumerate(LOGS)],
    )


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conditions=st.lists(TEXT_CONDITIONS | NUMBER_CONDITIONS, min_size=1, max_size=3, unique_by=lambda one: one[0]))
def test_filters_find_what_plain_python_finds(api: APIClient, stored: None, conditions: list[Any]) -> None:
    filters = {field: {"operator": operator, "value": values} for field, operator, values in conditions}
    answer = api.post("/api/request-logs/list/", {"filters": filters}, format="json")
    found = {item["unique_id"] for item in answer.json()["results"]}
    assert found == {str(n) for n, log in enumerate(LOGS) if all(matches(log, *condition) for condition in conditions)}
