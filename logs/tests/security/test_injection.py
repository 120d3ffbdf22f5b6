"""Line breaks, other hosts and other folders: in headers, redirects and file names."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import Project
from logs.tests.conftest import client_with
from logs.tests.factories import make_log
from logs.tests.security.test_csrf import PAGES

BROKEN = "x\r\nSet-Cookie: evil=1\r\nX-Evil: 1"
QUOTED = "x%0d%0aSet-Cookie:%20evil=1%0d%0aX-Evil:%201"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://testserver@evil.example/",
    "\thttps://evil.example/",
    "https://testserver.evil.example/",
]


def assert_unbroken(answer):
    assert "X-Evil" not in answer.headers
    assert "evil" not in answer.cookies
    assert not [value for value in answer.headers.values() if "\r" in value or "\n" in value]


DOORS = [
    "/api/request-logs/{}/",
    "/api/v1/requests/{}",
    "/api/logs/{}",
    "/api/v2/logs/{}/",
    "/logs/{}/",
    "/logs/{}/payload.json",
    "/threads/{}/",
    "/customers/{}/",
    "/static/{}",
    "/{}",
]


@pytest.mark.parametrize("door", DOORS)
def test_no_id_breaks_a_header(browser, key, door):
    for client in (browser, client_with(key)):
        answer = client.get(door.format(QUOTED))
        assert answer.status_code < 500
        assert_unbroken(answer)


@pytest.mark.parametrize("header", ["X-Project", "Authorization", "Idempotency-Key", "If-None-Match", "Origin"])
def test_no_header_breaks_another(api, header):
    for path in ("/api/v2/logs/", "/api/request-logs/list/", "/api/logs", "/api/v1/requests"):
        answer = api.get(path, headers={header: BROKEN})
        assert answer.status_code < 500
        assert_unbroken(answer)


def test_no_name_breaks_the_name_of_a_file(browser, project):
    Project.objects.filter(pk=project.pk).update(name=BROKEN + '"; filename=../../etc/passwd')
    log = make_log(project, custom_id=BROKEN, customer_id=BROKEN, thread_id="../../../etc/passwd")
    for path in (f"/logs/{log.public_id}/payload.json", "/settings/audit/file/?format=csv"):
        answer = browser.get(path)
        assert_unbroken(answer)
        name = answer["Content-Disposition"].partition("filename=")[2].strip('"')
        assert not set(name) & set('/\\"\r\n;')


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_sent_elsewhere(client: Client, browser: Client, owner, project, where):
    form = {"username": owner.email, "password": "correct horse battery", "next": where, "project": project.pk}
    answers = [client.post("/accounts/login/", form), browser.get("/accounts/login/", {"next": where})]
    answers += [
        browser.post(path, form) for path in ("/zone/", "/appearance/", "/accounts/switch/", "/accounts/reason/")
    ]
    answers += [browser.get("/logs", {"next": where}), browser.post("/accounts/logout/", {"next": where})]
    for answer in answers:
        location = answer.headers.get("Location", "/")
        assert urlsplit(location).netloc in ("", "testserver")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("escape", ["../../secret_key", "..%2f..%2fsecret_key", "%2e%2e/secret_key", "/etc/passwd"])
def test_no_path_leaves_its_folder(browser, api, escape):
    for path in (f"/static/{escape}", f"/exports/{escape}/file/", f"/api/v2/exports/{escape}/file/"):
        for client in (browser, api):
            assert client.get(path).status_code in (301, 400, 401, 403, 404, 405)


def test_pages_were_found():
    assert "/accounts/switch/" in PAGES
    assert "/zone/" in PAGES
