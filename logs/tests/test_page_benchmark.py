"""The part of `make bench` that asks every page: its addresses, what it counts inside, and its section."""

import pytest
from django.urls import resolve

from accounts.first_access import provide
from accounts.models import Project
from benchmarks.scale import page_tasks
from benchmarks.scale.accounts import OWNER
from benchmarks.scale.page_list import PAGES, Page
from benchmarks.scale.page_report import section
from logs.models import Log
from logs.tests.factories import make_log

NAMES = ("log", "second", "turn", "wide", "deep", "thread", "customer", "request_id", "bot", "end")
MESSAGES = {"input_messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture
def log(db: None) -> Log:
    """In the project that is asked, with its owner."""
    provide("acme", *OWNER)
    return make_log(Project.objects.get(name="acme"), **MESSAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_every_address_leads_to_a_view_of_ours(page: Page) -> None:
    path = page.address(dict.fromkeys(NAMES, "x")).partition("?")[0]
    assert resolve(path).func.__module__.startswith("logs.")


def test_no_two_pages_have_one_title() -> None:
    assert len({page.title for page in PAGES}) == len(PAGES)


def test_counts_no_content_of_a_list(log: Log) -> None:
    found = page_tasks.page(print, address="/logs/")
    assert (found["statements"], found["body_rows"], found["body_bytes"]) == (7, 0, 0)


def test_counts_the_content_of_a_log(log: Log) -> None:
    found = page_tasks.page(print, address=f"/logs/{log.public_id}/")
    assert (found["statements"], found["body_rows"]) == (10, 1)
    assert found["body_bytes"] > 20


def test_says_which_page_breaks_what() -> None:
    good = {"title": "a list", "round": 0, "bodies": 0, "ms": 20.0, "statements": 7, "bytes": 1000, "work": 3000}
    bad = good | {"title": "a chart", "ms": 300.0, "statements": 16, "body_rows": 2, "body_bytes": 5000}
    bad |= {"most_work": 900, "whole_work": 1000}
    text = section({"sqlite": {"revision": "abc", "sizes": ["1m"], "rows": [good, bad]}})
    assert "## Pages at 1m logs" in text
    for promise in ("within 100 ms", "with at most 15 statements", "no body is read that is not shown"):
        assert f"| {promise} | 1 do not: a chart |" in text
    assert "| no statement goes through all logs | 1 do not: a chart |" in text
    assert "| a chart | 1.00 | 2 (5) | 300 | – | 16 | 3 |" in text
