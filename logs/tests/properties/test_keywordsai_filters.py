"""Keywords AI's door under random filters, orders and pages: the rows that a plain filter in Python finds.

Python looks at the logs as the door shows them, so a filter also agrees with what its caller sees.
"""

import operator
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from logs.dialects.keywordsai.filters import RequestLogFilters
from logs.dialects.keywordsai.listing import SORTS
from logs.dialects.keywordsai.operators import OPERATORS
from logs.tests.factories import NOON

from .values import RANDOMLY

LIST = "/api/request-logs/list/"
TEXTS = ["a", "A", "ab", "b%", "a_b", "é", "É", "ß", "\x00", "5"]
# Filters that compare as text -> the field of a shown log that they compare.
TEXT_FIELDS = {
    **{name: name for name in ("error_code", "error_message", "thread_identifier", "group_identifier", "model")},
    **{name: name for name in ("custom_identifier", "trace_unique_id", "span_unique_id", "span_parent_id")},
    **{name: name for name in ("parent_request_id", "prompt_id", "prompt_name", "response_id", "finish_reason")},
    **{name: name for name in ("bot_id", "channel", "channel_user_id", "feature_name", "task_id", "integration")},
    **{name: name for name in ("span_name", "span_workflow_name", "evaluation_identifier", "organization_key_id")},
    **{name: name for name in ("deployment_name", "log_method", "error_fingerprint", "cache_key", "fault_domain")},
    **{name: name for name in ("note", "customer_identifier", "customer_email", "customer_name")},
    "error_class": "error_type",
    "session_identifier": "thread_identifier",
    "trace_id": "trace_unique_id",
    **{name: name for name in ("log_type", "provider_id", "environment", "used_custom_credential", "status")},
}
NUMBER_FIELDS = {
    **{name: name for name in ("prompt_tokens", "completion_tokens", "total_request_tokens", "reasoning_tokens")},
    **{name: name for name in ("prompt_cache_hit_tokens", "prompt_cache_creation_tokens", "cost", "status_code")},
    **{name: name for name in ("latency", "time_to_first_token", "tokens_per_second", "routing_time")},
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "total_cost": "cost",
    "total_tokens": "total_request_tokens",
    "all_tokens": "total_request_tokens",
    "ttft": "time_to_first_token",
    "generation_time": "latency",
    "prompt_version_number": "prompt_version_number",
}
TIME_FIELDS = ("timestamp", "start_time")
FLAG_FIELDS = {
    **{name: name for name in ("failed", "error_bit", "has_warnings", "has_tool_calls", "stream", "cache_hit")},
    "cache_bit": "cache_hit",
    "positive_feedback": "positive_feedback",
    "is_root_span": "is_root_span",
}
ID_FIELDS = ("id", "unique_id")
METADATA_FIELDS = ("metadata__tier", "metadata__n", "metadata__odd key.%", "metadata__nowhere")
# Words of the vendor's for a status -> the words that were sent of the logs they find.
STATUSES = {
    "success": {"success"},
    "warning": {"warning"},
    "failed": {"failed", "cancelled"},
    "error": {"failed"},
    "cancelled": {"cancelled"},
    "pending": {"pending", "running"},
    "running": {"pending", "running"},
}
LOG_TYPES = {"text": "chat", "generation": "chat", "EMBEDDING": "embedding"}


