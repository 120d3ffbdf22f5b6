"""Pages of keys: made and shown once, listed with their use, changed, rotated and revoked."""

import re

import pytest

from accounts.authentication import key_from_header
from accounts.keys import use
from accounts.models import ApiKey, AuditEntry
from accounts.tests.settings.conftest import signed_in

NEW = {"name": "backend", "scopes": ["ingest", "read"]}


def keys_in(response):
    return re.findall(r"llk_[A-Za-z0-9]{8}_[A-Za-z0-9]{32}", response.content.decode())


@pytest.fixture
def page(issued):
    return f"/settings/keys/{issued[0].prefix}/"


def test_new_key_is_shown_once_with_a_line_to_try_it(browser, owner):
    response = browser.post("/settings/keys/new/", NEW)
    text = keys_in(response)[0]

    assert set(keys_in(response)) == {text}
    assert "curl http://testserver/api/request-logs/create/" in response.content.decode()
    assert key_from_header(text).created_by == owner
    assert keys_in(browser.get("/settings/keys/")) == []
    assert AuditEntry.objects.get().action == "key.created"


def test_new_key_has_its_limits(browser):
    limits = {"expires_in": "30", "ip_ranges": "10.0.0.0/8, 203.0.113.7", "rate_per_minute": "60"}
    browser.post("/settings/keys/new/", {**NEW, **limits})

    key = ApiKey.objects.get()
    assert (key.ip_ranges, key.rate_per_minute) == (["10.0.0.0/8", "203.0.113.7/32"], 60)
    assert (key.expires_at - key.created_at).days in (29, 30)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["fly"]},
        {"expires_in": "0"},
        {"ip_ranges": "home"},
        {"rate_per_minute": "0"},
        {"name": "a\x00b"},
    ],
)
def test_key_that_cannot_be_is_refused(browser, change):
    assert browser.post("/settings/keys/new/", {**NEW, **change}).status_code == 400
    assert not ApiKey.objects.exists()


def test_list_shows_use_and_limits(browser, issued):
    for _ in range(3):
        use.note(issued[0], {"REMOTE_ADDR": "203.0.113.7"})
    page = browser.get("/settings/keys/").content.decode()

    assert "shop backend" in page
    assert "from 203.0.113.7" in page
    assert page.count("</span> 3</td>") == 2


def test_number_of_queries_does_not_grow(browser, project, django_assert_num_queries):
    for number in range(20):
        ApiKey.objects.issue(project, f"key {number}", ["read"])

    with django_assert_num_queries(6):
        assert browser.get("/settings/keys/").content.decode().count("data-key-id") == 20


def test_changed(browser, issued, page):
    sent = {"name": "front", "ip_ranges": "10.0.0.0/8", "rate_per_minute": "5", "expires_at": "2126-01-02T10:00"}
    assert browser.post(page, sent).url == page

    key = ApiKey.objects.get()
    assert (key.name, key.ip_ranges, key.rate_per_minute) == ("front", ["10.0.0.0/8"], 5)
    assert key.expires_at.isoformat() == "2126-01-02T10:00:00+00:00"
    assert 'value="2126-01-02T10:00"' in browser.get(page).content.decode()


def test_change_that_cannot_be_is_refused(browser, issued, page):
    assert browser.post(page, {"name": "front", "ip_ranges": "home"}).status_code == 400
    assert ApiKey.objects.get().name == "shop backend"


def test_rotated_with_an_overlap(browser, issued, page):
    response = browser.post(f"{page}rotate/", {"hours": "24"})
    new = keys_in(response)[0]

    assert "The old one works until" in response.content.decode()
    assert (key_from_header(new), key_from_header(issued[1])) == (issued[0], issued[0])


@pytest.mark.parametrize("hours", ["-1", "721", "x", ""])
def test_overlap_that_cannot_be_is_refused(browser, issued, page, hours):
    assert browser.post(f"{page}rotate/", {"hours": hours}).url == page
    assert key_from_header(issued[1]) == issued[0]


def test_revoked(browser, issued, page):
    assert browser.post(f"{page}revoke/").url == "/settings/keys/"
    assert key_from_header(issued[1]) is None
    assert "Revoked" in browser.get(page).content.decode()
    assert browser.post(f"{page}rotate/", {"hours": "1"}).url == page
    assert browser.post(page, {"name": "x"}).url == page
    assert ApiKey.objects.get().name == "shop backend"


def test_keys_of_others_are_not_found(issued, page, stranger):
    theirs = signed_in(stranger)

    assert theirs.get(page).status_code == 404
    for step in ("", "rotate/", "revoke/"):
        assert theirs.post(f"{page}{step}", {"name": "mine", "hours": "0"}).status_code == 404
    assert key_from_header(issued[1]).name == "shop backend"
    assert "shop backend" not in theirs.get("/settings/keys/").content.decode()


@pytest.mark.parametrize("user", ["analyst", "viewer"])
def test_keys_are_for_those_who_run_the_project(request, user, issued, page):
    client = signed_in(request.getfixturevalue(user))

    for address in ("/settings/keys/", "/settings/keys/new/", page):
        assert client.get(address).status_code == 403
        assert client.post(address, NEW).status_code in (403, 405)
    assert client.post(f"{page}revoke/").status_code == 403


def test_names_are_escaped(browser, project):
    ApiKey.objects.issue(project, "<script>alert(1)</script>", ["read"])

    assert "<script>alert" not in browser.get("/settings/keys/").content.decode()
