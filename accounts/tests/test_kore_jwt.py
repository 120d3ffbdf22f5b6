"""Tokens of Kore apps: who signed them, with what, for how long, and only once where they say so."""

import json
import time
from base64 import urlsafe_b64encode
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from accounts.kore_jwt import KoreTokenError, app_of_token
from accounts.models import BotApp, UsedToken

UNKNOWN_APP = (401, "Invalid SDK credentials", 4002)
NO_TOKEN = (401, "Invalid JWT token", 4002)
REPLAY = (401, "error verifying the jwt: possibly a replay", 401)
TOO_LONG = (401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)', 401)
NO_JTI = (401, 'error verifying the jwt: "jti" claim is required', 401)


@pytest.fixture
def app(project):
    return BotApp.objects.issue(project, project.default_bot(), "reporting")[0]


def sign(app, key=None, algorithm="HS256", **claims):
    return jwt.encode({"appId": app.client_id, **claims}, key or app.secret, algorithm=algorithm)


def unsigned(header, claims):
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    return ".".join(parts) + "."


def refusal(token):
    with pytest.raises(KoreTokenError) as caught:
        app_of_token(token)
    return caught.value.http_status, caught.value.message, caught.value.code


def test_documented_minimal_token_is_accepted(app):
    found, claims = app_of_token(sign(app, sub="1234567890"))

    assert (found, claims) == (app, {"appId": app.client_id, "sub": "1234567890"})


@pytest.mark.parametrize("claim", ["appId", "iss", "kore_iss"])
def test_client_id_is_read_from_three_claims(app, claim):
    token = jwt.encode({claim: app.client_id}, app.secret, algorithm="HS256")

    assert app_of_token(token)[0] == app


def test_sdk_style_claims_are_accepted(app):
    now = int(time.time())
    token = sign(app, iss=app.client_id, sub=7, iat=now + 30, exp=now + 600, aud="https://idproxy.kore.ai/authorize")

    assert app_of_token(token)[0] == app


def test_missing_token(db):
    assert refusal("") == UNKNOWN_APP


@pytest.mark.parametrize(
    "token", ["JWTToken", "a.b.c", "..", "Bearer x", "é.é.é", "bnVsbA.bnVsbA.", "\x00", "[" * 5000 + ".W10."]
)
def test_what_is_no_token(db, token):
    assert refusal(token) == NO_TOKEN


def test_deeply_nested_claims_are_no_token(db):
    deep = urlsafe_b64encode(b'{"a":' + b"[" * 20_000).decode().rstrip("=")
    head = urlsafe_b64encode(b'{"alg":"HS256"}').decode().rstrip("=")

    assert refusal(f"{head}.{deep}.x") == NO_TOKEN


def test_claims_that_are_no_object_are_no_token(db):
    assert refusal(unsigned({"alg": "HS256"}, ["appId"])) == NO_TOKEN


@pytest.mark.parametrize("client_id", ["cs-unknown", "", None, 5, ["cs"], {"a": 1}, "cs-\x00", "cs-\ud800", "cs-é"])
def test_unknown_app(db, client_id):
    token = unsigned({"alg": "HS256"}, {"appId": client_id})

    assert refusal(token + "c2ln") == UNKNOWN_APP


def test_token_that_names_no_app(app):
    assert refusal(jwt.encode({"sub": "x"}, app.secret, algorithm="HS256")) == UNKNOWN_APP


def test_revoked_app(app):
    token = sign(app)
    app.revoked_at = timezone.now()
    app.save()

    assert refusal(token) == UNKNOWN_APP


def test_forged_signature(app):
    assert refusal(sign(app, key="another secret of thirty-two bytes or more")) == UNKNOWN_APP


def test_changed_claims(app, project):
    other, _ = BotApp.objects.issue(project, None, "other")
    head, _, signature = sign(app).split(".")
    claims = unsigned({}, {"appId": other.client_id}).split(".")[1]

    assert refusal(f"{head}.{claims}.{signature}") == UNKNOWN_APP


def test_secret_of_another_app(app, project):
    other, _ = BotApp.objects.issue(project, None, "other")

    assert refusal(sign(app, key=other.secret)) == UNKNOWN_APP


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, 1])
def test_unsigned_token(app, algorithm):
    assert refusal(unsigned({"alg": algorithm, "typ": "JWT"}, {"appId": app.client_id})) in (UNKNOWN_APP, NO_TOKEN)


def test_token_without_signature_under_the_right_algorithm(app):
    assert refusal(unsigned({"alg": "HS256"}, {"appId": app.client_id})) == UNKNOWN_APP


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_other_hmac_with_the_right_secret(app, algorithm):
    assert refusal(sign(app, algorithm=algorithm)) == UNKNOWN_APP


def test_public_key_algorithm(app):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert refusal(sign(app, key=key, algorithm="RS256")) == UNKNOWN_APP


def test_client_id_is_no_secret(app):
    assert refusal(sign(app, key=app.client_id)) == UNKNOWN_APP