def random_logs() -> list[dict[str, Any]]:
    """Forty logs of few values each, so that filters overlap and sorts tie; stored in any order."""
    random = Random(7)
    sent = sorted(set(TEXT_FIELDS.values()) - GIVEN)
    minutes = random.sample(range(40), 40)
    return [
        {
            "unique_id": f"log-{minute}",
            "timestamp": (NOON + timedelta(minutes=minute // 2, microseconds=minute % 3 * 700)).isoformat(),
            "start_time": (NOON - timedelta(minutes=minute)).isoformat(),
            "log_type": random.choice(["chat", "text", "embedding", "workflow"]),
            "provider_id": random.choice(["OpenAI", "openai", "anthropic", None]),
            "status": random.choice(["success", "warning", "failed", "cancelled", "pending", "running"]),
            "status_code": random.choice([200, 429, 500]),
            "stream": random.choice([True, False]),
            "cache_hit": random.choice([None, True, False]),
            "positive_feedback": random.choice([None, True, False]),
            "warnings": random.choice(["", "slow"]),
            "tool_calls": random.choice([None, [{"id": "1"}]]),
            "prompt_tokens": random.choice([None, 0, 5, 50]),
            "completion_tokens": random.choice([None, 0, 1, 7]),
            "prompt_cache_hit_tokens": random.choice([None, 0, 5]),
            "prompt_cache_creation_tokens": random.choice([None, 1, 5]),
            "reasoning_tokens": random.choice([None, 5, 2**62]),
            "cost": random.choice([None, 0, 0.1, 0.25]),
            "latency": random.choice([0, 0.07, 1.5, 3]),
            "time_to_first_token": random.choice([None, 0.07, 0.5]),
            "tokens_per_second": random.choice([None, None, 5, 0.5]),
            "routing_time": random.choice([None, -0.5, 0.07, 10]),
            "prompt_version_number": random.choice([None, 1, 5, 10, "latest"]),
            "metadata": random.choice(
                [None, {"tier": "a"}, {"tier": "A", "n": 5}, {"tier": "", "n": True}, {"odd key.%": "é", "n": "5"}]
            ),
            **random.choice(CUSTOMERS),
            **{name: random.choice([None, *TEXTS]) for name in sent},
            "organization_key_id": random.choice([None, 5, "a", True]),
        }
        for minute in minutes
    ]


GIVEN = {"log_type", "provider_id", "environment", "used_custom_credential", "status", "organization_key_id"} | {
    "customer_identifier",
    "customer_email",
    "customer_name",
}
CUSTOMERS = [
    {},
    {"customer_params": {"customer_identifier": "ab", "email": "a", "name": "É"}},
    {"customer_params": {"customer_identifier": "A", "email": "a_b"}},
    {"customer_params": {"customer_identifier": "nobody"}},
]


# -- the filter in plain Python, over the logs as they are shown

TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "equal": operator.eq,
    "contains": operator.contains,
    "starts": str.startswith,
    "ends": str.endswith,
}
ORDERS = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


def is_found(shown: dict[str, Any], field: str, word: str, values: list[Any]) -> bool:
    if word == "isnull":
        return is_found(shown, field, "empty" if values[0] in (True, "true", 1) else "not_empty", [])
    meaning = OPERATORS[word]
    held = held_by(shown, field)
    if field.startswith("metadata__") and held is None:
        return False
    if meaning.comparison == "empty":
        return is_empty(held, field) != meaning.negated
    return is_equal_or_part(shown, field, held, word, values) != meaning.negated


def held_by(shown: dict[str, Any], field: str) -> Any:
    if field.startswith("metadata__"):
        return as_text((shown["metadata"] or {}).get(field.removeprefix("metadata__")))
    if field in TEXT_FIELDS:
        held = as_text(shown.get(TEXT_FIELDS[field]))
        return held if held is None else read_text(field, held)
    if field in TIME_FIELDS:
        return datetime.fromisoformat(shown[field])
    if field == "is_root_span":
        return shown.get("span_parent_id") is None
    if field in ID_FIELDS:
        return shown[field]
    held = shown.get(FLAG_FIELDS.get(field) or NUMBER_FIELDS[field])
    if field in ("cache_hit", "cache_bit"):
        return bool(held)
    return None if isinstance(held, str) else held


def as_text(value: Any) -> str | None:
    return str(value).lower() if isinstance(value, bool) else value if value is None else str(value)


def is_empty(held: Any, field: str) -> bool:
    return held is None or (held == "" and field not in NUMBER_FIELDS)


def is_equal_or_part(shown: dict[str, Any], field: str, held: Any, word: str, values: list[Any]) -> bool:
    meaning = OPERATORS[word]
    if held is None:
        return False
    if field in TIME_FIELDS:
        values = [datetime.fromisoformat(value) for value in values]
    elif field in NUMBER_FIELDS:
        values = [float(value) if isinstance(value, str) else value for value in values]
    elif field in FLAG_FIELDS:
        held, values = bool(held), [value in (True, "true", "1") for value in values]
    else:
        values = [read_text(field, value) for value in values]
    if meaning.is_ordering:
        return ORDERS[word](held, values[0])
    if field == "status" and meaning.takes_several:
        return any(SENT[shown["id"]]["status"] in STATUSES.get(value, ()) for value in values)
    if field == "status" and held == "running":
        held = "pending"  # which both are, where parts of the word are looked at
    if meaning.folded:
        held, values = held.casefold(), [value.casefold() for value in values]
    return any(TEXT_TESTS.get(meaning.comparison, operator.eq)(held, value) for value in values)


def read_text(field: str, value: Any) -> str:
    text = str(as_text(value))
    if field == "log_type":
        return LOG_TYPES.get(text, text)
    return text.lower() if field == "provider_id" else text


def is_found_by_all(shown: dict[str, Any], filters: dict[str, Any]) -> bool:
    """From left to right, as connectors say; brackets that hold nothing say nothing."""
    found = None
    for connector, verdict in verdicts(shown, filters):
        if verdict is not None:
            found = verdict if found is None else (found or verdict) if connector == "OR" else (found and verdict)
    return found is not False


def verdicts(shown: dict[str, Any], filters: dict[str, Any]) -> Iterator[tuple[str, bool | None]]:
    for name, sent in filters.items():
        for one in sent if isinstance(sent, list) else [sent]:
            connector = one.get("connector") or "AND"
            if "filter_params" in one:
                says = not says_nothing(one["filter_params"])
                yield connector, is_found_by_all(shown, one["filter_params"]) if says else None
            else:
                values = one["value"] if isinstance(one["value"], list) else [one["value"]]
                yield connector, is_found(shown, name, one["operator"] or "", values)


def says_nothing(filters: dict[str, Any]) -> bool:
    each = [one for sent in filters.values() for one in (sent if isinstance(sent, list) else [sent])]
    return all("filter_params" in one and says_nothing(one["filter_params"]) for one in each)


def is_asked_for(shown: dict[str, Any], query: dict[str, Any], parameters: dict[str, list[str]]) -> bool:
    """By the parameters: a time range with both ends, and filters that are equality with any of their values."""
    ended = datetime.fromisoformat(shown["timestamp"])
    return (
        ("start_time" not in query or ended >= datetime.fromisoformat(query["start_time"]))
        and ("end_time" not in query or ended <= datetime.fromisoformat(query["end_time"]))
        and all(is_found(shown, name, "in", values) for name, values in parameters.items())
    )


SHOWN_AS = {"all_tokens": "total_request_tokens", "total_tokens": "total_request_tokens"}


def in_order(logs: list[dict[str, Any]], sort_by: str) -> list[dict[str, Any]]:
    """`logs`, which come newest first, by one field; unknown values last, ties by the start in the same direction."""
    name = sort_by.removeprefix("-")
    descending = sort_by.startswith("-")
    oldest_first = logs if descending else logs[::-1]
    if name in ("id", "start_time"):
        return oldest_first
    shown = SHOWN_AS.get(name, name)
    known = [log for log in oldest_first if log[shown] is not None]
    return sorted(known, key=lambda log: log[shown], reverse=descending) + [
        log for log in oldest_first if log[shown] is None
    ]


# -- what is asked


def a_condition(values: st.SearchStrategy[Any], words: list[str], single: list[str]) -> st.SearchStrategy[dict]:
    """Of the words some compare with several values and some with one, which may come without its list."""
    forms = [
        ask(words, st.lists(values, max_size=3)),
        ask(words, values),
        ask(["empty", "not_empty", "notEmpty"], st.sampled_from([[""], []])),
        ask(["isnull"], st.sampled_from([[True], [False], True, "false"])),
    ]
    if single:
        forms.append(ask(single, st.tuples(values).map(list) | values))
    return st.one_of(forms)


def ask(words: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict]:
    connectors = {"connector": st.sampled_from(["AND", "OR", None])}
    return st.fixed_dictionaries({"operator": st.sampled_from(words), "value": values}, optional=connectors)


EQUALITIES = [word for word, one in OPERATORS.items() if one.takes_several and one.comparison == "equal"]
PARTS = [word for word, one in OPERATORS.items() if not one.takes_several and not one.is_ordering]
TEXT_VALUES = st.sampled_from([*TEXTS, "", "%", "x", "ss", "openai", "OpenAI", "chat", "text", "workflow"]) | (
    st.sampled_from([*STATUSES, "prod", "pro", True, False, 5, "false", "nobody"])
)
NUMBERS = st.sampled_from([-1, 0, 0.07, 0.1, 0.25, 0.5, 1, 1.5, "5", 5, 7.5, 10, 50, 200, 429, 2**62, 10**30])
MOMENTS = st.integers(-2, 21).flatmap(
    lambda minute: st.sampled_from(["+00:00", "+05:30"]).map(
        lambda zone: (NOON + timedelta(minutes=minute)).isoformat().replace("+00:00", zone)
    )
)
TEXT_CONDITIONS = a_condition(TEXT_VALUES, EQUALITIES, PARTS)
NUMBER_CONDITIONS = a_condition(NUMBERS, EQUALITIES, list(ORDERS))
FLAG_CONDITIONS = a_condition(st.sampled_from([True, False, "true", "false", "1", "0", 0, 1]), EQUALITIES, [])
TIME_CONDITIONS = ask(EQUALITIES, st.lists(MOMENTS, max_size=2)) | ask(list(ORDERS), MOMENTS)
ID_CONDITIONS = a_condition(st.sampled_from(["log-1", "log-30", "log-7", "x"]), EQUALITIES, [])
CONDITIONS = {
    **dict.fromkeys((*TEXT_FIELDS, *METADATA_FIELDS), TEXT_CONDITIONS),
    **dict.fromkeys(NUMBER_FIELDS, NUMBER_CONDITIONS),
    **dict.fromkeys(TIME_FIELDS, TIME_CONDITIONS),
    **dict.fromkeys(FLAG_FIELDS, FLAG_CONDITIONS),
    **dict.fromkeys(ID_FIELDS, ID_CONDITIONS),
}


def filters_of(names: st.SearchStrategy[list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: CONDITIONS[name] | st.lists(CONDITIONS[name], max_size=2) for name in chosen}
        )
    )


