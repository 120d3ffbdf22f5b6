"""`/api/v2/` bots, apps, members, invitations and projects: by who may, of one project alone."""

import re

import jwt
import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.kore_jwt import KoreTokenError, app_of_token
from accounts.models import AuditEntry, Bot, BotApp, Invitation, Membership, Project, Role, User
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with

V2 = "/api/v2"
LISTS = ["bots", "apps", "members", "invitations"]


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("admin"))


def person_api(user):
    client = APIClient()
    sent = {"email": user.email, "password": "correct horse battery"}
    token = client.post("/api/token/", sent, format="json").json()["access"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture
def owner_api(owner, project):
    return person_api(owner)


@pytest.fixture
def viewer(project):
    user = User.objects.create_user("viewer@example.com", "correct horse battery")
    return Membership.objects.create(user=user, project=project, role=Role.VIEWER)


def opens(app, secret):
    try:
        return app_of_token(jwt.encode({"appId": app["id"]}, secret, "HS256"))[0].client_id == app["id"]
    except KoreTokenError:
        return False


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("scope", ["ingest", "read", "read-metadata", "kore-usage"])
def test_lists_need_the_scope_admin(make_key, name, scope):
    assert problem_of(client_with(make_key(scope)).get(f"{V2}/{name}/"), 403)


@pytest.mark.parametrize("name", [*LISTS, "projects"])
def test_anonymous_is_401(db, name):
    assert problem_of(APIClient().get(f"{V2}/{name}/"), 401)


def test_bot_is_made_renamed_and_listed(admin_api, project):
    made = admin_api.post(f"{V2}/bots/", {"name": "pizza"}).json()
    changed = admin_api.patch(f"{V2}/bots/{made['id']}/", {"name": "pasta"}).json()

    assert (changed["id"], changed["name"]) == (made["id"], "pasta")
    assert [bot["name"] for bot in admin_api.get(f"{V2}/bots/").json()["results"]] == ["pasta", "acme"]
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["bot.created", "bot.changed"]


def test_app_is_made_rotated_and_revoked(admin_api, project):
    bot_id = project.default_bot().bot_id
    app = admin_api.post(f"{V2}/apps/", {"name": "reader", "bot_id": bot_id}).json()
    assert (app["bot_id"], opens(app, app["client_secret"])) == (bot_id, True)

    rotated = admin_api.post(f"{V2}/apps/{app['id']}/rotate/").json()
    assert (opens(app, app["client_secret"]), opens(app, rotated["client_secret"])) == (False, True)
    assert "client_secret" not in admin_api.get(f"{V2}/apps/{app['id']}/").json()

    assert admin_api.delete(f"{V2}/apps/{app['id']}/").status_code == 204
    assert not opens(app, rotated["client_secret"])
    assert problem_of(admin_api.post(f"{V2}/apps/{app['id']}/rotate/"), 409)
    assert admin_api.get(f"{V2}/apps/", {"state": "usable"}).json()["results"] == []


def test_app_enforces_jti_once_it_is_told(admin_api):
    app = admin_api.post(f"{V2}/apps/", {"name": "reader"}).json()
    assert app["bot_id"] is None
    assert admin_api.patch(f"{V2}/apps/{app['id']}/", {"enforce_jti": True}).json()["enforce_jti"] is True
    assert not opens(app, app["client_secret"])


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("bots", {}),
        ("bots", {"name": ""}),
        ("bots", {"name": "a\x00"}),
        ("bots", {"name": "x", "bot_id": "mine"}),
        ("apps", {"name": "x", "bot_id": "nobody's"}),
        ("apps", {"name": "x", "enforce_jti": "yes"}),
        ("invitations", {"role": "king"}),
        ("invitations", {"role": "viewer", "days": 0}),
    ],
)
def test_what_cannot_be_is_refused(admin_api, path, sent):
    assert problem_of(admin_api.post(f"{V2}/{path}/", sent), 400)


def test_members_are_listed_and_changed(owner_api, viewer):
    found = owner_api.get(f"{V2}/members/", {"role": "viewer"}).json()["results"]
    assert [(one["id"], one["email"]) for one in found] == [(viewer.pk, "viewer@example.com")]

    assert owner_api.patch(f"{V2}/members/{viewer.pk}/", {"role": "owner"}).json()["role"] == "owner"
    assert owner_api.delete(f"{V2}/members/{viewer.pk}/").status_code == 204
    assert not viewer.user.memberships.exists()


