"""Who may ask Kore.ai's door: tokens in every spelling, forged ones, one-time ones, apps, bots and scopes."""

import time

import jwt
import pytest
from django.test import Client

from accounts.models import Bot, BotApp
from logs.tests.dialects.kore_client import PERIOD, KoreClient, refusal_of
from logs.tests.factories import make_log

NOT_KNOWN = (401, "Invalid SDK credentials", 4002)
NOT_A_TOKEN = (401, "Invalid JWT token", 4002)
WRONG_SCOPE = (401, "Permission denied. Scope is incorrect!", 4002)
UNKNOWN_BOT = (400, "Invalid StreamId", 400)
REPLAY = (401, "error verifying the jwt: possibly a replay", 401)


@pytest.fixture
def kore(project):
    return KoreClient(project)


@pytest.fixture
def other_bot(project):
    return Bot.objects.create(project=project, name="Order desk")


def account_client(project, **options):
    return KoreClient(project, app=BotApp.objects.issue(project, None, "admin console")[0], **options)


# -- the token


@pytest.mark.parametrize("claim", ["appId", "iss", "kore_iss"])
def test_the_app_is_named_by_any_of_three_claims(kore, claim):
    token = jwt.encode({"sub": "1", claim: kore.app.client_id}, kore.app.secret, "HS256")
    assert kore.post(PERIOD, token=token).status_code == 200


def test_a_token_in_the_sdk_style_is_accepted(kore):
    now = int(time.time())
    claims = {"iat": now, "exp": now + 600, "aud": "https://idproxy.kore.ai/authorize", "jti": "once", "isAnonymous": 1}
    assert kore.post(PERIOD, token=kore.token(**claims, iss=kore.app.client_id)).status_code == 200


def test_without_a_token(kore):
    response = Client().post(kore.path, PERIOD, content_type="application/json")
    assert refusal_of(response) == NOT_KNOWN


@pytest.mark.parametrize("token", ["JWTToken", "Bearer a.b.c", "a.b.c", "{}"])
def test_what_is_no_token(kore, token):
    assert kore.refusal(PERIOD, token=token) == NOT_A_TOKEN


def test_a_key_of_the_project_is_no_token(kore, key):
    assert kore.refusal(PERIOD, token="", authorization=f"Bearer {key}") == NOT_KNOWN
    assert kore.refusal(PERIOD, token=key) == NOT_A_TOKEN


def test_the_wrong_secret(kore):
    token = jwt.encode({"appId": kore.app.client_id}, "another secret of another app, long enough", "HS256")
    assert kore.refusal(PERIOD, token=token) == NOT_KNOWN


def test_an_unknown_app(kore):
    assert kore.refusal(PERIOD, token=kore.token(appId="cs-00000000-0000-4000-8000-000000000000")) == NOT_KNOWN


def test_an_unsigned_token(kore):
    token = jwt.encode({"appId": kore.app.client_id}, None, algorithm="none")
    assert kore.refusal(PERIOD, token=token) == NOT_KNOWN


@pytest.mark.parametrize("algorithm", ["HS512", "HS384"])
def test_another_algorithm_under_the_right_secret(kore, algorithm):
    token = jwt.encode({"appId": kore.app.client_id}, kore.app.secret * 2, algorithm)
    assert kore.refusal(PERIOD, token=token) == NOT_KNOWN


def test_an_expired_token(kore):
    assert kore.refusal(PERIOD, token=kore.token(exp=int(time.time()) - 60)) == NOT_KNOWN


@pytest.mark.parametrize("claim", ["jti", "kore_jti"])
def test_a_token_with_an_id_is_good_once(kore, claim):
    token = kore.token(exp=int(time.time()) + 600, **{claim: "b8c9"})
    assert kore.post(PERIOD, token=token).status_code == 200
    assert kore.refusal(PERIOD, token=token) == REPLAY


def test_a_token_with_an_id_lives_an_hour_at_most(kore):
    token = kore.token(jti="b8c9", exp=int(time.time()) + 7200)
    message = 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)'
    assert kore.refusal(PERIOD, token=token) == (401, message, 401)


def test_an_app_that_enforces_jti(project):
    app = BotApp.objects.issue(project, project.default_bot(), "strict", enforce_jti=True)[0]
    kore = KoreClient(project, app=app)
    assert kore.refusal(PERIOD)[0] == 401
    assert kore.post(PERIOD, token=kore.token(jti="b8c9", exp=int(time.time()) + 600)).status_code == 200


# -- the bot


def test_a_bot_level_app_reads_its_own_bot(project, other_bot):
    make_log(project, bot_id=other_bot.bot_id, model="theirs")
    make_log(project, model="the default bot's")
    assert KoreClient(project, bot=other_bot).models() == ["theirs"]


def test_a_bot_level_app_and_another_bot_of_its_project(kore, other_bot):
    path = f"/api/1.1/public/bot/{other_bot.bot_id}/getLLMUsageLogs"
    assert kore.refusal(PERIOD, path=path) == NOT_KNOWN


def test_a_bot_level_app_and_an_unknown_bot(kore):
    assert kore.refusal(PERIOD, path="/api/1.1/public/bot/st-unknown/getLLMUsageLogs") == NOT_KNOWN


def test_an_account_level_app_reads_any_bot_of_its_project(project, other_bot):
    make_log(project, bot_id=other_bot.bot_id, model="theirs")
    make_log(project, model="the default bot's")
    assert account_client(project, bot=other_bot).models() == ["theirs"]
    assert account_client(project).models() == ["the default bot's"]


@pytest.mark.parametrize("bot_id", ["st-unknown", "st-%00", "%F0%9F%A4%96", "%ff"])
def test_an_account_level_app_and_an_unknown_bot(project, bot_id):
    path = f"/api/1.1/public/bot/{bot_id}/getLLMUsageLogs"
    assert account_client(project).refusal(PERIOD, path=path) == UNKNOWN_BOT


def test_an_account_level_app_and_the_bot_of_another_project(project, stranger_project):
    path = f"/api/1.1/public/bot/{stranger_project.default_bot().bot_id}/getLLMUsageLogs"
    assert account_client(project).refusal(PERIOD, path=path) == UNKNOWN_BOT


def test_a_log_of_another_project_that_names_this_bot_stays_there(kore, stranger_project):
    make_log(stranger_project, bot_id=kore.bot.bot_id)
    assert kore.rows() == []


# -- the scope


@pytest.mark.parametrize("scopes", [[], ["read"], ["ingest", "read", "admin"]])
def test_an_app_without_the_scope(project, scopes):
    app = BotApp.objects.issue(project, project.default_bot(), "narrow", scopes)[0]
    assert KoreClient(project, app=app).refusal(PERIOD) == WRONG_SCOPE


def test_the_bot_is_judged_before_the_scope(project):
    app = BotApp.objects.issue(project, None, "narrow", [])[0]
    kore = KoreClient(project, app=app)
    assert kore.refusal(PERIOD, path="/api/1.1/public/bot/st-unknown/getLLMUsageLogs") == UNKNOWN_BOT
