"""Saved views and recent searches: who keeps them, who sees them, where they are offered."""

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Membership, User
from logs.saved.models import RecentSearch, SavedView
from logs.tests.explorer.conftest import browser_of
from logs.tests.explorer.reading import text_of
from logs.tests.factories import make_log

SLOW = "/views/new/?q=latency:>10s&time=24h&sort=-latency&columns=model&columns=metadata.env"


@pytest.fixture
def analyst_browser(project):
    analyst = User.objects.create_user("analyst@example.com", "correct horse battery")
    Membership.objects.create(user=analyst, project=project, role=Role.ANALYST)
    return browser_of(analyst)


def save(browser, address=SLOW, **fields):
    return browser.post(address, {"name": "Slow", **fields})


def test_sends_the_anonymous_to_sign_in(client: Client, db):
    for path in ("/views/", "/views/new/", "/views/recent/"):
        assert client.get(path).url == f"/accounts/login/?next={path}"


def test_a_search_is_kept_as_its_address_has_it(browser, project):
    response = save(browser)
    view = SavedView.objects.get()
    assert (view.name, view.q, view.time, view.sort, view.columns) == (
        "Slow",
        "latency:>10s",
        "24h",
        "-latency",
        ["model", "metadata.env"],
    )
    assert response.url == "/logs/?q=latency:%3E10s&time=24h&sort=-latency&columns=model&columns=metadata.env"
    assert browser.get(response.url).status_code == 200


def test_times_are_kept_with_their_zone(browser, project):
    save(browser, "/views/new/?since=2026-11-20T12:00:00Z")
    assert SavedView.objects.get().since == "2026-11-20T12:00:00+00:00"


def test_the_list_leads_to_keeping_its_search(browser, project):
    page = browser.get("/logs/?q=status:error&sort=-cost").content.decode()
    assert 'href="/views/new/?q=status%3Aerror&amp;sort=-cost"' in page
    assert 'hx-get="/views/?part=menu"' in page


def test_everybody_in_the_project_sees_it(browser, viewer_browser, stranger_browser, project):
    save(browser)
    for part in ("/views/", "/views/?part=menu"):
        assert "Slow" in text_of(viewer_browser.get(part))
        assert "Slow" not in text_of(stranger_browser.get(part))


def test_the_menu_is_a_part_of_a_page(browser, project):
    save(browser)
    menu = browser.get("/views/?part=menu").content.decode()
    assert 'href="/logs/?q=latency:%3E10s' in menu
    assert "<html" not in menu


def test_an_own_view_of_that_name_is_replaced(analyst_browser, project):
    save(analyst_browser)
    save(analyst_browser, "/views/new/?q=status:error")
    assert list(SavedView.objects.values_list("name", "q", "time", "columns")) == [("Slow", "status:error", "", [])]


def test_somebody_else_s_view_is_not_replaced(browser, analyst_browser, project):
    save(browser)
    response = save(analyst_browser, "/views/new/?q=status:error")
    assert response.status_code == 400
    assert "it is not yours" in text_of(response)
    assert SavedView.objects.get().q == "latency:>10s"


def test_two_projects_may_use_one_name(browser, stranger_browser, project):
    assert save(browser).status_code == save(stranger_browser).status_code == 302
    assert SavedView.objects.count() == 2


def test_a_viewer_uses_views_and_saves_none(viewer_browser, project):
    assert "does not change them" in text_of(viewer_browser.get(SLOW))
    assert save(viewer_browser).status_code == 403
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("action", ["remove", "default"])
def test_only_who_may_changes_a_view(browser, viewer_browser, analyst_browser, stranger_browser, project, action):
    save(browser)
    path = f"/views/{SavedView.objects.get().pk}/{action}/"
    answers = [one.post(path).status_code for one in (stranger_browser, viewer_browser, analyst_browser)]
    assert answers == [404, 403, 403]
    assert browser.post(path).url == "/views/"


def test_an_analyst_removes_an_own_view(analyst_browser, project):
    save(analyst_browser)
    analyst_browser.post(f"/views/{SavedView.objects.get().pk}/remove/")
    assert not SavedView.objects.exists()


def test_the_project_opens_with_its_default(browser, viewer_browser, stranger_browser, project):
    assert browser.get("/").url == "/logs/"
    save(browser, is_default="on")
    assert viewer_browser.get("/").url.startswith("/logs/?q=latency:%3E10s&time=24h")
    assert stranger_browser.get("/").url == "/logs/"


def test_the_list_itself_shows_every_log_whatever_the_default(browser, project):
    log = make_log(project, latency_ms=1.0)
    save(browser, is_default="on")
    assert str(log.public_id) in browser.get("/logs/").content.decode()


