"""Each condition of the list takes some logs in and leaves others out; what cannot be read is said."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Project
from logs.tests.explorer.reading import row_ids, text_of
from logs.tests.factories import NOON, make_log

# query, fields of a log that matches, fields of one that does not
CONDITIONS = [
    ("status=error", {"status": "error"}, {"status": "success"}),
    ("model=gpt-5", {"model": "gpt-5"}, {"model": "gpt-5-mini"}),
    ("provider=openai", {"provider": "openai"}, {"provider": "anthropic"}),
    ("kind=embedding", {"kind": "embedding"}, {"kind": "chat"}),
    ("customer=acme", {"customer_id": "acme"}, {"customer_id": "globex"}),
    ("thread=t-1", {"thread_id": "t-1"}, {"thread_id": "t-2"}),
    ("bot=b-1", {"bot_id": "b-1"}, {"bot_id": "b-2"}),
    ("min_latency=500", {"latency_ms": 500.0}, {"latency_ms": 499.0}),
    ("max_latency=500", {"latency_ms": 500.0}, {"latency_ms": 501.0}),
    ("min_cost=0.01", {"cost_usd": Decimal("0.01")}, {"cost_usd": Decimal("0.0099")}),
    ("max_cost=0.01", {"cost_usd": Decimal("0.01")}, {"cost_usd": Decimal("0.0101")}),
    ("since=2026-11-20T12:00", {"started_at": NOON}, {"started_at": NOON - timedelta(seconds=1)}),
    ("until=2026-11-20T12:00:00Z", {"started_at": NOON}, {"started_at": NOON + timedelta(seconds=1)}),
    (
        "q=ORDER+pizza",
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


def test_takes_several_statuses_together(browser: Client, project: Project):
    for status in ("error", "cancelled", "success"):
        make_log(project, status=status)
    assert len(row_ids(browser.get("/logs/?status=error&status=cancelled"))) == 2


def test_joins_conditions_with_and(browser: Client, project: Project):
    found = make_log(project, model="gpt-5", customer_id="acme")
    make_log(project, model="gpt-5", customer_id="globex")
    assert row_ids(browser.get("/logs/?model=gpt-5&customer=acme")) == [str(found.public_id)]


def test_gives_the_default_bot_the_logs_that_name_none(browser: Client, project: Project):
    found = make_log(project)
    make_log(project, bot_id="b-2")
    assert row_ids(browser.get(f"/logs/?bot={project.default_bot().bot_id}")) == [str(found.public_id)]


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
        ("min_latency=fast", "Enter a number."),
        ("min_latency=-1", "greater than or equal to 0"),
        ("max_latency=1e300", "less than or equal to 1000000000"),
        ("min_cost=1e30", "less than or equal to 999999"),
        ("max_cost=NaN", "Enter a number."),
        ("since=yesterday", "Enter a valid date/time."),
        ("until=2026-99-99T00:00", "Enter a valid date/time."),
        ("time=century", "Select a valid choice."),
        ("status=fine", "Select a valid choice."),
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
    assert row_ids(browser.get("/logs/?model=&q=&utm_source=mail")) == [str(log.public_id)]


def test_offers_the_values_of_the_newest_logs(browser: Client, project: Project):
    make_log(project, model="claude-sonnet-4-5", customer_id="acme-retail")
    html = browser.get("/logs/").content.decode()
    assert '<option value="claude-sonnet-4-5">' in html
    assert '<option value="acme-retail">' in html


def test_keeps_what_was_filled_in(browser: Client, project: Project):
    make_log(project)
    html = browser.get("/logs/?q=%22pizza%22&since=2026-11-20T12:00Z&status=error").content.decode()
    assert 'value="&quot;pizza&quot;"' in html
    assert 'value="2026-11-20T12:00"' in html
    assert 'value="error"' in html.split("checked")[0].rsplit("<input", 1)[1]
