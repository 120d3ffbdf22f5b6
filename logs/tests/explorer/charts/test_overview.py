"""Figures and volume above the list: what they come to, against the period before, and how much that takes."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Project
from logs import rollups
from logs.routers import logs_alias
from logs.tests.explorer.reading import links_of, text_of
from logs.tests.factories import make_log, make_logs


def calls(project: Project, count: int, ago: timedelta, **fields) -> None:
    base = {"model": "house-1", "started_at": timezone.now() - ago, "ended_at": None, "status": "success"}
    make_logs(project, [{**base, **fields} for _ in range(count)])


def figures(browser: Client, query: str) -> dict[str, str]:
    html = browser.get(f"/logs/overview/?{query}").content.decode()
    found = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]*>", "", text).split()) for label, text in found}


@pytest.mark.parametrize("is_folded", [True, False])
def test_compares_with_the_period_before(browser: Client, project: Project, is_folded: bool):
    hours = timedelta(hours=1)
    calls(project, 3, 2 * hours, cost_usd=Decimal("0.02"), latency_ms=1000.0, ttft_ms=100.0, total_tokens=10)
    calls(project, 1, 2 * hours, status="error", latency_ms=1000.0)
    calls(project, 2, 30 * hours, cost_usd=Decimal("0.04"), latency_ms=2000.0, ttft_ms=100.0, total_tokens=30)
    calls(project, 9, 60 * hours, cost_usd=Decimal("9"), latency_ms=9000.0)
    if is_folded:
        rollups.fold()
    assert figures(browser, "time=24h") == {
        "Requests": "4 ▲up 100.0%",
        "Error rate": "25.0% ▲up 25.00 pt, worse",
        "Cost": "$0.0600 ▼down 25.0% 25.0% unpriced",
        "Tokens": "30 ▼down 50.0% in 0 · out 0",
        "Latency p50": "993ms ▼down 49.3%, better p95 993 ms · p99 993 ms",
        "First token p50": "102ms no change p95 102 ms · p99 102 ms",
    }


def test_unknown_is_a_dash_and_never_0(browser: Client, project: Project):
    calls(project, 1, timedelta(hours=1), status="processing")
    assert figures(browser, "time=24h") == {
        "Requests": "1",
        "Error rate": "–",
        "Cost": "– 100.0% unpriced",
        "Tokens": "–",
        "Latency p50": "–",
        "First token p50": "–",
    }


def test_every_figure_leads_to_its_logs(browser: Client, project: Project):
    calls(project, 1, timedelta(hours=1), latency_ms=100.0, cost_usd=Decimal(1))
    calls(project, 1, timedelta(hours=1))
    links = links_of(browser.get("/logs/overview/?q=model:house-1&time=24h"))
    assert links["50.0% unpriced"] == "/logs/?q=model:house-1+-cost:*&time=24h"
    assert links["0"] == "/logs/?q=model:house-1+status:error&time=24h"
    assert links["$1.00"] == "/logs/?q=model:house-1&time=24h&sort=-cost"
    for address in links.values():
        assert browser.get(address).status_code == 200


def test_the_list_asks_for_it_after_the_rows_or_shows_it_without_script(browser: Client, project: Project):
    make_log(project)
    assert 'hx-get="/logs/overview/?q=model:gpt-4o"' in browser.get("/logs/?q=model:gpt-4o").content.decode()
    assert links_of(browser.get("/logs/"))["Show figures and charts"] == "?overview=1"
    assert "Error rate" in text_of(browser.get("/logs/?overview=1"))


def test_takes_as_many_queries_for_many_logs(browser: Client, project: Project):
    calls(project, 1, timedelta(hours=30), latency_ms=1.0)
    browser.get("/logs/overview/?time=24h")
    taken = []
    for count in (1, 19):
        calls(project, count, timedelta(hours=2), latency_ms=1.0)
        rollups.fold()
        with CaptureQueriesContext(connections[logs_alias()]) as queries:
            browser.get("/logs/overview/?time=24h")
        taken.append(len(queries))
    assert taken == [19, 19]


def test_is_for_members_of_the_project(browser: Client, stranger_browser: Client, project: Project):
    make_log(project, model="ours")
    assert Client().get("/logs/overview/").status_code == 302
    assert figures(stranger_browser, "")["Requests"] == "0"
    assert browser.get("/logs/overview/?q=(").status_code == 400
    assert browser.post("/logs/overview/").status_code == 405
