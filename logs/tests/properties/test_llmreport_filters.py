"""LLM Report's door under random filters, sorts and pages: the rows, order and total that plain Python finds."""

import json
import operator
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.factories import NOON, make_logs

from .values import randomly

URL = "/api/v1/requests"
TEXTS = ["a", "A", "ab", "b%", "a_b", "é", "Straße", "\x00", "4o", ""]
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
            "stream": random.choice([None, True, False]),
            "cached": random.choice([None, True, False]),
            "prompt_tokens": random.choice([None, 0, 5, 50]),
            "completion_tokens": random.choice([None, 1, 7]),
            "cost_usd": random.choice([None, Decimal(0), Decimal("0.1"), Decimal("0.25")]),
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
        held = datetime.fromisoformat(held)
        wanted = [*map(datetime.fromisoformat, wanted)] if isinstance(wanted, list) else datetime.fromisoformat(wanted)
    if field == "status":
        held = int(held)
    return (ORDERS | TEXT_TESTS if isinstance(held, str) else ORDERS)[word](held, wanted)


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
    word = "contains" if rule["operator"] == "=" else rule["operator"]
    return held is not None and (ORDERS | TEXT_TESTS)[word](held, rule["value"])


def is_asked_for(shown: dict, asked: dict[str, Any]) -> bool:
    words = json.loads(shown["request_body"])["messages"][0]["content"]
    texts = (words, shown["openai_id"], shown["id"])
    return (
        asked.get("user_id") in (None, "", shown["user_id"])
        and asked.get("app_id") in (None, "", shown["app_id"])
        and any(asked.get("search", "").casefold() in text.casefold() for text in texts)
        and is_found_by_tree(shown, asked.get("filter", {}))
    )


def is_found_by_tree(shown: dict, tree: dict[str, Any]) -> bool:
    """A flat object says what the shown fields, and of metadata the whole value, equal."""
    if "rules" in tree:
        return is_found_by_group(shown, tree)
    headers = shown["request_headers"] or {}
    return all({**headers, **shown}.get(name) == value for name, value in tree.items())


# -- the order, of requests that are given newest first

TEXTS_FIRST = ("ip", "url", "method", "openai_id")
SORTED: dict[str, Callable[[dict], Any]] = {
    **dict.fromkeys(("id", "createdAt"), lambda shown: int(shown["id"].removeprefix("log-"))),
    **{name: itemgetter(name) for name in (*TEXTS_FIRST, "cached", "streamed", "cost", "status")},
    **{name: itemgetter(name) for name in ("user_id", "model", "app_id", "prompt_tokens", "completion_tokens")},
}


def in_order(found: list[dict], sort_by: str | None, order: str | None) -> list[dict]:
    """A value that is shown as null is last either way; ties go by age in the same direction."""
    value, is_descending = SORTED[sort_by or "createdAt"], order != "asc"
    by_age = found if is_descending else found[::-1]
    known = sorted((one for one in by_age if value(one) is not None), key=value, reverse=is_descending)
    return known + [one for one in by_age if value(one) is None]


# -- what is asked


def a_rule(fields: list[str], words: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"field": st.sampled_from(fields), "operator": st.sampled_from(words), "value": values}
    )


