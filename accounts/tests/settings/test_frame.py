"""The frame of settings: who is led where, which pages the navigation shows, and what a page never does."""

import pytest

from accounts.tests.settings.conftest import signed_in

PAGES = ["/settings/", "/settings/members/", "/settings/projects/", "/settings/members/invite/", "/settings/project/"]


@pytest.mark.parametrize("page", PAGES)
def test_anonymous_is_sent_to_sign_in(client, db, page):
    assert client.get(page).url == f"/accounts/login/?next={page}"


def test_who_runs_the_project_is_led_to_its_members(owner, project):
    assert signed_in(owner).get("/settings/").url == "/settings/members/"


def test_others_are_led_to_their_projects(viewer, loner):
    assert signed_in(viewer).get("/settings/").url == "/settings/projects/"
    assert signed_in(loner).get("/settings/").url == "/settings/projects/"


def test_members_are_for_those_who_run_the_project(viewer):
    response = signed_in(viewer).get("/settings/members/")

    assert response.status_code == 403
    assert "Owners and admins of the project may open this page." in response.content.decode()


def test_members_are_not_found_without_a_project(loner):
    assert signed_in(loner).get("/settings/members/").status_code == 404


def test_navigation_shows_what_the_person_may_open(owner, viewer):
    assert 'href="/settings/members/"' in signed_in(owner).get("/settings/projects/").content.decode()
    assert 'href="/settings/members/"' not in signed_in(viewer).get("/settings/projects/").content.decode()


def test_navigation_marks_the_open_page(owner, project):
    page = signed_in(owner).get("/settings/members/").content.decode()

    assert 'href="/settings/members/" aria-current="page"' in page
    assert 'href="/settings/projects/" aria-current' not in page


def test_account_menu_leads_to_settings(loner):
    assert '<a class="menu-item" href="/settings/">Settings</a>' in signed_in(loner).get(PAGES[2]).content.decode()


@pytest.mark.parametrize("page", PAGES[1:])
def test_pages_are_kept_by_no_cache_and_run_no_inline_script(owner, project, page):
    response = signed_in(owner).get(page)

    assert response["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_wrong_method(owner, project, page):
    assert signed_in(owner).delete(page).status_code == 405


def test_x_project_of_others_is_not_found(owner, project, stranger):
    response = signed_in(owner).get("/settings/members/", headers={"X-Project": "elsewhere"})

    assert response.status_code == 404
