"""Hits of a search are marked in the list and on a log's page, for those who may read content."""

from datetime import timedelta

from django.test import Client

from accounts.models import Project
from logs.tests.factories import NOON, make_log

CONTENT = {
    "input_messages": [{"role": "user", "content": "Where is my <b>Pizza</b>?"}],
    "output_message": {"role": "assistant", "content": "Your **pizza** is late."},
}
MARKED_INPUT = "&lt;b&gt;<mark>Pizza</mark>&lt;/b&gt;"


def test_the_list_marks_hits(browser: Client, project: Project):
    make_log(project, **CONTENT)
    page = browser.get("/logs/", {"q": "PIZZA"}).content.decode()
    assert MARKED_INPUT in page
    assert "**<mark>pizza</mark>**" in page


def test_the_page_of_a_log_marks_hits(browser: Client, project: Project):
    log = make_log(project, **CONTENT)
    page = browser.get(f"/logs/{log.public_id}/", {"q": "PIZZA"}).content.decode()
    assert MARKED_INPUT in page
    assert "<strong><mark>pizza</mark></strong>" in page


def test_nothing_is_marked_where_nothing_was_looked_for(browser: Client, project: Project):
    log = make_log(project, **CONTENT)
    assert "<mark>" not in browser.get(f"/logs/{log.public_id}/").content.decode()


def test_a_search_out_of_time_says_how_far_it_got(browser: Client, project: Project, monkeypatch):
    monkeypatch.setattr("logs.explorer.paging.SEARCH_SECONDS", 0.0)
    for _ in range(101):
        make_log(project, **CONTENT)
    page = browser.get("/logs/", {"q": '"~"'}).content.decode()
    assert "None so far" in page
    assert "Search on" in page


def test_a_search_goes_on_where_it_stopped(browser: Client, project: Project, monkeypatch):
    monkeypatch.setattr("logs.explorer.paging.SEARCH_SECONDS", 0.0)
    oldest = make_log(project, input="tilde ~")
    later = [NOON + timedelta(seconds=1 + n) for n in range(100)]
    logs = [make_log(project, **CONTENT, started_at=moment) for moment in later]
    page = browser.get("/logs/", {"q": '"~"'}).content.decode()
    assert f"before={logs[0].public_id}" in page
    assert str(oldest.public_id) in browser.get("/logs/", {"q": '"~"', "before": logs[0].public_id}).content.decode()
