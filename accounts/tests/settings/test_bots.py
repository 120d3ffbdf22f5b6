"""Pages of bots and apps: made, renamed, rotated, revoked; secrets shown once."""

import re

import jwt
import pytest

from accounts.kore_jwt import KoreTokenError, app_of_token
from accounts.models import Bot, BotApp, Project
from accounts.tests.settings.conftest import signed_in


def secrets_in(response):
    return re.findall(r"\b[A-Za-z0-9]{44}\b", response.content.decode())


def opens(app, secret):
    try:
        return app_of_token(jwt.encode({"appId": app.client_id}, secret, "HS256"))[0] == app
    except KoreTokenError:
        return False


@pytest.fixture
def app(project):
    return BotApp.objects.issue(project, project.default_bot(), "reader")


@pytest.fixture
def page(app):
    return f"/settings/apps/{app[0].client_id}/"


def test_new_bot_has_an_id_and_is_listed(browser):
    assert browser.post("/settings/bots/new/", {"name": "pizza"}).url == "/settings/bots/"
    bot = Bot.objects.get(name="pizza")

    assert bot.bot_id.startswith("st-")
    assert bot.bot_id in browser.get("/settings/bots/").content.decode()


def test_bot_is_renamed_and_keeps_its_id(browser, project):
    bot = project.default_bot()
    assert browser.post(f"/settings/bots/{bot.bot_id}/", {"name": "sales"}).url == "/settings/bots/"

    assert (project.default_bot().name, project.default_bot().bot_id) == ("sales", bot.bot_id)


@pytest.mark.parametrize("name", ["", "x" * 201, "a\x00b"])
def test_name_that_cannot_be_is_refused(browser, project, name):
    for address in ("/settings/bots/new/", f"/settings/bots/{project.default_bot().bot_id}/", "/settings/apps/new/"):
        assert browser.post(address, {"name": name}).status_code == 400


def test_new_apps_secret_is_shown_once_and_signs(browser, project):
    response = browser.post("/settings/apps/new/", {"name": "reader", "bot": project.default_bot().bot_id})
    app = BotApp.objects.get()

    assert (app.bot, app.enforce_jti, app.scopes) == (project.default_bot(), False, ["kore-usage"])
    assert opens(app, secrets_in(response)[0])
    assert secrets_in(browser.get(f"/settings/apps/{app.client_id}/")) == []


def test_app_of_any_bot_with_tokens_good_once(browser):
    browser.post("/settings/apps/new/", {"name": "reader", "enforce_jti": "on"})

    assert (BotApp.objects.get().bot, BotApp.objects.get().enforce_jti) == (None, True)


def test_bot_of_another_project_is_no_choice(browser, stranger):
    theirs = Project.objects.get(name="elsewhere").default_bot()

    assert theirs.bot_id not in browser.get("/settings/apps/new/").content.decode()
    assert browser.post("/settings/apps/new/", {"name": "a", "bot": theirs.bot_id}).status_code == 400
    assert not BotApp.objects.exists()


def test_app_is_changed(browser, app, page):
    browser.post(page, {"name": "other", "enforce_jti": "on"})

    assert (BotApp.objects.get().name, BotApp.objects.get().enforce_jti) == ("other", True)
    assert not opens(*app)  # its token has no jti


def test_app_is_rotated(browser, app, page):
    new = secrets_in(browser.post(f"{page}rotate/"))[0]

    assert (opens(*app), opens(app[0], new)) == (False, True)


def test_app_is_revoked(browser, app, page):
    assert browser.post(f"{page}revoke/").url == "/settings/bots/"
    assert not opens(*app)
    assert browser.post(f"{page}rotate/").url == "/settings/bots/"
    assert not opens(*app)


def test_bots_and_apps_of_others_are_not_found(stranger, project, page, app):
    theirs = signed_in(stranger)
    bot = project.default_bot()

    assert theirs.get(page).status_code == 404
    assert theirs.post(f"/settings/bots/{bot.bot_id}/", {"name": "mine"}).status_code == 404
    for step in ("", "rotate/", "revoke/"):
        assert theirs.post(f"{page}{step}", {"name": "mine"}).status_code == 404
    assert project.default_bot().name == "shop"
    assert opens(*app)


@pytest.mark.parametrize("user", ["analyst", "viewer"])
def test_bots_are_for_those_who_run_the_project(request, user, page):
    client = signed_in(request.getfixturevalue(user))

    for address in ("/settings/bots/", "/settings/bots/new/", "/settings/apps/new/", page):
        assert client.get(address).status_code == 403
    assert client.post(f"{page}revoke/").status_code == 403


def test_number_of_queries_does_not_grow(browser, project, django_assert_num_queries):
    for number in range(20):
        BotApp.objects.issue(project, project.bots.create(name=f"bot {number}"), f"app {number}")

    with django_assert_num_queries(7):
        assert browser.get("/settings/bots/").status_code == 200
