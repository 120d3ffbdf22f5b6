"""Theme and density: chosen once, kept in a cookie, drawn by the server."""

import pytest
from django.test import Client

from accounts.models import Project


def root_of(client: Client, path: str = "/logs/") -> str:
    html = client.get(path).content.decode()
    return html[html.index("<html") : html.index(">", html.index("<html")) + 1]


def test_follows_the_system_at_first(browser: Client, project: Project):
    assert root_of(browser) == '<html lang="en">'


def test_keeps_a_theme_and_a_density(browser: Client, project: Project):
    response = browser.post("/appearance/", {"theme": "dark", "next": "/threads/?before=x"})
    assert response.url == "/threads/?before=x"
    browser.post("/appearance/", {"density": "comfortable"})
    assert root_of(browser) == '<html lang="en" data-theme="dark" data-density="comfortable">'


def test_forgets_a_theme(browser: Client, project: Project):
    browser.post("/appearance/", {"theme": "dark"})
    browser.post("/appearance/", {"theme": ""})
    assert root_of(browser) == '<html lang="en">'


def test_draws_the_page_of_sign_in_with_it(client: Client, db):
    client.cookies["theme"] = "light"
    assert 'data-theme="light"' in root_of(client, "/accounts/login/")


def test_takes_nothing_else(browser: Client, project: Project):
    browser.cookies["theme"] = '"><script>'
    assert root_of(browser) == '<html lang="en">'
    browser.post("/appearance/", {"theme": "neon"})
    assert root_of(browser) == '<html lang="en">'


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_leads_nowhere_else(browser: Client, project: Project, address: str):
    assert browser.post("/appearance/", {"theme": "dark", "next": address}).url == "/"


def test_answers_a_script_with_nothing(browser: Client, project: Project):
    response = browser.post("/appearance/", {"theme": "dark"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")


def test_takes_a_post_alone(browser: Client, project: Project):
    assert browser.get("/appearance/").status_code == 405
