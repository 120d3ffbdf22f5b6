"""LLM Report's door under random filters: the rows that a plain filter in Python finds."""

import json
import operator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.factories import NOON, make_logs

from .values import RANDOMLY

URL = "/api/v1/requests"
TEXTS = ["a", "A", "ab", "b%", "a_b", "é", "\x00", "4o"]
TEXT_FIELDS = {"ip": "ip", "url": "request_url", "method": "request_method", "user_id": "customer_id"} | {
    "model": "model",
    "openai_id": "response_id",
    "app_id": "app_id",
}


def random_logs() -> list[dict[str, Any]]:
    """Forty logs of few values each, so that filters overlap and sorts tie; a minute apart, stored in any order."""
    random = Random(11)
    minutes = random.sample(range(40), 40)
    return [
        {
            "source_id": f"log-{minute}",
            "started_at": NOON + timedelta(minutes=minute, microseconds=minute % 3 * 700),
            "ended_at": None,
            "status_code": random.choice([200, 429, 500]),
            "stream": random.random() < 0.5,
            "cached": random.choice([None, True, False]),
            "prompt_tokens": random.choice([None, 0, 5, 50]),
            "completion_tokens": random.choice([None, 1, 7]),
            "cost_usd": random.choice([Decimal(0), Decimal("0.1"), Decimal("0.25")]),
            "metadata": random.choice([None, {"tier": "pro"}, {"tier": "PRO", "n": 5}, {"tier": ""}]),
            "request_headers": random.choice([None, {"user-agent": "curl/8"}, {"x-metadata-tier": "header"}]),
            "input_messages": [{"role": "user", "content": random.choice(["Hello World", "hello %_", "bye"])}],
            **{field: random.choice([None, *TEXTS]) for field in TEXT_FIELDS.values()},
        }
        for minute in minutes
    ]


# -- the filter in plain Python, over the requests as they are shown

TEXT_TESTS = {
    "=": operator.eq,
    "contains": operator.contains,
    "beginsWith": str.startswith,
    "endsWith": str.endswith,
    "in": lambda held, wanted: held in wanted,
    "<": operator.lt,
    ">=": operator.ge,
}
ORDERS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge} | {
    "in": lambda held, wanted: held in wanted,
    "between": lambda held, wanted: wanted[0] <= held <= wanted[1],
}
OPPOSITES = {"!=": "=", "notIn": "in", "notBetween": "between", "notNull": "null"} | {
    "doesNotContain": "contains",
    "doesNotBeginWith": "beginsWith",
    "doesNotEndWith": "endsWith",
}
HEADERS = ("x-metadata-tier", "X-Metadata-Tier", "tier", "user-agent", "n", "nowhere")


def is_found(shown: dict, rule: dict[str, Any]) -> bool:
    if "rules" in rule:
        return is_found_by_group(shown, rule)
    word, field, wanted = rule["operator"], rule["field"], rule["value"]
    if word in OPPOSITES:
        return not is_found(shown, {**rule, "operator": OPPOSITES[word]})
    if field in HEADERS:
        return is_found_by_header(shown, rule)
    held = shown[field]
    if word == "null":
        return held is None
    if held is None:
        return False
    if field in ("createdAt", "updatedAt"):
        held, wanted = datetime.fromisoformat(held), datetime.fromisoformat(wanted)
    if field == "status":
        held = int(held)
    return (TEXT_TESTS if isinstance(held, str) else ORDERS)[word](held, wanted)


def is_found_by_group(shown: dict, group: dict[str, Any]) -> bool:
    rules = [rule for rule in group["rules"] if not says_nothing(rule)]
    if not rules:
        return True
    found = (all if group["combinator"] == "and" else any)(is_found(shown, rule) for rule in rules)
    return found != group.get("not", False)


def says_nothing(rule: dict[str, Any]) -> bool:
    """A group without rules, or of such groups."""
    return "rules" in rule and all(says_nothing(one) for one in rule["rules"])


def is_found_by_header(shown: dict, rule: dict[str, Any]) -> bool:
    """By its name in any case, with or without the prefix of metadata; "=" means contains."""
    headers = shown["request_headers"] or {}
    name = rule["field"].lower()
    bare = name.removeprefix("x-metadata-")
    held = headers.get(name, headers.get(f"x-metadata-{bare}"))
    if rule["operator"] == "null":
        return held is None
    return held is not None and TEXT_TESTS["contains" if rule["operator"] == "=" else rule["operator"]](
        held, rule["value"]
    )


