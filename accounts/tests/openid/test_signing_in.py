"""Signing in with OpenID Connect, against a provider on loopback that checks what it is sent."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.checks import run_checks
from django.test import Client

from accounts.invitations.inviting import invite
from accounts.models import AuditEntry, User
from accounts.tests.openid.provider import CLIENT_ID, CLIENT_SECRET, OTHER_KEY, running
from accounts.tests.second_factor.conftest import recovery_codes  # noqa: F401 - a fixture

START, BACK = "/accounts/openid/", "/accounts/openid/callback/"


@pytest.fixture(scope="module")
def server():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(server, settings, db):
    server.__init__(server.url)
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = server.url, CLIENT_ID, CLIENT_SECRET
    settings.OIDC_NAME = "Acme's sign-on"
    return server


def to_provider(client, **query):
    """Where the browser comes back to after the person has agreed there."""
    response = client.get(START, query)
    assert response.status_code == 302, response.content
    back = requests.get(response.url, allow_redirects=False, timeout=10).headers["Location"]
    return back.replace("http://testserver", "")


def come_in(client, **query):
    return client.get(to_provider(client, **query))


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_signs_in_by_verified_email(client, provider, owner):
    assert come_in(client, next="/logs/?q=a").url == "/logs/?q=a"
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_asks_with_state_nonce_and_pkce(client, provider):
    asked = parse_qs(urlsplit(client.get(START).url).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/accounts/openid/callback/"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_goes_home_rather_than_elsewhere(client, provider, owner):
    assert come_in(client, next="https://evil.example/").url == "/"


def test_session_has_another_key(client, provider, owner):
    back = to_provider(client)
    before = client.cookies["sessionid"].value
    client.get(back)

    assert client.cookies["sessionid"].value != before


def test_second_factor_is_asked_here_too(client, provider, owner, recovery_codes):  # noqa: F811
    assert come_in(client).url.startswith("/accounts/login/code/")
    assert not is_signed_in(client)


def refused(client, back, status):
    response = client.get(back)
    assert response.status_code == status
    assert not is_signed_in(client)
    assert AuditEntry.objects.filter(action="sign_in.failed").count() == 1
    return response.content.decode()


def test_state_of_another_browser_is_refused(client, provider, owner):
    back = to_provider(Client())

    assert "Start again" in refused(client, back, 400)


def test_answer_is_taken_once(client, provider, owner):
    back = to_provider(client)
    client.get(back)
    client.logout()

    refused(client, back, 400)


@pytest.mark.parametrize("back", [BACK, f"{BACK}?code=x", f"{BACK}?state=x", f"{BACK}?error=access_denied&state=x"])
def test_coming_back_without_having_gone_is_refused(client, provider, back):
    refused(client, back, 400)


def test_pkce_is_checked(client, provider, owner):
    back = to_provider(client)
    session = client.session
    (name,) = [name for name in list(session.keys()) if name.startswith("_state_")]
    session[name]["data"]["code_verifier"] = "x" * 48
    session.save()

    refused(client, back, 400)
    assert len(provider.refused) == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"sub": None},
    ],
)
def test_token_for_somebody_or_something_else_is_refused(client, provider, owner, lie):
    provider.lies = lie

    assert "Start again" in refused(client, to_provider(client), 400)


def test_token_signed_by_somebody_else_is_refused(client, provider, owner):
    provider.key = OTHER_KEY

    refused(client, to_provider(client), 400)


@pytest.mark.parametrize("verified", [False, None, "false", 1, "yes"])
def test_email_that_is_not_verified_is_refused(client, provider, owner, verified):
    provider.person["email_verified"] = verified

    assert "has not verified" in refused(client, to_provider(client), 403)


def test_email_is_asked_of_userinfo_where_the_token_has_none(client, provider, owner):
    provider.lies = {"email": None}

    assert come_in(client).url == "/"


def test_userinfo_of_somebody_else_is_refused(client, provider, owner):
    provider.lies = {"email": None, "sub": "2"}

    refused(client, to_provider(client), 400)


def test_no_email_at_all_is_refused(client, provider, owner):
    provider.person["email"] = ""

    assert "has not told" in refused(client, to_provider(client), 403)


def test_domain_that_may_not_is_refused(client, provider, owner, settings):
    settings.OIDC_ALLOWED_DOMAINS = ["acme.example", "other.example"]

    assert "this domain" in refused(client, to_provider(client), 403)


@pytest.mark.parametrize("email", ["owner@example.com", "Owner@EXAMPLE.com"])
def test_domain_that_may_signs_in(client, provider, owner, settings, email):
    settings.OIDC_ALLOWED_DOMAINS = ["Example.com"]
    provider.person["email"] = email

    assert come_in(client).url == "/"


def test_unknown_and_switched_off_have_the_same_answer(client, provider, owner):
    provider.person["email"] = "nobody@example.com"
    unknown = client.get(to_provider(client))
    provider.person["email"] = owner.email
    User.objects.update(is_active=False)
    off = client.get(to_provider(client))

    assert (unknown.status_code, off.status_code) == (403, 403)
    assert unknown.content.replace(b"nobody@", b"") == off.content.replace(b"owner@", b"")
    assert User.objects.count() == 1


def test_new_person_joins_the_project_that_is_named(client, provider, project, settings):
    settings.OIDC_PROJECT, settings.OIDC_ROLE, settings.OIDC_ALLOWED_DOMAINS = "shop", "analyst", ["example.com"]
    provider.person |= {"email": "new@example.com", "name": "Bea"}
    come_in(client)

    member = project.memberships.get(user__email="new@example.com")
    assert (member.role, member.user.name, member.user.has_usable_password()) == ("analyst", "Bea", False)
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == ["person.created", "member.joined"]
    assert client.get("/settings/projects/").status_code == 200


def test_invited_person_gets_an_account(client, provider, project):
    provider.person["email"] = "new@example.com"
    _, text = invite(project, "viewer", by="test", may_own=True)
    link = f"/accounts/invitations/{text}/"

    assert come_in(client, next=link).url == link
    assert client.post(link).url == "/logs/"
    assert project.memberships.get(user__email="new@example.com").role == "viewer"


def test_link_that_is_no_invitation_makes_no_account(client, provider, project):
    provider.person["email"] = "new@example.com"

    refused(client, to_provider(client, next="/accounts/invitations/nonsense/"), 403)


def test_provider_that_is_down_is_said(client, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    response = client.get(START)

    assert response.status_code == 502
    assert "cannot be reached" in response.content.decode()


def test_sign_in_page_offers_it(client, provider):
    page = client.get("/accounts/login/?next=/logs/?q=a").content.decode()

    assert re.search(r'href="/accounts/openid/\?next=%2Flogs%2F%3Fq%3Da">Sign in with Acme&#x27;s sign-on<', page)
    assert 'name="username"' in page


@pytest.mark.parametrize("page", [START, BACK])
def test_is_not_there_unless_configured(client, db, page):
    assert client.get(page).status_code == 404
    assert "openid" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("page", [START, BACK])
def test_wrong_method(client, provider, page):
    assert client.post(page).status_code == 405


def by_password(client, email="owner@example.com"):
    return client.post("/accounts/login/", {"username": email, "password": "correct horse"})


def test_password_can_be_switched_off(client, provider, owner, operator, settings):
    settings.PASSWORD_SIGN_IN = False

    assert "do not match" in by_password(client).content.decode()
    given = {"email": "owner@example.com", "password": "correct horse"}
    assert client.post("/api/token/", given, "application/json").status_code == 401
    assert by_password(client, "operator@example.com").status_code == 302


def test_invitation_makes_no_password_where_there_is_none(client, provider, project, settings):
    settings.PASSWORD_SIGN_IN = False
    _, text = invite(project, "viewer", by="test", may_own=True)
    link = f"/accounts/invitations/{text}/"

    assert 'name="password"' not in client.get(link).content.decode()
    made = {"email": "new@example.com", "password": "staple battery 9", "again": "staple battery 9"}
    assert client.post(link, made).status_code == 403
    assert not User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"PASSWORD_SIGN_IN": False}, {"OIDC_PROJECT": "shop"}, {"OIDC_ROLE": "king"}],
    ids=str,
)
def test_settings_that_do_not_fit_together_stop_the_start(settings, wrong):
    for name, value in wrong.items():
        setattr(settings, name, value)

    assert [check.id for check in run_checks() if check.id.startswith("accounts.")] == ["accounts.E001"]
