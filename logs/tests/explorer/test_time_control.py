"""The time control: periods, a range of one's own, moving it, zooming back, and the zone of a page."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.explorer.reading import links_of, row_ids, text_of
from logs.tests.factories import make_log


@pytest.fixture
def log(project: Project) -> str:
    return str(make_log(project, started_at=datetime(2026, 7, 1, 12, tzinfo=UTC)).public_id)


def links(browser: Client, query: str) -> dict[str, str]:
    return links_of(browser.get(f"/logs/?{query}"))


def test_periods_keep_query_and_order(browser: Client, log: str):
    found = links(browser, "q=model:gpt-4o&sort=-cost&since=2026-07-01T00:00Z")
    assert found["Past 24 hours"] == "/logs/?q=model:gpt-4o&time=24h&sort=-cost"
    assert found["Any time"] == "/logs/?q=model:gpt-4o&sort=-cost"


def test_a_range_of_ones_own_counts_before_a_period(browser: Client, log: str):
    response = browser.get("/logs/?time=15m&since=2026-07-01T10:00Z&until=2026-07-01T14:00Z")
    assert row_ids(response) == [log]
    assert "1 Jul 10:00 – 14:00" in text_of(response)
    assert row_ids(browser.get("/logs/?time=15m")) == []


def test_moves_the_range(browser: Client, log: str):
    found = links(browser, "since=2026-07-01T10:00Z&until=2026-07-01T14:00Z")
    assert found["Earlier"] == "/logs/?since=2026-07-01T06:00Z&until=2026-07-01T09:59:59.999Z"
    assert found["Later"] == "/logs/?since=2026-07-01T14:00Z&until=2026-07-01T17:59:59.999Z"
    assert "Later" not in links(browser, "time=24h")
    assert "Earlier" not in links(browser, "since=0001-01-01T00:00Z&until=9999-12-31T00:00Z")


@pytest.mark.parametrize(
    ("zoomed", "back"),
    [
        ("24h", "/logs/?time=24h"),
        ("any", "/logs/?time="),
        ("2026-07-01T00:00Z~", "/logs/?since=2026-07-01T00:00Z"),
        ("nonsense", "/logs/?time="),
    ],
)
def test_undoes_a_zoom(browser: Client, log: str, zoomed: str, back: str):
    query = f"since=2026-07-01T10:00Z&until=2026-07-01T14:00Z&unzoom={zoomed}"
    found = links(browser, query)
    assert found["Undo zoom"] == back
    assert f"unzoom={zoomed}" in found["Earlier"]
    assert links_of(browser.get(f"/logs/overview/?{query}"))["undo zoom"] == back


def test_times_are_those_of_the_zone_that_was_chosen(browser: Client, log: str):
    assert "12:00:00" in text_of(browser.get("/logs/"))
    response = browser.post("/zone/", {"zone": "Asia/Kolkata", "next": "/logs/?time=24h"})
    assert (response.status_code, response["Location"]) == (302, "/logs/?time=24h")
    page = text_of(browser.get("/logs/"))
    assert "17:30:00" in page
    assert "Any time IST" in page
    assert row_ids(browser.get("/logs/?since=2026-07-01T17:29&until=2026-07-01T17:31")) == [log]
    assert row_ids(browser.get("/logs/?q=started:%3E2026-07-01T17:31")) == []


def test_goes_back_to_the_zone_of_the_server(browser: Client, log: str):
    browser.post("/zone/", {"zone": "Asia/Kolkata"})
    browser.post("/zone/", {"zone": ""})
    assert "12:00:00" in text_of(browser.get("/logs/"))


def test_no_api_follows_the_cookie(api: APIClient, log: str):
    api.cookies["llmlogs_zone"] = "Asia/Kolkata"
    answer = api.get("/api/logs?start_time=2026-07-01T11:59:00&end_time=2026-07-01T12:01:00")
    assert [one["id"] for one in answer.json()["logs"]] == [log]


@pytest.mark.parametrize("zone", ["Nowhere/At_all", "../../etc/passwd", "Europe", "x" * 5000])
def test_refuses_a_zone_there_is_none_of(browser: Client, log: str, zone: str):
    assert browser.post("/zone/", {"zone": zone}).status_code == 400
    browser.cookies["llmlogs_zone"] = zone
    assert "12:00:00" in text_of(browser.get("/logs/"))


def test_leads_nowhere_else(browser: Client, project: Project):
    assert browser.post("/zone/", {"zone": "UTC", "next": "https://example.com/"})["Location"] == "/logs/"
    assert browser.get("/zone/").status_code == 405
    assert Client().post("/zone/", {"zone": "UTC"}).status_code == 302