def is_asked_for(shown: dict, asked: dict[str, Any]) -> bool:
    words = shown["request_body"] + (shown["completion"] or "")
    ids = (shown["openai_id"] or "", shown["id"])
    return (
        asked.get("user_id", shown["user_id"]) == shown["user_id"]
        and asked.get("app_id", shown["app_id"]) == shown["app_id"]
        and any(
            asked.get("search", "").lower() in text.lower()
            for text in (*ids, json.loads(words)["messages"][0]["content"])
        )
        and is_found_by_group(shown, asked.get("filter", {"combinator": "and", "rules": []}))
    )


# -- what is asked


def a_rule(fields: list[str], words: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"field": st.sampled_from(fields), "operator": st.sampled_from(words), "value": values}
    )


texts, numbers = st.sampled_from(TEXTS), st.sampled_from([0, 1, 5, 6, 50, 200, 429])
dollars = st.sampled_from([0, 0.1, 0.2, 0.25])
moments = st.integers(-1, 41).map(lambda minute: (NOON + timedelta(minutes=minute)).isoformat())
SINGLE_TEXT = [word for word in TEXT_TESTS if word not in ("in", "<", ">=")]
RULES = st.one_of(
    a_rule(list(TEXT_FIELDS), [*SINGLE_TEXT, "!=", "doesNotContain", "doesNotBeginWith", "doesNotEndWith"], texts),
    a_rule(list(TEXT_FIELDS), ["in", "notIn"], st.lists(texts, min_size=1, max_size=3)),
    a_rule(["user_id", "prompt_tokens", "model", "app_id"], ["null", "notNull"], st.none()),
    a_rule(["prompt_tokens", "completion_tokens", "status"], ["=", "!=", "<", "<=", ">", ">="], numbers),
    a_rule(["prompt_tokens", "status"], ["between", "notBetween"], st.lists(numbers, min_size=2, max_size=2)),
    a_rule(["prompt_tokens", "status"], ["in", "notIn"], st.lists(numbers, min_size=1, max_size=3)),
    a_rule(["cost"], ["=", "!=", "<", "<=", ">", ">="], dollars),
    a_rule(["createdAt"], ["=", "!=", "<", "<=", ">", ">="], moments),
    a_rule(["cached", "streamed"], ["=", "!="], st.booleans()),
    a_rule(list(HEADERS), [*SINGLE_TEXT, "doesNotContain"], st.sampled_from(["pro", "PRO", "", "5", "curl", "header"])),
    a_rule(list(HEADERS), ["null", "notNull"], st.none()),
)
TREES = st.recursive(
    RULES,
    lambda inner: st.fixed_dictionaries(
        {"combinator": st.sampled_from(["and", "or"]), "rules": st.lists(inner, max_size=3)},
        optional={"not": st.booleans()},
    ),
    max_leaves=4,
)
GROUPS = st.fixed_dictionaries(
    {"combinator": st.sampled_from(["and", "or"]), "rules": st.lists(TREES, max_size=3)},
    optional={"not": st.booleans()},
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "user_id": texts,
        "app_id": texts,
        "search": st.sampled_from(["HELLO", "%_", "o w", "log-1", "ab", "nothing"]),
        "filter": GROUPS,
    },
)


@pytest.fixture
def shown(api: APIClient, project: Project) -> list[dict[str, Any]]:
    """All requests, newest first."""
    make_logs(project, random_logs())
    return api.get(URL, {"pageSize": 1000}).json()["requests"]


@settings(RANDOMLY, max_examples=150)
@given(asked=ASKED)
def test_random_filters_find_what_plain_python_finds(
    api: APIClient, shown: list[dict[str, Any]], asked: dict[str, Any]
) -> None:
    sent = {name: json.dumps(value) if name == "filter" else value for name, value in asked.items()}
    answer = api.get(URL, {"pageSize": 1000, **sent}).json()
    assert [one["id"] for one in answer["requests"]] == [one["id"] for one in shown if is_asked_for(one, asked)]
    assert answer["totalCount"] == len(answer["requests"])
