"""`POST /api/token/` and `/api/token/refresh/`: people sign in for the API."""

import pytest
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.authentication import TokenAuthentication


def post(client, path, body):
    response = client.post(path, body, content_type="application/json")
    return response.status_code, response.json()


def person_of(token):
    authentication = TokenAuthentication()
    return authentication.get_user(authentication.get_validated_token(token))


@pytest.mark.parametrize("path", ["/api/token/", "/api/token"])
@pytest.mark.parametrize("field", ["email", "username"])
def test_signs_in_by_email(client, owner, path, field):
    status, tokens = post(client, path, {field: "Owner@example.com", "password": "correct horse"})

    assert (status, sorted(tokens)) == (200, ["access", "refresh"])
    assert person_of(tokens["access"]) == owner


def test_needs_no_csrf_token(owner):
    client = Client(enforce_csrf_checks=True)

    assert post(client, "/api/token/", {"email": "owner@example.com", "password": "correct horse"})[0] == 200


def test_notes_the_last_login(client, owner):
    post(client, "/api/token/", {"email": "owner@example.com", "password": "correct horse"})

    owner.refresh_from_db()
    assert owner.last_login is not None


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
def test_wrong_password_and_unknown_email_are_the_same_401(client, owner, email):
    status, body = post(client, "/api/token/", {"email": email, "password": "wrong"})

    assert (status, body["detail"]) == (401, "No active account found with the given credentials")


def test_inactive_person_is_401(client, owner):
    owner.is_active = False
    owner.save()

    assert post(client, "/api/token/", {"email": "owner@example.com", "password": "correct horse"})[0] == 401


@pytest.mark.parametrize(
    "body", [{}, [], "text", 5, {"email": "owner@example.com"}, {"email": {}, "password": []}, {"username": None}]
)
def test_malformed_body_is_400(client, owner, body):
    assert post(client, "/api/token/", body)[0] == 400


@pytest.mark.parametrize("email", ["\x00", "\ud800", "a" * 5000])
def test_odd_email_is_no_error_of_ours(client, owner, email):
    assert post(client, "/api/token/", {"email": email, "password": "x"})[0] in (400, 401)


@pytest.mark.parametrize("path", ["/api/token/", "/api/token/refresh/"])
def test_get_is_405(client, db, path):
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/api/token/refresh/", "/api/token/refresh"])
def test_refresh_gives_another_access_token(client, owner, path):
    status, body = post(client, path, {"refresh": str(RefreshToken.for_user(owner))})

    assert (status, list(body)) == (200, ["access"])
    assert person_of(body["access"]) == owner


@pytest.mark.parametrize("refresh", ["nonsense", "a.b.c", "\x00", "é"])
def test_refresh_of_nonsense_is_refused(client, db, refresh):
    assert post(client, "/api/token/refresh/", {"refresh": refresh})[0] in (400, 401)


def test_access_token_refreshes_nothing(client, owner):
    assert post(client, "/api/token/refresh/", {"refresh": str(AccessToken.for_user(owner))})[0] == 401


def test_refresh_of_a_deleted_person_is_401(client, owner):
    refresh = str(RefreshToken.for_user(owner))
    owner.delete()

    assert post(client, "/api/token/refresh/", {"refresh": refresh})[0] == 401


def test_refresh_of_an_inactive_person_is_401(client, owner):
    refresh = str(RefreshToken.for_user(owner))
    owner.is_active = False
    owner.save()

    assert post(client, "/api/token/refresh/", {"refresh": refresh})[0] == 401
