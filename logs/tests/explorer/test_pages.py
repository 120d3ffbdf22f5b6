"""What every page keeps: a way in, a way out, errors in words, and nothing a strict policy would refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client
from django.views.defaults import bad_request, server_error

from accounts.choices import Role
from accounts.models import Membership, Project, User
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import make_log

CONVERSATION = {
    "input_messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]},
        {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": '{"a": "</pre>"}'}}]},
        {"role": "tool", "tool_call_id": "1", "content": "<style>x{}</style>"},
    ],
    "output_message": {"role": "assistant", "content": "**Hi** <i style='x'>", "reasoning": "Hm.", "refusal": "No."},
    "latency_ms": 1000.0,
    "ttft_ms": 200.0,
}


def test_leads_home_to_sign_in_or_to_the_logs(client: Client, browser: Client):
    assert client.get("/").url == "/accounts/login/"
    assert browser.get("/").url == "/logs/"


def test_signs_in_with_a_form_that_is_labelled(client: Client, owner: User):
    html = client.get("/accounts/login/").content.decode()
    for name in ("username", "password"):
        assert f'<label class="field-label" for="{name}">' in html
    response = client.post("/accounts/login/", {"username": "owner@example.com", "password": "correct horse battery"})
    assert response.url == "/"


def test_says_that_signing_in_failed(client: Client, owner: User):
    response = client.post("/accounts/login/", {"username": "owner@example.com", "password": "wrong"})
    assert "do not match" in text_of(response)
    assert 'value="owner@example.com"' in response.content.decode()
    assert "wrong" not in response.content.decode()


def test_shows_the_project_and_the_way_out(browser: Client, project: Project):
    html = browser.get("/logs/").content.decode()
    assert "acme" in html
    assert 'action="/accounts/logout/"' in html


def test_offers_a_switch_only_between_several_projects(browser: Client, owner: User, project: Project):
    assert "/accounts/switch/" not in browser.get("/logs/").content.decode()
    other = Project.objects.open("initech")
    Membership.objects.create(user=owner, project=other, role=Role.OWNER)
    html = browser.get("/logs/").content.decode()
    assert 'action="/accounts/switch/"' in html
    assert f'name="project" value="{other.pk}"' in html


def test_shows_the_admin_to_staff_only(browser: Client, owner: User, project: Project):
    assert "Admin" not in links_of(browser.get("/logs/"))
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    assert links_of(browser.get("/logs/"))["Admin"] == "/admin/"


def test_leads_nowhere_that_is_not_there(browser: Client, project: Project):
    log = make_log(project, customer_id="acme", thread_id="t", bot_id="b", **CONVERSATION)
    for page in ("/logs/", f"/logs/{log.public_id}/", f"/logs/{log.public_id}/?tab=raw"):
        for address in links_of(browser.get(page)).values():
            if not address.startswith("#"):
                target = address if address.startswith("/") else page.partition("?")[0] + address
                assert browser.get(target).status_code in (200, 302), (page, address)


def test_says_that_there_is_nothing(client: Client, db):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "Nothing here" in text_of(response)


@pytest.mark.parametrize(("view", "words"), [(server_error, "This page failed"), (bad_request, "cannot be read")])
def test_says_that_it_failed_without_asking_the_database(view, words: str):
    arguments = [HttpRequest()] if view is server_error else [HttpRequest(), ValueError()]
    assert words in view(*arguments).content.decode()


def test_says_that_a_form_has_expired(owner: User):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "The form has expired" in text_of(response)


@pytest.mark.parametrize("query", ["", "?tab=details", "?tab=raw", "?tab=dialects"])
def test_runs_under_a_strict_policy(browser: Client, project: Project, query: str):
    log = make_log(project, **CONVERSATION)
    for address in ("/logs/", f"/logs/{log.public_id}/{query}", "/logs/?q=model:nobody", "/logs/?q=cost:x"):
        response = browser.get(address)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert inline_parts(response.content.decode()) == []


def test_shows_no_log_yet_under_a_strict_policy(browser: Client, client: Client):
    assert inline_parts(browser.get("/logs/").content.decode()) == []
    assert inline_parts(client.get("/accounts/login/").content.decode()) == []
    assert inline_parts(render_to_string("500.html")) == []


def test_has_colours_in_the_tokens_only():
    for path in (Path(settings.BASE_DIR) / "static/css").glob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl\(", path.read_text()), path.name


def test_draws_only_icons_that_are_in_the_sprite():
    sprite = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    named = {name for path in templates for name in re.findall(r'{% icon "(\w+)"', path.read_text())}
    shown = named | {"success", "warning", "error", "cancelled", "processing", "unknown"}
    shown |= {"system", "user", "assistant", "tool", "image", "audio", "video", "file"}
    assert [name for name in sorted(shown) if f'id="{name}"' not in sprite] == []


def test_the_list_is_found_without_its_slash_and_keeps_its_state(client, db):
    response = client.get("/logs?q=model:gpt-4o")
    assert (response.status_code, response["Location"]) == (302, "/logs/?q=model:gpt-4o")
