"""Following the list, and how ingest is doing: bounded questions, whatever the store holds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Project
from logs import refused
from logs.models import Log
from logs.tests.explorer.reading import text_of
from logs.tests.factories import NOON, make_log, make_logs

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def new_ids(browser: Client, since: datetime, query: str = "") -> list[str]:
    html = browser.get("/logs/new/", {"as_of": since.isoformat(), "q": query}).content.decode()
    return html.split('data-new="')[1].split('"')[0].split()


def test_names_what_came_in_since(browser: Client, project: Project):
    log = make_log(project)
    assert new_ids(browser, timezone.now() - timedelta(minutes=1)) == [str(log.public_id)]
    assert new_ids(browser, timezone.now() + timedelta(minutes=1)) == []


def test_finds_a_slow_call_below_quick_ones(browser: Client, project: Project):
    make_log(project, started_at=NOON + timedelta(hours=1))
    Log.objects.update(received_at=LONG_AGO)
    slow = make_log(project, started_at=NOON)
    assert new_ids(browser, timezone.now() - timedelta(minutes=1)) == [str(slow.public_id)]


def test_follows_what_matches_alone(browser: Client, project: Project, stranger_project: Project):
    make_log(stranger_project, model="gpt-5")
    log, _ = make_logs(project, [{"model": "gpt-5"}, {"model": "gpt-4o"}])
    assert new_ids(browser, LONG_AGO, "model:gpt-5") == [str(log.public_id)]


def test_follows_a_search(browser: Client, project: Project):
    log = make_log(project, input_messages=[{"role": "user", "content": "order pizza"}])
    make_log(project)
    assert new_ids(browser, LONG_AGO, "pizza") == [str(log.public_id)]


def test_says_how_many_come_in_a_minute(browser: Client, project: Project):
    make_logs(project, [{}] * 3)
    assert "3/min" in text_of(browser.get("/logs/new/", {"as_of": LONG_AGO.isoformat()}))


def test_looks_no_further_than_it_must(browser: Client, project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.explorer.live.MOST_NEW", 2)
    make_logs(project, [{}] * 5)
    assert len(new_ids(browser, LONG_AGO)) == 3
    assert "more than 2/min" in text_of(browser.get("/logs/new/", {"as_of": LONG_AGO.isoformat()}))


@pytest.mark.parametrize("query", ["", "as_of=", "as_of=x", "as_of=2026-11-20T12:00:00", "as_of=2026-99-99T00:00:00Z"])
def test_refuses_what_is_no_moment(browser: Client, project: Project, query: str):
    assert browser.get(f"/logs/new/?{query}").status_code == 400


def test_refuses_a_query_it_cannot_read(browser: Client, project: Project):
    assert browser.get("/logs/new/", {"as_of": LONG_AGO.isoformat(), "q": "latency:x"}).status_code == 400


def test_is_for_members(client: Client, db):
    assert client.get("/logs/new/").url.startswith("/accounts/login/")
    assert client.get("/ingest-health/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("rows", [1, 300])
def test_asks_one_bounded_question(browser: Client, project: Project, rows: int, django_assert_num_queries):
    make_logs(project, [{}] * rows)
    # session, user, membership; default bot, rows
    with django_assert_num_queries(5) as asked:
        browser.get("/logs/new/", {"as_of": LONG_AGO.isoformat()})
    assert "LIMIT 201" in asked.captured_queries[-1]["sql"]


@pytest.mark.parametrize(
    ("address", "is_offered"),
    [("/logs/", True), ("/logs/?sort=time", False), ("/logs/?sort=-cost", False), ("/logs/?until=2030-01-01", False)],
)
def test_is_offered_where_new_rows_come_on_top(browser: Client, project: Project, address: str, is_offered: bool):
    make_log(project)
    assert ("data-live-switch" in browser.get(address).content.decode()) is is_offered


def test_tells_how_ingest_is_doing(browser: Client, project: Project):
    assert "no logs yet · 0 refused" in text_of(browser.get("/ingest-health/"))
    make_logs(project, [{}] * 3)
    cache.clear()
    assert "3/min · 0 refused" in text_of(browser.get("/ingest-health/"))


def test_tells_of_refusals(browser: Client, project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.refused._SECONDS_BETWEEN_WRITES", 0.0)
    refused._noted.clear()
    refused.note(project.pk, 422, "A field had the wrong type.")
    refused.write()
    assert "1 refused" in text_of(browser.get("/ingest-health/"))


def test_reckons_a_rate_it_does_not_count(browser: Client, project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.explorer.ingest_health._LOOKED_AT", 2)
    make_logs(project, [{}] * 3)
    Log.objects.update(received_at=timezone.now() - timedelta(seconds=30))
    assert "about 4/min" in text_of(browser.get("/ingest-health/"))


def test_asks_about_ingest_every_few_seconds_only(browser: Client, project: Project, django_assert_num_queries):
    browser.get("/ingest-health/")
    with django_assert_num_queries(3):  # session, user, membership
        browser.get("/ingest-health/")


def test_tells_the_reason_to_those_who_run_the_project(browser: Client, viewer_browser: Client, project: Project):
    refused._noted.clear()
    refused.note(project.pk, 422, "A field had the wrong type.")
    refused._written_at = float("-inf")
    refused.write()
    assert "A field had the wrong type." in browser.get("/ingest-health/").content.decode()
    assert "A field had the wrong type." not in viewer_browser.get("/ingest-health/").content.decode()
