"""Reading the Authorization header: API keys in three spellings, tokens, and everything that is neither."""

import jwt
import pytest
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.authentication import ApiKeyUser, credential_of, key_from_header
from accounts.models import ApiKey, BotApp


class WhoAmI(APIView):
    def get(self, request):
        return Response({"user": str(request.user), "key": getattr(request.auth, "pk", None)})


def call(header=None):
    headers = {} if header is None else {"Authorization": header}
    response = WhoAmI.as_view()(APIRequestFactory().get("/", headers=headers))
    return response.status_code, response.data


@pytest.mark.parametrize(
    ("header", "credential"),
    [
        ("Bearer abc", "abc"),
        ("bearer abc", "abc"),
        ("Api-Key abc", "abc"),
        ("API-KEY   abc ", "abc"),
        ("abc", "abc"),
        ("", None),
        ("   ", None),
        ("Bearer", None),
        ("api-key ", None),
        ("Basic abc", None),
        ("Bearer abc def", None),
    ],
)
def test_credential_of_a_header(header, credential):
    assert credential_of(header) == credential


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "Api-Key ", "API-KEY ", ""])
def test_key_is_accepted_in_every_spelling(issued, scheme):
    key, text = issued

    assert call(scheme + text) == (200, {"user": f"API key {key.prefix}", "key": key.pk})


def test_missing_key_is_401(db):
    assert call()[0] == 401


def test_missing_key_is_asked_for(db):
    response = WhoAmI.as_view()(APIRequestFactory().get("/"))

    assert response["WWW-Authenticate"] == "Bearer"


def test_wrong_key_is_401_and_says_so(issued):
    status, data = call("Bearer llk_00000000_" + "0" * 32)

    assert (status, str(data["detail"])) == (401, "This API key is unknown, expired or revoked.")


def test_malformed_key_is_401(db):
    assert call("llk_é")[0] == 401


def test_revoked_key_is_401(issued):
    ApiKey.objects.revoke()

    assert call("Bearer " + issued[1])[0] == 401


def test_answer_does_not_repeat_the_key(issued):
    ApiKey.objects.revoke()

    assert issued[1] not in str(call("Bearer " + issued[1])[1])


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer nonsense", "Bearer a b", "\xff", "Bearer"])
def test_other_headers_are_401(db, header):
    assert call(header)[0] == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_token_signs_a_person_in(owner, project, scheme):
    assert call(f"{scheme} {AccessToken.for_user(owner)}") == (200, {"user": "owner@example.com", "key": None})


def test_forged_token_is_401(owner, project):
    head, body, _ = str(AccessToken.for_user(owner)).split(".")

    assert call(f"Bearer {head}.{body}.{'A' * 43}")[0] == 401


def test_apps_token_is_no_persons_token(owner, project):
    app, secret = BotApp.objects.issue(project, None, "reporting")
    claims = {"token_type": "access", "user_id": str(owner.pk), "exp": 4_000_000_000, "jti": "a"}

    assert call(f"Bearer {jwt.encode({**claims, 'appId': app.client_id}, secret, algorithm='HS256')}")[0] == 401


def test_token_of_an_inactive_person_is_401(owner, project):
    token = AccessToken.for_user(owner)
    owner.is_active = False
    owner.save()

    assert call(f"Bearer {token}")[0] == 401


def test_refresh_token_signs_nobody_in(owner, project):
    assert call(f"Bearer {RefreshToken.for_user(owner)}")[0] == 401


def test_key_from_header_of_anything_else_is_none(db):
    assert key_from_header("Bearer a.b.c") is None
    assert key_from_header("") is None


def test_key_signs_in_a_program_and_no_person(issued):
    user = ApiKeyUser(issued[0])

    assert (user.is_authenticated, user.is_anonymous, user.is_staff, user.pk) == (True, False, False, None)
    assert user.get_username() == f"API key {issued[0].prefix}"
