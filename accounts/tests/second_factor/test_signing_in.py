"""Signing in with a second factor: on the page and for a token, and what becomes of the session."""

from time import time

import pytest
from django.test import Client

from accounts.models import AuditEntry, Authenticator, SignInTries, User
from accounts.second_factor.codes import code_at
from accounts.tests.second_factor.conftest import code_of

RIGHT = {"username": "owner@example.com", "password": "correct horse"}


def password(client, **fields):
    return client.post("/accounts/login/", {**RIGHT, **fields})


def enter(client, code, **fields):
    return client.post("/accounts/login/code/", {"code": code, **fields})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def token(client, **fields):
    given = {"email": "owner@example.com", "password": "correct horse", **fields}
    response = client.post("/api/token/", given, "application/json")
    return response.status_code, response.json()


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(at, code):
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at // 30) == code  # RFC 6238, appendix B, six digits


def test_password_alone_does_not_sign_in(client, recovery_codes):
    assert password(client, next="/logs/?q=a").url == "/accounts/login/code/?next=%2Flogs%2F%3Fq%3Da"
    assert not is_signed_in(client)
    assert client.get("/logs/").status_code == 302


def test_code_signs_in_and_goes_where_the_person_wanted_to(client, owner, recovery_codes):
    password(client)

    assert enter(client, code_of(owner), next="/threads/").url == "/threads/"
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_code_may_be_written_with_a_space(client, owner, recovery_codes):
    password(client)
    code = code_of(owner)

    assert enter(client, f" {code[:3]} {code[3:]}").status_code == 302


def test_goes_home_rather_than_elsewhere(client, owner, recovery_codes):
    password(client)

    assert enter(client, code_of(owner), next="https://evil.example/").url == "/"


@pytest.mark.parametrize("code", ["", "000000", "12345", "٣٢١٣٢١", "\x00", "x" * 5000, "²²²²²²"])
def test_wrong_code_is_explained(client, recovery_codes, code):
    password(client)
    response = enter(client, code)

    assert response.status_code == 400
    assert "wrong or has been used" in response.content.decode()
    assert not is_signed_in(client)


def test_code_is_taken_once(client, owner, recovery_codes):
    code = code_of(owner)
    password(client)
    enter(client, code)
    other = Client()
    password(other)

    assert enter(other, code).status_code == 400


def test_code_of_long_ago_is_not_taken(client, owner, recovery_codes):
    Authenticator.objects.update(last_step=0)
    password(client)

    assert enter(client, code_of(owner, -3)).status_code == 400


def test_recovery_code_signs_in_once(client, recovery_codes):
    password(client)
    assert enter(client, recovery_codes[3].upper()).status_code == 302
    assert AuditEntry.objects.filter(action="recovery_code.used").count() == 1
    other = Client()
    password(other)
    assert enter(other, recovery_codes[3]).status_code == 400


def test_code_without_a_password_is_sent_back_to_it(client, owner, recovery_codes):
    assert client.get("/accounts/login/code/").url == "/accounts/login/"
    assert enter(client, code_of(owner)).url == "/accounts/login/"


def test_password_changed_meanwhile_is_good_no_more(client, owner, recovery_codes):
    password(client)
    owner.set_password("another horse")
    owner.save()

    assert enter(client, code_of(owner)).url == "/accounts/login/"


def test_person_switched_off_meanwhile_does_not_get_in(client, owner, recovery_codes):
    password(client)
    User.objects.update(is_active=False)

    assert enter(client, code_of(owner)).url == "/accounts/login/"


def test_password_is_good_for_ten_minutes(client, owner, recovery_codes, monkeypatch):
    password(client)
    later = time() + 601
    monkeypatch.setattr("accounts.second_factor.entering.time", lambda: later)

    assert enter(client, code_of(owner)).url == "/accounts/login/"


def test_guessing_codes_is_locked_by_account_from_any_address(client, owner, recovery_codes):
    password(client)
    for number in range(5):
        client.post("/accounts/login/code/", {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{number}")

    response = enter(client, code_of(owner))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 800
    assert AuditEntry.objects.filter(action="sign_in.locked").count() == 1
    assert not is_signed_in(client)


def test_right_code_ends_the_count(client, owner, recovery_codes):
    password(client)
    enter(client, "000000")
    enter(client, code_of(owner))

    assert not SignInTries.objects.exclude(account="").exists()


def plant(client):
    """A session whose key somebody else knows."""
    session = client.session
    session["planted"] = "by whoever knows the key"
    session.save()
    client.cookies["sessionid"] = session.session_key
    return session.session_key


def test_session_has_another_key_at_every_step(client, owner, recovery_codes):
    keys = [plant(client)]
    password(client)
    keys.append(client.cookies["sessionid"].value)
    enter(client, code_of(owner))
    keys.append(client.cookies["sessionid"].value)

    assert len(set(keys)) == 3
    assert is_signed_in(client)
    assert not any(type(client.session)().exists(key) for key in keys[:2])


def test_session_has_another_key_without_a_second_factor(client, owner):
    planted = plant(client)
    password(client)

    assert is_signed_in(client)
    assert client.cookies["sessionid"].value != planted
    assert not type(client.session)().exists(planted)


def test_code_needs_a_csrf_token(owner, recovery_codes):
    assert enter(Client(enforce_csrf_checks=True), code_of(owner)).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_method(client, recovery_codes, method):
    password(client)

    assert getattr(client, method)("/accounts/login/code/").status_code == 405


def test_token_needs_the_code_too(client, owner, recovery_codes):
    assert token(client) == (401, {"detail": "This account has a second factor: send its code as `otp`."})
    assert token(client, otp="000000")[0] == 401
    assert sorted(token(client, otp=code_of(owner))[1]) == ["access", "refresh"]


def test_refused_token_is_no_login(client, owner, recovery_codes):
    token(client)

    owner.refresh_from_db()
    assert owner.last_login is None


def test_token_takes_a_recovery_code(client, recovery_codes):
    assert token(client, otp=recovery_codes[0])[0] == 200


def test_code_says_nothing_without_the_password(client, owner, recovery_codes):
    status, body = token(client, password="wrong", otp=code_of(owner))

    assert (status, body["detail"]) == (401, "No active account found with the given credentials")


@pytest.mark.parametrize("otp", [5, [], {}, "x" * 100, "\x00"])
def test_malformed_code_is_no_error_of_ours(client, recovery_codes, otp):
    assert token(client, otp=otp)[0] in (400, 401)