def test_what_is_kept_in_the_database_is_no_secret(app):
    assert refusal(sign(app, key=app.secret_encrypted)) == UNKNOWN_APP


def test_key_in_the_header_is_not_believed(app):
    key = "a key that the caller brings, thirty-two bytes"
    jwk = {"kty": "oct", "k": urlsafe_b64encode(key.encode()).decode()}
    token = jwt.encode({"appId": app.client_id}, key, algorithm="HS256", headers={"jwk": jwk, "kid": "mine"})

    assert refusal(token) == UNKNOWN_APP


def test_installations_own_key_signs_for_no_app(app, settings):
    assert refusal(sign(app, key=settings.SECRET_KEY)) == UNKNOWN_APP


def test_persons_token_is_no_apps_token(app, owner):
    assert refusal(str(AccessToken.for_user(owner))) == UNKNOWN_APP


def test_expired_token(app):
    assert refusal(sign(app, exp=int(time.time()) - 1)) == UNKNOWN_APP


@pytest.mark.parametrize("exp", ["soon", [1], {}, float("inf")])
def test_unreadable_expiry(app, exp):
    assert refusal(sign(app, exp=exp)) == UNKNOWN_APP


def test_token_that_is_not_valid_yet(app):
    assert refusal(sign(app, nbf=int(time.time()) + 600)) == UNKNOWN_APP


def test_token_without_jti_is_used_twice(app):
    token = sign(app)
    app_of_token(token)

    assert app_of_token(token)[0] == app
    assert not UsedToken.objects.exists()


@pytest.mark.parametrize("claim", ["jti", "kore_jti"])
def test_token_with_jti_is_used_once(app, claim):
    token = sign(app, exp=int(time.time()) + 3000, **{claim: "one"})
    app_of_token(token)

    assert refusal(token) == REPLAY


def test_same_jti_in_another_token_is_a_replay(app):
    app_of_token(sign(app, jti="one", exp=int(time.time()) + 3000))

    assert refusal(sign(app, jti="one", exp=int(time.time()) + 3001)) == REPLAY


def test_same_jti_of_another_app_is_none(app, project):
    other, _ = BotApp.objects.issue(project, None, "other")
    app_of_token(sign(app, jti="one", exp=int(time.time()) + 3000))

    assert app_of_token(sign(other, jti="one", exp=int(time.time()) + 3000))[0] == other


@pytest.mark.parametrize("jti", ["x" * 5000, "\x00", "\ud800", 17, ""])
def test_any_jti_is_remembered(app, jti):
    token = sign(app, jti=jti, exp=int(time.time()) + 3000)
    app_of_token(token)

    assert refusal(token) == REPLAY


def test_jti_with_a_longer_life_than_an_hour(app):
    assert refusal(sign(app, jti="one", exp=int(time.time()) + 3700)) == TOO_LONG


def test_jti_without_expiry(app):
    assert refusal(sign(app, jti="one")) == TOO_LONG


def test_jti_with_an_hour_from_its_issue(app):
    now = int(time.time())

    assert refusal(sign(app, jti="one", iat=now - 600, exp=now + 3001)) == TOO_LONG
    assert app_of_token(sign(app, jti="one", iat=now - 600, exp=now + 3000))[0] == app


def test_issue_in_the_future_buys_no_longer_life(app):
    now = int(time.time())

    assert refusal(sign(app, jti="one", iat=now + 86_400, exp=now + 90_000)) == TOO_LONG


def test_refused_jti_is_not_used_up(app):
    refusal(sign(app, jti="one", exp=int(time.time()) + 9000))

    assert app_of_token(sign(app, jti="one", exp=int(time.time()) + 3000))[0] == app


def test_forged_token_uses_up_no_jti(app):
    exp = int(time.time()) + 3000
    refusal(sign(app, key="another secret of thirty-two bytes or more", jti="one", exp=exp))

    assert app_of_token(sign(app, jti="one", exp=exp))[0] == app


def test_app_that_enforces_jti_refuses_tokens_without(app):
    app.enforce_jti = True
    app.save()

    assert refusal(sign(app)) == NO_JTI


def test_app_that_enforces_jti_accepts_tokens_with(app):
    app.enforce_jti = True
    app.save()

    assert app_of_token(sign(app, jti="one", exp=int(time.time()) + 3000))[0] == app


def test_uses_of_expired_tokens_are_forgotten(app):
    UsedToken.objects.create(app=app, jti="old", expires_at=timezone.now() - timedelta(seconds=1))
    app_of_token(sign(app, jti="one", exp=int(time.time()) + 3000))

    assert not UsedToken.objects.filter(jti="old").exists()


def test_secret_under_a_lost_secret_key_is_refused_and_reported(app, settings, caplog):
    token = sign(app)
    settings.SECRET_KEY = "another-" + "y" * 50

    assert refusal(token) == UNKNOWN_APP
    assert f"The secret of bot app {app.pk} was encrypted under another SECRET_KEY" in caplog.text


def test_minimal_token_costs_one_query(app, django_assert_num_queries):
    token = sign(app)

    with django_assert_num_queries(1):
        app_of_token(token)