PLAIN = filters_of(st.lists(st.sampled_from(list(CONDITIONS)), min_size=1, max_size=3, unique=True))
FILTERS = st.recursive(
    PLAIN,
    lambda inner: st.builds(
        lambda one, bracket, last: {**one, "some name": bracket, **last},
        PLAIN,
        st.fixed_dictionaries({"filter_params": inner}, optional={"connector": st.sampled_from(["AND", "OR", None])}),
        PLAIN,
    ),
    max_leaves=3,
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "sort_by": st.sampled_from([sign + name for name in SORTS for sign in ("", "-")]),
        "page": st.integers(1, 4),
        "page_size": st.sampled_from([1, 3, 10, 39, 40, 41, 5000]),
        "start_time": MOMENTS,
        "end_time": MOMENTS,
    },
)
# Filters as plain parameters: equality with any of the values given.
PARAMETERS = st.lists(st.sampled_from([name for name in CONDITIONS if name != "start_time"]), max_size=1).flatmap(
    lambda names: st.fixed_dictionaries({name: parameter_values(name) for name in names})
)


def parameter_values(name: str) -> st.SearchStrategy[list[str]]:
    values = MOMENTS if name in TIME_FIELDS else NUMBERS if name in NUMBER_FIELDS else TEXT_VALUES
    if name in FLAG_FIELDS:
        values = st.sampled_from(["true", "false", "1", "0"])
    return st.lists(values.map(lambda value: str(as_text(value))), min_size=1, max_size=2)


