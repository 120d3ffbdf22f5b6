"""Who may read metadata only learns nothing of the content, by any page, call, search or file."""

from datetime import UTC, datetime

import pytest

from accounts.models import ApiKey
from logs.models import Log
from logs.tests.conftest import client_with
from logs.tests.explorer.conftest import viewer_browser  # noqa: F401
from logs.tests.explorer.reading import row_ids, text_of
from logs.tests.factories import make_log

PLANTED = "xyzzyplugh"
CONTENT = {
    "input_messages": [
        {"role": "system", "content": f"{PLANTED} one"},
        {"role": "user", "content": f"{PLANTED} two", "name": PLANTED},
        {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": PLANTED, "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "1", "content": PLANTED},
        {"role": PLANTED, "content": "odd role"},
    ],
    "output_message": {"role": "assistant", "content": f"{PLANTED} five", "reasoning": PLANTED, "refusal": PLANTED},
    "tools": [{"type": "function", "function": {"name": PLANTED}}],
    "params": {"stop": PLANTED},
    "raw_request": {"q": PLANTED},
    "raw_response": {"a": PLANTED},
    "status": "error",
    "error_type": "timeout",
    "error_message": f"said {PLANTED}",
    "error_details": {"message": PLANTED},
    "note": PLANTED,
    "thread_id": "t1",
    "customer_id": "acme",
}


@pytest.fixture
def log(project):
    return make_log(project, **{**CONTENT, "started_at": datetime.now(UTC)})


@pytest.fixture
def viewer_api(project):
    return client_with(ApiKey.objects.issue(project, "metadata", ["read-metadata"])[1])


def pages_of(log):
    one = f"/logs/{log.public_id}/"
    tabs = ("", "parameters", "tools", "cost", "timing", "raw", "metadata", "dialects")
    return [
        *(
            "/logs/",
            "/logs/rows/",
            "/logs/facets/",
            "/logs/overview/",
            "/logs/suggest/?q=error:",
            "/threads/",
            "/models/",
        ),
        *(
            "/threads/t1/",
            "/threads/t1/?whole=1",
            "/customers/",
            "/customers/acme/",
            "/charts/",
            "/exports/",
            "/views/",
        ),
        *(f"{one}?tab={tab}" for tab in tabs),
        *(f"{one}{part}/" for part in ("drawer", "messages", "text", "media", "json", "copy/json", "copy/markdown")),
        *(f"{one}payload.json", f"/compare/?a={log.public_id}&b={log.public_id}", "/logs/delete/?id=1"),
        *(f"/logs/new/?newer={log.id - 1}", f"/logs/marked/?id={log.public_id}", "/dashboards/"),
    ]


def test_no_page_shows_a_word(viewer_browser, log):  # noqa: F811
    for page in pages_of(log):
        response = viewer_browser.get(page)
        assert response.status_code in (200, 400, 403, 404, 405), page
        assert PLANTED not in (b"".join(response).decode() if response.streaming else response.content.decode()), page


def test_a_log_shows_who_speaks_and_how_much(viewer_browser, log):  # noqa: F811
    text = text_of(viewer_browser.get(f"/logs/{log.public_id}/"))

    assert "System •••••• 14 characters User •••••• 14 characters Assistant •••••• tool call, 2 characters" in text
    assert "tool result, 10 characters User •••••• 8 characters Output Assistant" in text
    assert "•••••• 15 characters" in text


def test_the_drawer_shows_the_same(viewer_browser, log):  # noqa: F811
    assert "System •••••• 14 characters" in text_of(viewer_browser.get(f"/logs/{log.public_id}/drawer/"))


FOUND_BY_OWNERS = [PLANTED, f'"{PLANTED} two"', f"error:{PLANTED}", f"error:*{PLANTED}*", "error:said"]


@pytest.mark.parametrize("query", FOUND_BY_OWNERS)
def test_no_search_finds_by_content(viewer_browser, viewer_api, log, query):  # noqa: F811
    assert row_ids(viewer_browser.get("/logs/", {"q": query})) == []
    answer = viewer_api.get("/api/v2/logs/", {"q": query})
    assert answer.status_code == 400 or answer.json()["results"] == []


def test_owners_find_by_the_same_words(api, log):
    for query in FOUND_BY_OWNERS:
        assert len(api.get("/api/v2/logs/", {"q": query}).json()["results"]) == 1


def test_errors_are_found_by_type(viewer_api, log):
    assert len(viewer_api.get("/api/v2/logs/", {"q": "error:timeout"}).json()["results"]) == 1


def test_no_call_shows_a_word(viewer_api, log):
    address = f"/api/v2/logs/{log.public_id}/"
    for answer in (viewer_api.get("/api/v2/logs/"), viewer_api.get(address)):
        assert answer.status_code == 200
        assert PLANTED not in answer.content.decode()


VENDOR_READS = [
    ("GET", "/api/request-logs/list/", 403),
    ("GET", "/api/request-logs/{id}/", 403),
    ("GET", "/api/request-logs/summary/", 403),
    ("GET", "/api/v1/requests", 401),
    ("GET", "/api/logs", 403),
    ("GET", "/api/logs/{id}", 403),
]


@pytest.mark.parametrize("scope", ["read-metadata", "ingest", "kore-usage", "admin"])
@pytest.mark.parametrize(("method", "path", "status"), VENDOR_READS)
def test_vendors_reads_need_the_scope_read(project, log, scope, method, path, status):
    client = client_with(ApiKey.objects.issue(project, "k", [scope])[1])
    answer = client.generic(method, path.format(id=log.public_id))

    assert answer.status_code == status
    assert PLANTED not in answer.content.decode()


NATIVE_READS = ["logs/", "logs/{id}/", "exports/", "views/", "keys/", "audit/", "retention-rules/"]


@pytest.mark.parametrize("path", NATIVE_READS)
def test_keys_that_ingest_read_nothing(project, log, path):
    client = client_with(ApiKey.objects.issue(project, "k", ["ingest"])[1])

    assert client.get("/api/v2/" + path.format(id=log.public_id)).status_code == 403
    assert Log.objects.count() == 1
