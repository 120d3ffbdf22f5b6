"""Members: listed, given another role, removed, leaving; an owner always remains."""

import re

import pytest
from django.test import Client

from accounts.models import AuditEntry, Membership, Role, User
from accounts.tests.settings.conftest import signed_in


def member_of(user):
    return Membership.objects.get(user=user)


def role_of(user):
    return member_of(user).role


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_lists_members_with_their_roles_and_nobody_else(browser, viewer, stranger):
    page = browser.get("/settings/members/").content.decode()

    assert "viewer@example.com" in page
    assert '<td role="cell">Viewer</td>' in page
    assert "stranger@example.com" not in page


def test_number_of_queries_does_not_grow(browser, project, django_assert_num_queries):
    for number in range(20):
        user = User.objects.create_user(f"p{number}@example.com")
        Membership.objects.create(user=user, project=project, role=Role.ANALYST)

    with django_assert_num_queries(7):
        assert browser.get("/settings/members/").status_code == 200


def test_names_are_escaped(browser, owner):
    User.objects.filter(pk=owner.pk).update(name="<script>alert(1)</script>")

    assert "<script>alert" not in browser.get("/settings/members/").content.decode()


def test_role_is_changed_and_recorded(browser, viewer):
    response = browser.post(f"/settings/members/{member_of(viewer).pk}/", {"role": "analyst"})

    assert (response.url, role_of(viewer)) == ("/settings/members/", "analyst")
    entry = AuditEntry.objects.get(action="member.role_changed")
    assert (entry.actor, entry.target) == ("owner@example.com", "member viewer@example.com")
    assert entry.details == '{"from": "viewer", "to": "analyst"}'


def test_same_role_is_no_change(browser, viewer):
    browser.post(f"/settings/members/{member_of(viewer).pk}/", {"role": "viewer"})

    assert actions() == []


@pytest.mark.parametrize("role", ["", "king", "owner\x00"])
def test_unknown_role_is_refused(browser, viewer, role):
    response = browser.post(f"/settings/members/{member_of(viewer).pk}/", {"role": role})

    assert (response.status_code, role_of(viewer)) == (400, "viewer")


def test_admin_makes_no_owner(admin_browser, viewer):
    response = admin_browser.post(f"/settings/members/{member_of(viewer).pk}/", {"role": "owner"})

    assert (response.status_code, role_of(viewer)) == (403, "viewer")
    assert "Only owners make, change and remove owners." in response.content.decode()


def test_admin_changes_and_removes_no_owner(admin_browser, owner):
    member = member_of(owner)

    assert admin_browser.post(f"/settings/members/{member.pk}/", {"role": "viewer"}).status_code == 403
    assert admin_browser.post(f"/settings/members/{member.pk}/remove/").status_code == 403
    assert role_of(owner) == "owner"


def test_last_owner_stays_owner(browser, owner):
    response = browser.post(f"/settings/members/{member_of(owner).pk}/", {"role": "admin"})

    assert (response.status_code, role_of(owner)) == (400, "owner")
    assert "A project keeps at least one owner." in response.content.decode()


def test_last_owner_is_not_removed_and_does_not_leave(browser, owner, project):
    browser.post(f"/settings/members/{member_of(owner).pk}/remove/")
    browser.post(f"/settings/projects/{project.pk}/leave/")

    assert role_of(owner) == "owner"


def test_one_of_two_owners_may_step_down(browser, owner, viewer):
    Membership.objects.filter(user=viewer).update(role="owner")
    browser.post(f"/settings/members/{member_of(owner).pk}/", {"role": "admin"})

    assert role_of(owner) == "admin"


def test_member_is_removed_and_shut_out_at_once(browser, viewer):
    theirs = signed_in(viewer)
    response = browser.post(f"/settings/members/{member_of(viewer).pk}/remove/")

    assert response.url == "/settings/members/"
    assert not viewer.memberships.exists()
    assert theirs.get("/logs/").status_code == 403
    assert actions() == ["member.removed"]


def test_member_leaves(viewer, project):
    theirs = signed_in(viewer)

    assert "Leave shop?" in theirs.get(f"/settings/projects/{project.pk}/leave/").content.decode()
    assert theirs.post(f"/settings/projects/{project.pk}/leave/").url == "/settings/projects/"
    assert not viewer.memberships.exists()


def test_nobody_leaves_a_project_of_others(viewer, stranger):
    elsewhere = stranger.projects.get()

    assert signed_in(viewer).post(f"/settings/projects/{elsewhere.pk}/leave/").status_code == 404


@pytest.mark.parametrize("page", ["", "remove/"])
def test_members_of_others_are_not_found_with_the_same_statements(browser, stranger, page, django_assert_num_queries):
    elsewhere = member_of(stranger).pk
    found = {}
    for number in (elsewhere, 999_999):
        with django_assert_num_queries(5) as asked:
            response = browser.post(f"/settings/members/{number}/{page}", {"role": "viewer"})
        found[number] = (response.status_code, [re.sub(r"\d+", "N", query["sql"]) for query in asked])
    assert found[elsewhere][0] == 404
    assert found[elsewhere] == found[999_999]
    assert role_of(stranger) == "owner"


@pytest.mark.parametrize("user", ["analyst", "viewer", "loner", "stranger"])
def test_only_those_who_run_the_project_change_members(request, user, owner, project):
    client = signed_in(request.getfixturevalue(user))
    number = member_of(owner).pk

    expected = 403 if user in ("analyst", "viewer") else 404
    assert client.get(f"/settings/members/{number}/").status_code == expected
    assert client.post(f"/settings/members/{number}/", {"role": "viewer"}).status_code == expected
    assert client.post(f"/settings/members/{number}/remove/").status_code == expected


def test_forms_are_guarded_against_forgery(owner, viewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    assert client.post(f"/settings/members/{member_of(viewer).pk}/remove/").status_code == 403
    assert viewer.memberships.exists()