def test_a_project_has_one_default(browser, project):
    save(browser, is_default="on")
    save(browser, "/views/new/?q=status:error", name="Errors", is_default="on")
    assert list(SavedView.objects.filter(is_default=True).values_list("name", flat=True)) == ["Errors"]
    browser.post(f"/views/{SavedView.objects.get(name='Errors').pk}/default/")
    assert not SavedView.objects.filter(is_default=True).exists()


def test_an_analyst_sets_no_default(analyst_browser, project):
    save(analyst_browser, is_default="on")
    assert SavedView.objects.get().is_default is False


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/views/new/?q=model:(", {"name": "x"}),
        ("/views/new/?time=1y", {"name": "x"}),
        ("/views/new/?sort=beauty", {"name": "x"}),
        ("/views/new/?since=soon", {"name": "x"}),
        ("/views/new/", {"name": ""}),
        ("/views/new/", {"name": " "}),
        ("/views/new/", {"name": "x" * 101}),
        ("/views/new/", {"name": "a\x00b"}),
    ],
)
def test_what_cannot_be_kept_is_refused(browser, project, address, fields):
    assert browser.post(address, fields).status_code == 400
    assert not SavedView.objects.exists()


def test_a_project_has_so_many_views_and_no_more(browser, project, monkeypatch):
    monkeypatch.setattr("logs.saved.keeping.MOST_VIEWS", 1)
    save(browser)
    response = save(browser, name="Another")
    assert response.status_code == 400
    assert "at most 1 views" in text_of(response)


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/views/"), ("put", "/views/new/"), ("get", "/views/1/remove/"), ("get", "/views/recent/")],
)
def test_refuses_other_methods(browser, project, method, path):
    assert getattr(browser, method)(path).status_code == 405


def test_names_and_queries_are_text(browser, project):
    save(browser, '/views/new/?q="<script>alert(1)</script>"', name='"><img onerror=x>')
    for path in ("/views/", "/views/?part=menu", "/logs/suggest/?q="):
        page = browser.get(path).content.decode()
        assert "<img onerror" not in page
        assert "<script>alert" not in page
        assert "&lt;img onerror" in page


@pytest.mark.parametrize("count", [1, 20])
def test_asks_as_many_questions_for_one_as_for_many(browser, project, django_assert_num_queries, count):
    for number in range(count):
        save(browser, name=f"View {number}")
    with django_assert_num_queries(5):
        browser.get("/views/")


# -- recent searches


def run(browser, *queries):
    for q in queries:
        assert browser.post("/views/recent/", {"q": q}).status_code == 204


def offers(browser, q=""):
    return text_of(browser.get("/logs/suggest/", {"q": q}))


def test_an_empty_bar_offers_what_was_looked_for_last(browser, project):
    run(browser, "model:gpt-4o", "status:error")
    text = offers(browser)
    assert text.index("status:error") < text.index("model:gpt-4o") < text.index("provider:")
    assert "model:gpt-4o" not in offers(browser, "sta")


def test_an_empty_bar_offers_saved_views(browser, viewer_browser, project):
    save(browser)
    page = viewer_browser.get("/logs/suggest/?q=").content.decode()
    assert 'data-address="/logs/?q=latency:%3E10s' in page


def test_a_repeated_query_is_kept_once_and_comes_first(browser, project):
    run(browser, "a", "b", "a")
    assert list(RecentSearch.objects.order_by("-used_at").values_list("q", flat=True)) == ["a", "b"]


def test_the_last_twenty_are_kept(browser, project):
    run(browser, *(f"word{number}" for number in range(22)))
    kept = set(RecentSearch.objects.values_list("q", flat=True))
    assert kept == {f"word{number}" for number in range(2, 22)}


def test_they_are_a_person_s_own_and_of_one_project(browser, viewer_browser, stranger_browser, project):
    run(browser, "feature:secret-plan")
    for other in (viewer_browser, stranger_browser):
        assert "secret-plan" not in offers(other)


def test_they_can_be_forgotten(browser, viewer_browser, project):
    run(browser, "a")
    run(viewer_browser, "b")
    assert browser.post("/views/recent/").url == "/views/"
    assert list(RecentSearch.objects.values_list("q", flat=True)) == ["b"]


@pytest.mark.parametrize("q", ["model:(", "a\x00b", "x" * 4097])
def test_what_is_no_query_is_not_kept(browser, project, q):
    assert browser.post("/views/recent/", {"q": q}).status_code == 400
    assert not RecentSearch.objects.exists()


def test_looking_at_the_list_keeps_nothing(browser, project):
    page = browser.get("/logs/?q=status:error").content.decode()
    assert "data-recent" in page
    assert "data-recent" not in browser.get("/logs/").content.decode()
    assert not RecentSearch.objects.exists()


def test_a_post_without_a_token_is_refused(owner, project):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.post("/views/recent/", {"q": "a"}).status_code == 403
    assert browser.post("/views/new/", {"name": "a"}).status_code == 403
