"""Security headers of every kind of answer, cookies, and what other sites may not do."""

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import django
import pytest
from django.conf import settings as site
from django.test import Client

from logs.tests.conftest import client_with
from logs.tests.explorer.conftest import browser_of
from logs.tests.front import come_in
from logs.tests.server import ROOT

CREATE = "/api/request-logs/create/"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
PLACES = [
    "/",
    "/accounts/login/",
    "/static/css/base.css",
    "/static/img/icons.svg",
    "/static/missing.css",
    "/healthz",
    "/metrics",
    "/api/request-logs/list/",
    "/api/v2/logs/",
    "/api/v1/requests",
    "/api/logs",
    "/api/schema/",
    "/api/docs/",
    "/admin/",
    "/admin/login/",
    "/nowhere/",
]


def directives(answer):
    return dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))


def assert_has_headers(answer):
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    assert "camera=()" in answer["Permissions-Policy"]
    policy = directives(answer)
    assert policy["frame-ancestors"] == policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("path", PLACES)
def test_every_answer_has_them(client, db, path):
    assert_has_headers(client.get(path))


def test_answers_of_the_short_cut_have_them(key):
    front = come_in(client_with(key), "shortcut", key, (CREATE,))
    answer = front.post(CREATE, {}, format="json")
    assert front.handler.shortcut.taken == 1
    assert_has_headers(answer)


def test_a_host_that_is_not_served_is_refused_with_them(client, db):
    answer = client.get("/logs/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert b"evil" not in answer.content
    assert_has_headers(answer)


def test_a_failure_has_them(db, monkeypatch):
    def fails(request):
        raise ZeroDivisionError

    monkeypatch.setattr("logs.explorer.zone.ZoneMiddleware.__call__", lambda self, request: fails(request))
    answer = Client(raise_request_exception=False).get("/logs/")
    assert answer.status_code == 500
    assert_has_headers(answer)


def test_pages_run_nothing_that_is_inline(owner, project):
    policy = directives(browser_of(owner).get("/logs/"))
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert policy["img-src"] == "'self' data:"
    assert policy["connect-src"] == policy["form-action"] == "'self'"


def test_the_admin_has_one_inline_style_of_its_own(admin_client):
    template = Path(django.__file__).parent / "contrib/admin/templates/admin/change_list.html"
    style = re.search("<style>(.*?)</style>", template.read_text(), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert directives(admin_client.get("/admin/"))["style-src"] == f"'self' 'sha256-{digest}'"


def test_the_docs_page_has_no_inline_script(client, db):
    page = client.get("/api/docs/")
    assert not re.search(rb"<script>|<script (?!src=)| on[a-z]+=", page.content)
    script = re.findall(r'<script src="([^"]*\?[^"]*)"', page.content.decode())[0]
    assert client.get(script)["Content-Type"] == "application/javascript"


@pytest.mark.parametrize("path", [CREATE, "/api/v2/logs/", "/api/logs", "/api/v1/requests", "/litellm/logs"])
def test_another_site_gets_no_leave_to_call(client, db, path):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.options(path, headers={**headers, "Access-Control-Request-Headers": "authorization"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_another_site_gets_no_leave_to_read(api):
    answer = api.get("/api/v2/logs/", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer


HTTPS = """
import os, django
os.environ.update(HTTPS="1", DEBUG="0", ALLOWED_HOSTS="logs.example.com", SECRET_KEY="Kq8zP3vT6mWx1nRb5cYd9" * 3)
django.setup()
from django.test import Client
plain = Client().get("/accounts/login/?next=/logs/", HTTP_HOST="logs.example.com")
print(plain.status_code, plain["Location"])
print("default-src 'none'" in plain["Content-Security-Policy"])
safe = Client().get("/accounts/login/", HTTP_HOST="logs.example.com", HTTP_X_FORWARDED_PROTO="https")
print(safe["Strict-Transport-Security"])
for name, cookie in sorted(safe.cookies.items()):
    print(name, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
from django.conf import settings
print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE)
"""


def test_https_redirects_pins_and_keeps_cookies_from_the_clear():
    done = subprocess.run([sys.executable, "-c", HTTPS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "301 https://logs.example.com/accounts/login/?next=/logs/",
        "True",
        "max-age=31536000; includeSubDomains; preload",
        "csrftoken True False Lax",
        "True True Lax",
    ]


@pytest.mark.parametrize("name", ["SESSION_COOKIE_HTTPONLY", "SECURE_CONTENT_TYPE_NOSNIFF"])
def test_nothing_of_that_hangs_on_https(name):
    assert getattr(site, name) is True
