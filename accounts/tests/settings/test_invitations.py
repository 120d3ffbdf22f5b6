"""Invitations: a link shown once, good for one person and for a time, for those in and those yet without an account."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.invitations.inviting import InvitationError, accept, invite
from accounts.models import AuditEntry, Invitation, Membership, User
from accounts.tests.settings.conftest import signed_in

NEW = {"email": "New@Example.com", "name": "New", "password": "plain horse battery", "again": "plain horse battery"}


def link_in(response):
    found = re.search(r"http://testserver(/accounts/invitations/\w+/)", response.content.decode())
    return found and found[1]


@pytest.fixture
def link(browser):
    return link_in(browser.post("/settings/members/invite/", {"role": "viewer", "days": 3, "note": "Ann"}))


def test_link_is_shown_once_and_not_stored(browser, link):
    assert re.fullmatch(r"/accounts/invitations/[A-Za-z0-9]{40}/", link)
    assert link_in(browser.get("/settings/members/")) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_invitation")
        assert link.split("/")[3] not in repr(cursor.fetchall())


def test_open_invitation_is_listed(browser, link):
    page = browser.get("/settings/members/").content.decode()

    assert "Ann" in page
    assert "Open invitations" in page


def test_invitation_is_recorded_without_its_token(link):
    entry = AuditEntry.objects.get(action="member.invited")

    assert '"role": "viewer"' in entry.details
    assert link.split("/")[3] not in entry.details + entry.target


def test_page_says_who_invites_to_what(client, link):
    page = client.get(link).content.decode()

    assert "Join shop" in page
    assert "owner@example.com invites you" in page


def test_who_is_signed_in_joins(link, loner):
    theirs = signed_in(loner)

    assert "Join as loner@example.com" in theirs.get(link).content.decode()
    assert theirs.post(link).url == "/logs/"
    assert [(one.project.name, one.role) for one in loner.memberships.all()] == [("shop", "viewer")]
    assert AuditEntry.objects.get(action="member.joined").actor == "loner@example.com"


def test_new_person_makes_an_account_and_is_in(client, link):
    assert client.post(link, NEW).url == "/logs/"

    user = User.objects.get(email="new@example.com")
    assert user.check_password("plain horse battery")
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert client.get("/settings/projects/").status_code == 200
    assert AuditEntry.objects.get(action="member.joined").actor == "new@example.com"


def test_session_of_a_new_person_is_a_new_one(client, link):
    client.get("/accounts/login/")
    client.cookies["sessionid"] = "planted-by-somebody-else"
    client.post(link, NEW)

    assert client.cookies["sessionid"].value != "planted-by-somebody-else"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "1234", "again": "1234"}, "too short"),
        ({"password": "new@example.com", "again": "new@example.com"}, "too similar"),
        ({"password": "password123", "again": "password123"}, "too common"),
        ({"again": "other horse battery"}, "The two passwords differ."),
        ({"email": "owner@EXAMPLE.com"}, "There is an account of this e-mail."),
        ({"email": "nobody"}, "valid email address"),
        ({"email": ""}, "required"),
    ],
)
def test_account_that_cannot_be_is_refused(client, link, change, words):
    response = client.post(link, {**NEW, **change})

    assert response.status_code == 400
    assert words in response.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()
    assert "plain horse battery" not in response.content.decode()


def test_link_is_good_once(client, link, loner):
    signed_in(loner).post(link)
    response = client.post(link, NEW)

    assert response.status_code == 404
    assert "good no more" in response.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()


def test_of_two_at_once_one_joins(link, loner, stranger):
    invitation = Invitation.objects.get()
    accept(invitation, loner, by="test")

    with pytest.raises(InvitationError):
        accept(invitation, stranger, by="test")
    assert stranger.memberships.filter(project=invitation.project).count() == 0


@pytest.mark.parametrize(
    "change", [{"expires_at": timezone.now() - timedelta(seconds=1)}, {"revoked_at": timezone.now()}]
)
def test_expired_and_withdrawn_links_are_as_unknown_ones(client, link, change):
    Invitation.objects.update(**change)
    unknown = client.get("/accounts/invitations/" + "a" * 40 + "/")
    response = client.get(link)

    assert (response.status_code, unknown.status_code) == (404, 404)
    assert response.content == unknown.content


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "%F0%9F%A4%96", "%ED%A0%80"])
def test_odd_tokens_are_not_found(client, db, token):
    assert client.get(f"/accounts/invitations/{token}/").status_code == 404


def test_member_does_not_use_the_link_up(browser, link):
    assert "a member of this project already" in browser.get(link).content.decode()
    browser.post(link)

    assert Invitation.objects.open().count() == 1


def test_withdrawn(browser, link, client):
    browser.post(f"/settings/invitations/{Invitation.objects.get().pk}/withdraw/")

    assert client.get(link).status_code == 404
    assert AuditEntry.objects.filter(action="invitation.withdrawn").count() == 1


def test_invitations_of_others_are_not_found(link, stranger):
    number = Invitation.objects.get().pk

    assert signed_in(stranger).post(f"/settings/invitations/{number}/withdraw/").status_code == 404
    assert Invitation.objects.open().count() == 1


def test_admin_invites_admins_and_no_owner(admin_browser):
    assert link_in(admin_browser.post("/settings/members/invite/", {"role": "admin", "days": 7}))
    response = admin_browser.post("/settings/members/invite/", {"role": "owner", "days": 7})

    assert (response.status_code, Invitation.objects.count()) == (403, 1)


def test_admin_withdraws_no_invitation_of_an_owner(admin_browser, project):
    invitation, _ = invite(project, "owner", by="test", may_own=True)

    assert admin_browser.post(f"/settings/invitations/{invitation.pk}/withdraw/").status_code == 403


@pytest.mark.parametrize(
    "sent", [{}, {"role": "viewer", "days": 0}, {"role": "viewer", "days": 91}, {"role": "x", "days": 1}]
)
def test_invitation_that_cannot_be_is_refused(browser, sent):
    assert browser.post("/settings/members/invite/", sent).status_code == 400
    assert not Invitation.objects.exists()


def test_viewers_invite_nobody(viewer):
    assert signed_in(viewer).post("/settings/members/invite/", {"role": "viewer", "days": 1}).status_code == 403


def test_joining_is_guarded_against_forgery(link, loner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(loner)

    assert client.post(link).status_code == 403
    assert not Membership.objects.filter(user=loner).exists()