texts, numbers = st.sampled_from(TEXTS), st.sampled_from([0, 1, 5, 6, 50, 200, 429])
dollars = st.sampled_from([0, 0.1, 0.2, 0.25])
moments = st.integers(-1, 41).map(lambda minute: (NOON + timedelta(minutes=minute)).isoformat())
SINGLE_TEXT, INEQUALITIES = list(TEXT_TESTS), ["<", "<=", ">", ">="]
TWO_DOLLARS = st.lists(dollars, min_size=2, max_size=2)
TWO_MOMENTS = st.lists(moments, min_size=2, max_size=2)
PARTS = st.sampled_from(["pro", "PRO", "", "5", "curl", "header"])
OPPOSITE_PARTS = ["doesNotContain", "doesNotBeginWith", "doesNotEndWith"]
RULES = st.one_of(
    a_rule(list(TEXT_FIELDS), [*SINGLE_TEXT, "!=", *OPPOSITE_PARTS], texts),
    a_rule(list(TEXT_FIELDS), ["in", "notIn"], st.lists(texts, min_size=1, max_size=3)),
    a_rule(list(TEXT_FIELDS), INEQUALITIES, texts),
    a_rule(list(TEXT_FIELDS), ["between", "notBetween"], st.lists(texts, min_size=2, max_size=2)),
    a_rule(["user_id", "prompt_tokens", "model", "app_id"], ["null", "notNull"], st.none()),
    a_rule(["prompt_tokens", "completion_tokens", "status"], ["=", "!=", "<", "<=", ">", ">="], numbers),
    a_rule(["prompt_tokens", "status"], ["between", "notBetween"], st.lists(numbers, min_size=2, max_size=2)),
    a_rule(["prompt_tokens", "status"], ["in", "notIn"], st.lists(numbers, min_size=1, max_size=3)),
    a_rule(["cost"], ["=", "!=", "<", "<=", ">", ">="], dollars),
    a_rule(["createdAt"], ["=", "!=", "<", "<=", ">", ">="], moments),
    a_rule(["cost"], ["between", "notBetween"], TWO_DOLLARS),
    a_rule(["cost"], ["in", "notIn"], TWO_DOLLARS),
    a_rule(["createdAt"], ["between", "notBetween"], TWO_MOMENTS),
    a_rule(["id"], ["=", "!="], st.integers(-1, 41).map("log-{}".format)),
    a_rule(["id"], ["in", "notIn"], st.lists(st.integers(-1, 41).map("log-{}".format), min_size=1, max_size=4)),
    a_rule(["cached", "streamed"], ["=", "!="], st.booleans()),
    a_rule(list(HEADERS), [*SINGLE_TEXT, "!=", *INEQUALITIES, *OPPOSITE_PARTS], PARTS),
    a_rule(list(HEADERS), ["in", "notIn"], st.lists(PARTS, min_size=1, max_size=3)),
    a_rule(list(HEADERS), ["between", "notBetween"], st.lists(PARTS, min_size=2, max_size=2)),
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
# A flat object: what the fields equal, also the headers, which a rule's "=" would look for as a part.
FLAT = st.fixed_dictionaries(
    {},
    optional={
        "user_id": texts,
        "streamed": st.booleans(),
        "prompt_tokens": st.sampled_from([0, 5, None]),
        "x-metadata-tier": st.sampled_from(["pro", "PRO", "p", "", None]),
    },
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "user_id": texts | st.just(""),
        "app_id": texts | st.just(""),
        "search": st.sampled_from(["HELLO", "%_", "o w", "log-1", "LOG-2", "ab", "É", "STRASSE", "nothing", ""]),
        "filter": GROUPS | FLAT,
    },
)
PAGES = st.fixed_dictionaries(
    {},
    optional={
        "pageNumber": st.integers(1, 6) | st.just(""),
        "pageSize": st.integers(1, 41) | st.just(""),
        "sortBy": st.sampled_from([*SORTED, ""]),
        "sortOrder": st.sampled_from(["asc", "desc", ""]),
        "unknown": texts,
    },
)


@pytest.fixture
def shown(api: APIClient, project: Project, stranger_project: Project) -> list[dict[str, Any]]:
    """All requests, newest first."""
    make_logs(project, random_logs())
    make_logs(stranger_project, random_logs())
    requests = api.get(URL, {"pageSize": 1000}).json()["requests"]
    assert len(requests) == 40
    return requests


@randomly(200)
@given(asked=ASKED, page=PAGES)
def test_random_filters_sorts_and_pages_find_what_plain_python_finds(
    api: APIClient, shown: list[dict[str, Any]], asked: dict[str, Any], page: dict[str, Any]
) -> None:
    sent = {name: json.dumps(value) if name == "filter" else value for name, value in asked.items()}
    answer = api.get(URL, {**sent, **page}).json()
    found = in_order([one for one in shown if is_asked_for(one, asked)], page.get("sortBy"), page.get("sortOrder"))
    size = page.get("pageSize") or 10
    start = ((page.get("pageNumber") or 1) - 1) * size
    assert answer == {"requests": found[start : start + size], "totalCount": len(found)}
