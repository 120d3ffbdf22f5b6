"""Projects: one's own, a new one, another name."""

import pytest

from accounts.models import AuditEntry, Project
from accounts.tests.settings.conftest import signed_in


def test_lists_ones_own_projects_alone(browser, stranger):
    page = browser.get("/settings/projects/").content.decode()

    assert "shop" in page
    assert "elsewhere" not in page


def test_owner_opens_another_project(browser, owner):
    assert browser.post("/settings/projects/new/", {"name": "bakery"}).url == "/logs/"

    project = Project.objects.get(name="bakery")
    assert (project.memberships.get().role, project.default_bot().name) == ("owner", "bakery")
    assert "bakery" in browser.get("/settings/members/").content.decode()
    assert AuditEntry.objects.get().action == "project.created"


def test_operator_without_a_project_opens_one(operator):
    assert signed_in(operator).post("/settings/projects/new/", {"name": "bakery"}).status_code == 302


@pytest.mark.parametrize("user", ["viewer", "analyst", "loner"])
def test_others_open_none(request, user):
    client = signed_in(request.getfixturevalue(user))

    assert client.get("/settings/projects/new/").status_code == 403
    assert client.post("/settings/projects/new/", {"name": "bakery"}).status_code == 403
    assert not Project.objects.filter(name="bakery").exists()


@pytest.mark.parametrize("name", ["", "shop", "x" * 201, "a\x00b"])
def test_name_that_cannot_be_is_refused(browser, name):
    assert browser.post("/settings/projects/new/", {"name": name}).status_code == 400
    assert Project.objects.count() == 1


def test_owner_renames(browser, project):
    assert browser.post("/settings/project/", {"name": "market"}).url == "/settings/project/"

    project.refresh_from_db()
    assert project.name == "market"
    assert AuditEntry.objects.get().details == '{"from": "shop", "to": "market"}'


def test_same_name_is_no_change(browser, project):
    assert browser.post("/settings/project/", {"name": "shop"}).status_code == 302
    assert not AuditEntry.objects.exists()


def test_admin_sees_the_name_and_does_not_change_it(admin_browser):
    assert "Only owners rename the project." in admin_browser.get("/settings/project/").content.decode()
    assert admin_browser.post("/settings/project/", {"name": "market"}).status_code == 403


def test_name_of_another_project_is_refused(browser, stranger):
    assert browser.post("/settings/project/", {"name": "elsewhere"}).status_code == 400
