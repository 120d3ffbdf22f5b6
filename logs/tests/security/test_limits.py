"""What is too deep, too large or too much is refused in words at every door that reads, never a failure."""

import gzip

import pytest

from logs.tests.conftest import client_with

DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
DEEP_LIST = b"[" * 100_000 + b"]" * 100_000
BOMB = gzip.compress(b'{"model": "' + b"x" * (120 * 1024 * 1024) + b'"}', 9)
WRITERS = [
    "/api/request-logs/create/",
    "/api/request-logs/batch/create/",
    "/api/request-logs/list/",
    "/litellm/logs",
    "/api/v2/exports/",
    "/api/v2/views/",
    "/api/v2/keys/",
    "/api/token/",
]


@pytest.fixture
def caller(make_key):
    return client_with(make_key("ingest", "read", "admin"))


@pytest.mark.parametrize("path", WRITERS)
@pytest.mark.parametrize("body", [DEEP, DEEP_LIST], ids=["objects", "lists"])
def test_deep_json_is_refused(caller, path, body):
    answer = caller.generic("POST", path, body, content_type="application/json")
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("path", WRITERS)
def test_what_unpacks_to_much_is_refused(caller, path):
    assert len(BOMB) < 200_000
    answer = caller.generic("POST", path, BOMB, content_type="application/json", HTTP_CONTENT_ENCODING="gzip")
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "path", ["/logs/", "/api/v2/logs/", "/api/logs", "/api/v1/requests", "/api/request-logs/list/"]
)
def test_a_thousand_parameters_are_enough(caller, browser, path):
    query = "&".join(f"a{number}=1" for number in range(2000))
    for client in (caller, browser):
        assert client.get(f"{path}?{query}").status_code in (400, 401, 405)


@pytest.mark.parametrize("words", ["(" * 5000, "a OR " * 5000 + "a", "NOT " * 5000 + "a", '"' + "a*" * 5000 + '"'])
def test_a_query_is_bounded(caller, browser, words):
    for client, path in ((caller, "/api/v2/logs/"), (browser, "/logs/")):
        assert client.get(path, {"q": words}).status_code in (200, 400)


def test_a_form_is_bounded(browser):
    form = {f"field{number}": "x" for number in range(2000)}
    assert browser.post("/settings/keys/new/", form).status_code == 400
    assert browser.post("/settings/keys/new/", {"name": "x" * 3_000_000}).status_code in (400, 413)


@pytest.mark.parametrize("path", ["/api/token/", "/api/token/refresh/", "/api/v2/views/", "/api/v2/keys/"])
def test_a_body_that_is_no_log_is_bounded(caller, anonymous_api, path):
    for client in (caller, anonymous_api):
        answer = client.generic("POST", path, b'{"a": "' + b"x" * 3_000_000 + b'"}', content_type="application/json")
        assert answer.status_code == (413 if client is caller or "token" in path else 401)
