"""Deleting from the list: asked first, done once, by those who may."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Membership, Project, User
from logs.holds import LegalHold
from logs.models import Log, LogBody
from logs.tests.explorer.conftest import browser_of
from logs.tests.explorer.reading import row_ids, text_of
from logs.tests.factories import NOON, make_log, make_logs


def test_asks_first(browser: Client, project: Project):
    log = make_log(project, input_messages=[{"role": "user", "content": "Where is my order?"}])
    response = browser.post("/logs/delete/", {"id": [str(log.public_id)], "query": "q=model:gpt-4o"})
    assert "Delete 1 log?" in text_of(response)
    assert "Where is my order?" in text_of(response)
    assert Log.objects.count() == 1


def test_deletes_what_was_confirmed(browser: Client, project: Project):
    gone, stays = make_log(project), make_log(project)
    wanted = {"id": [str(gone.public_id)], "query": "q=model:gpt-4o", "confirmed": "1"}
    response = browser.post("/logs/delete/", wanted)
    assert response.url == "/logs/?q=model:gpt-4o"
    page = browser.get("/logs/")
    assert row_ids(page) == [str(stays.public_id)]
    assert "1 log deleted." in text_of(page)
    assert LogBody.objects.count() == 1


def test_deletes_all_that_match_and_were_counted(browser: Client, project: Project):
    make_logs(project, [{"model": "gpt-5"}] * 3 + [{"model": "gpt-4o"}])
    asked = browser.post("/logs/delete/", {"all": "1", "query": "q=model:gpt-5"})
    assert "Delete 3 logs?" in text_of(asked)
    late = make_log(project, model="gpt-5", started_at=NOON + timedelta(hours=1))
    wanted = {"all": "1", "query": "q=model:gpt-5", "newest": asked.context["newest"], "confirmed": "1"}
    browser.post("/logs/delete/", wanted)
    assert row_ids(browser.get("/logs/?q=model:gpt-5")) == [str(late.public_id)]
    assert Log.objects.count() == 2


def test_finds_all_by_their_words(browser: Client, project: Project):
    make_log(project, input_messages=[{"role": "user", "content": "order pizza"}])
    make_log(project, input_messages=[{"role": "user", "content": "order soup"}])
    browser.post("/logs/delete/", {"all": "1", "query": "q=pizza", "confirmed": "1"})
    assert Log.objects.count() == 1


def test_deletes_no_more_than_a_request_can(browser: Client, project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.explorer.delete.MOST_DELETED", 2)
    make_logs(project, [{}] * 3)
    response = browser.post("/logs/delete/", {"all": "1", "query": "", "confirmed": "1"})
    assert "Too many to delete here" in text_of(response)
    assert Log.objects.count() == 3


def test_leaves_other_projects_alone(stranger_browser: Client, project: Project):
    log = make_log(project)
    response = stranger_browser.post("/logs/delete/", {"id": [str(log.public_id)], "confirmed": "1"})
    assert response.status_code == 302
    assert Log.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER])
def test_refuses_who_may_not(project: Project, role: str):
    user = User.objects.create_user("reader@example.com", "correct horse battery")
    Membership.objects.create(user=user, project=project, role=role)
    log, browser = make_log(project), browser_of(user)
    assert browser.post("/logs/delete/", {"id": [str(log.public_id)], "confirmed": "1"}).status_code == 403
    assert "Delete…" not in text_of(browser.get("/logs/"))
    assert Log.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"id": ["x", "", "\x00"]}])
def test_says_so_where_there_is_nothing(browser: Client, project: Project, data: dict):
    assert "Nothing to delete" in text_of(browser.post("/logs/delete/", data))


def test_knows_no_search_that_cannot_be_read(browser: Client, project: Project):
    assert browser.post("/logs/delete/", {"all": "1", "query": "q=latency:x"}).status_code == 404


def test_takes_a_post_of_members_alone(client: Client, browser: Client):
    assert browser.get("/logs/delete/").status_code == 405
    assert client.post("/logs/delete/").url.startswith("/accounts/login/")


def test_says_what_a_legal_hold_keeps(browser: Client, project: Project):
    held, goes = make_log(project, customer_id="ann"), make_log(project)
    LegalHold.objects.create(project_id=project.pk, reason="case 17", placed_by="b", customer_id="ann")
    wanted = {"id": [str(held.public_id), str(goes.public_id)]}
    page = text_of(browser.post("/logs/delete/", wanted))
    assert "Delete 1 log?" in page
    assert "1 log of this selection is under legal hold and stays." in page
    browser.post("/logs/delete/", {**wanted, "confirmed": "1"})
    assert list(Log.objects.all()) == [held]