def test_every_field_is_asked_for() -> None:
    assert set(RequestLogFilters.base_filters) == {name for name in CONDITIONS if not name.startswith("metadata__")}


SENT = {log["unique_id"]: log for log in random_logs()}


@pytest.fixture
def shown(api: APIClient, db: None) -> list[dict[str, Any]]:
    """All logs, newest first."""
    body = {"logs": [{k: v for k, v in log.items() if v is not None} for log in SENT.values()]}
    answer = api.post("/api/request-logs/batch/create/", body, format="json")
    assert {result["status"] for result in answer.json()["results"]} == {"success"}
    return api.get(LIST).json()["results"]


@settings(RANDOMLY, max_examples=300)
@given(filters=FILTERS, query=QUERIES, parameters=PARAMETERS)
def test_random_filters_find_what_plain_python_finds(
    api: APIClient, shown: list[dict[str, Any]], filters: dict, query: dict[str, Any], parameters: dict[str, list[str]]
) -> None:
    address = f"{LIST}?{urlencode({**query, **parameters}, doseq=True)}"
    answer = api.post(address, {"filters": filters}, format="json")
    assert answer.status_code == 200, answer.json()
    ordered = in_order(shown, query.get("sort_by", "-id"))
    found = [log for log in ordered if is_asked_for(log, query, parameters) and is_found_by_all(log, filters)]
    size = min(query.get("page_size", 100), 1000)
    first = (query.get("page", 1) - 1) * size
    assert [log["id"] for log in answer.json()["results"]] == [log["id"] for log in found[first : first + size]]
    assert answer.json()["count"] == len(found)
