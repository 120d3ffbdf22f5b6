"""Each condition of the list takes some logs in and leaves others out; what cannot be read is said."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Project
from logs.tests.explorer.reading import links_of, row_ids, text_of
from logs.tests.factories import NOON, make_log

# query, fields of a log that matches, fields of one that does not
CONDITIONS = [
    ("q=status:error", {"status": "error"}, {"status": "success"}),
    ("q=model:gpt-5", {"model": "gpt-5"}, {"model": "gpt-5-mini"}),
    ("q=-model:gpt-5-*", {"model": "gpt-5"}, {"model": "gpt-5-mini"}),
    ("q=latency:%3E=500ms", {"latency_ms": 500.0}, {"latency_ms": 499.0}),
    ("q=cost:%3C=0.01", {"cost_usd": Decimal("0.01")}, {"cost_usd": Decimal("0.0101")}),
    ("since=2026-11-20T12:00", {"started_at": NOON}, {"started_at": NOON - timedelta(seconds=1)}),
    ("until=2026-11-20T12:00:00Z", {"started_at": NOON}, {"started_at": NOON + timedelta(seconds=1)}),
    (
        "q=%22ORDER+pizza%22",
        {"input_messages": [{"role": "user", "content": "I want to order pizza."}]},
        {"input_messages": [{"role": "user", "content": "I want to order. Pizza."}]},
    ),
    (
        "q=100%25",
        {"output_message": {"role": "assistant", "content": "It is 100% safe."}},
        {"output_message": {"role": "assistant", "content": "It is 1000 safe."}},
    ),
]


@pytest.mark.parametrize(("query", "matching", "other"), CONDITIONS, ids=[query for query, *_ in CONDITIONS])
def test_takes_in_and_leaves_out(browser: Client, project: Project, query: str, matching: dict, other: dict):
    found = make_log(project, **matching)
    make_log(project, **other)
    assert row_ids(browser.get(f"/logs/?{query}")) == [str(found.public_id)]


def test_joins_conditions_with_and(browser: Client, project: Project):
    found = make_log(project, model="gpt-5", customer_id="acme")
    make_log(project, model="gpt-5", customer_id="globex")
    assert row_ids(browser.get("/logs/?q=model:gpt-5+customer:acme&since=2026-01-01T00:00")) == [str(found.public_id)]


def test_gives_the_default_bot_the_logs_that_name_none(browser: Client, project: Project):
    found = make_log(project)
    make_log(project, bot_id="b-2")
    assert row_ids(browser.get(f"/logs/?q=bot:{project.default_bot().bot_id}")) == [str(found.public_id)]


@pytest.mark.parametrize(
    ("period", "minutes"), [("15m", 15), ("1h", 60), ("4h", 240), ("24h", 1440), ("7d", 10080), ("30d", 43200)]
)
def test_takes_in_a_past_period(browser: Client, project: Project, period: str, minutes: int):
    now = timezone.now()
    found = make_log(project, started_at=now - timedelta(minutes=minutes - 2))
    make_log(project, started_at=now - timedelta(minutes=minutes + 2))
    assert row_ids(browser.get(f"/logs/?time={period}")) == [str(found.public_id)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=latency:%3Efast", "A length of time is expected"),
        ("q=modle:gpt-4", "There is no field modle; model is one."),
        ("q=%22open", "This quote is not closed."),
        ("since=yesterday", "Enter a valid date/time."),
        ("until=2026-99-99T00:00", "Enter a valid date/time."),
        ("time=century", "Select a valid choice."),
        ("q=a%00b", "Null characters are not allowed."),
    ],
)
def test_says_what_cannot_be_read(browser: Client, project: Project, query: str, sentence: str):
    make_log(project)
    response = browser.get(f"/logs/?{query}")
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert row_ids(response) == []


def test_ignores_empty_and_unknown_parameters(browser: Client, project: Project):
    log = make_log(project)
    assert row_ids(browser.get("/logs/?time=&q=&utm_source=mail")) == [str(log.public_id)]


def test_marks_a_mistake_at_its_place_and_offers_a_repair(browser: Client, project: Project):
    response = browser.get("/logs/?q=status:error+modle:gpt-4&time=24h")
    assert "status:error <mark>modle</mark>:gpt-4" in response.content.decode()
    assert links_of(response)["status:error model:gpt-4"] == "/logs/?q=status:error+model:gpt-4&time=24h"


def test_keeps_what_was_filled_in(browser: Client, project: Project):
    make_log(project)
    html = browser.get("/logs/?q=%22pizza%22&since=2026-11-20T12:00Z&time=24h").content.decode()
    assert 'value="&quot;pizza&quot;"' in html
    assert 'value="2026-11-20T12:00"' in html
    assert 'name="time" value="24h"' in html