def test_last_owner_stays(owner_api, owner):
    member = owner.memberships.get().pk
    assert problem_of(owner_api.patch(f"{V2}/members/{member}/", {"role": "viewer"}), 409)
    assert problem_of(owner_api.delete(f"{V2}/members/{member}/"), 409)


def test_keys_manage_no_owners(admin_api, owner, viewer):
    assert problem_of(admin_api.patch(f"{V2}/members/{viewer.pk}/", {"role": "owner"}), 403)
    assert problem_of(admin_api.delete(f"{V2}/members/{owner.memberships.get().pk}/"), 403)
    assert problem_of(admin_api.post(f"{V2}/invitations/", {"role": "owner"}), 403)
    assert admin_api.patch(f"{V2}/members/{viewer.pk}/", {"role": "analyst"}).status_code == 200


def test_invitation_by_link(admin_api):
    made = admin_api.post(f"{V2}/invitations/", {"role": "viewer"}).json()
    path = re.fullmatch(r"http://testserver(/accounts/invitations/\w{40}/)", made["link"])[1]
    assert Client().get(path).status_code == 200
    assert "link" not in admin_api.get(f"{V2}/invitations/").json()["results"][0]

    assert admin_api.delete(f"{V2}/invitations/{made['id']}/").status_code == 204
    assert Client().get(path).status_code == 404


def test_person_opens_and_renames_a_project(owner_api, owner):
    made = owner_api.post(f"{V2}/projects/", {"name": "bakery"}).json()
    assert Project.objects.get(name="bakery").memberships.get().user == owner
    assert owner_api.patch(f"{V2}/projects/{made['id']}/", {"name": "market"}).json()["name"] == "market"
    assert [one["name"] for one in owner_api.get(f"{V2}/projects/").json()["results"]] == ["market", "acme"]
    assert problem_of(owner_api.post(f"{V2}/projects/", {"name": "acme"}), 400)


def test_key_sees_its_project_alone_and_changes_none(admin_api, project, stranger_project):
    assert [one["name"] for one in admin_api.get(f"{V2}/projects/").json()["results"]] == ["acme"]
    assert problem_of(admin_api.post(f"{V2}/projects/", {"name": "bakery"}), 403)
    assert problem_of(admin_api.patch(f"{V2}/projects/{project.pk}/", {"name": "bakery"}), 403)
    assert problem_of(admin_api.get(f"{V2}/projects/{stranger_project.pk}/"), 404)


def test_viewer_opens_and_renames_none(viewer, project):
    client = person_api(viewer.user)
    assert problem_of(client.post(f"{V2}/projects/", {"name": "bakery"}), 403)
    assert problem_of(client.patch(f"{V2}/projects/{project.pk}/", {"name": "bakery"}), 403)


@pytest.fixture
def theirs(stranger_project):
    """Paths of what belongs to another project."""
    person = User.objects.create_user("stranger@example.com")
    member = Membership.objects.create(user=person, project=stranger_project, role=Role.OWNER)
    invitation = Invitation.objects.create(
        project=stranger_project, role="viewer", digest="d", expires_at="2126-01-01T00:00Z"
    )
    return {
        "bots": stranger_project.default_bot().bot_id,
        "apps": BotApp.objects.issue(stranger_project, None, "theirs")[0].client_id,
        "members": str(member.pk),
        "invitations": str(invitation.pk),
        "projects": str(stranger_project.pk),
    }


MISSING = {"bots": "st-0", "apps": "cs-0", "members": "999999", "invitations": "999999", "projects": "999999"}
METHODS = {"bots": ["get", "patch"], "members": ["get", "patch", "delete"], "invitations": ["delete"]}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_anothers_is_as_what_is_not_there(owner_api, theirs, name, django_assert_max_num_queries):
    owner_api.get(f"{V2}/projects/")
    for method in METHODS.get(name, ["get", "patch"]):
        told = []
        for number in (theirs[name], MISSING[name]):
            with django_assert_max_num_queries(6) as asked:
                answer = getattr(owner_api, method)(f"{V2}/{name}/{number}/", {"name": "mine", "role": "viewer"})
            statements = [re.sub(r"\b(st|cs)-[\w-]+|\d+", "N", query["sql"]) for query in asked]
            told.append((problem_of(answer, 404), statements))
        assert told[0] == told[1]
    assert Bot.objects.get(bot_id=theirs["bots"]).name == "globex"


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, "%00", "%ED%A0%80"])
@pytest.mark.parametrize("name", MISSING)
def test_odd_ids_are_not_found(owner_api, name, number):
    answer = owner_api.delete if name == "invitations" else owner_api.get
    assert problem_of(answer(f"{V2}/{name}/{number}/"), 404)
