"""What belongs to another project is, at every door and page, as what is not there: same answer, same statements."""

import re
import uuid

import jwt
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import BotApp
from logs.saved.models import SavedView
from logs.tests.explorer.conftest import browser  # noqa: F401
from logs.tests.factories import make_log

UNKNOWN = "01a1f8d3-ea00-7002-840d-6df02df44314"


@pytest.fixture
def theirs(stranger_project):
    """A log of another project."""
    fields = {
        "thread_id": "their-thread",
        "customer_id": "their-customer",
        "bot_id": "their-bot",
        "model": "their-model",
    }
    return make_log(stranger_project, source_id="their-own-id", **fields)


def told(client, method, path, name, **options):
    """Status, body and statements of an answer, with what was asked for left out."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.generic(method, path.format(id=name), **options)
    plain = answer.content.decode().replace(name, "NAME")
    # Forms carry a token of their own on every page.
    plain = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", plain)
    return answer.status_code, plain, [_shape(query["sql"]) for query in asked]


def _shape(statement):
    return re.sub(r"'[^']*'|\b\d+\b", "V", statement)


CALLS = [
    ("GET", "/api/v2/logs/{id}/"),
    ("GET", "/api/request-logs/{id}/"),
    ("GET", "/api/logs/{id}"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("by", ["public_id", "source_id"])
def test_logs_of_others_at_the_doors(api, theirs, method, path, by):
    name = {"public_id": str(theirs.public_id), "source_id": "their-own-id"}[by]
    absent = {"public_id": UNKNOWN, "source_id": "nobodys-id"}[by]
    api.get("/api/v2/logs/")

    found = told(api, method, path, name)
    assert found[0] == 404
    assert found == told(api, method, path, absent)


LOG_PAGES = ["", "drawer/", "messages/", "text/", "media/", "json/", "payload.json", "copy/json/"]
PAGES = [
    *((f"/logs/{{id}}/{part}", "log") for part in LOG_PAGES),
    ("/threads/{id}/", "thread"),
    ("/customers/{id}/", "customer"),
    ("/compare/?a={id}&b={id}", "log"),
]


@pytest.mark.parametrize(("path", "kind"), PAGES)
def test_pages_of_others(browser, theirs, path, kind):  # noqa: F811
    names = {"log": str(theirs.public_id), "thread": "their-thread", "customer": "their-customer"}
    absent = UNKNOWN if kind == "log" else f"nobodys-{kind}"
    browser.get("/logs/")

    found = told(browser, "GET", path, names[kind])
    assert found[0] in (404, 400) or kind != "log"
    assert found == told(browser, "GET", path, absent)
    assert "their-model" not in found[1]


@pytest.mark.parametrize("query", ["customer:their-customer", "id:{id}", "thread:their-thread", "bot:their-bot"])
def test_searches_find_nothing_of_others(api, theirs, query):
    answer = api.get("/api/v2/logs/", {"q": query.format(id=theirs.public_id)})
    assert answer.status_code == 400 or answer.json()["results"] == []


@pytest.mark.parametrize("page", ["/logs/", "/logs/facets/", "/customers/", "/models/", "/bots/", "/threads/"])
def test_lists_show_nothing_of_others(browser, theirs, page):  # noqa: F811
    assert "their-" not in browser.get(page).content.decode()


def test_suggestions_offer_nothing_of_others(browser, theirs):  # noqa: F811
    for field in ("customer", "model", "bot", "thread"):
        assert "their-" not in browser.get("/logs/suggest/", {"q": f"{field}:"}).content.decode()


def test_saved_views_of_others(api, stranger_project):
    view = SavedView.objects.create(project_id=stranger_project.pk, name="theirs")
    api.get("/api/v2/logs/")

    assert told(api, "GET", "/api/v2/views/{id}/", str(view.pk)) == told(api, "GET", "/api/v2/views/{id}/", "999999")


def test_exports_of_others(api, stranger_api):
    made = stranger_api.post("/api/v2/exports/", {"format": "jsonl"}).json()["id"]
    api.get("/api/v2/logs/")

    for path in ("/api/v2/exports/{id}/", "/api/v2/exports/{id}/file/"):
        found = told(api, "GET", path, made)
        assert found[0] == 404
        assert found == told(api, "GET", path, str(uuid.UUID(int=7)))


@pytest.mark.parametrize("is_of_one_bot", [True, False])
def test_bots_of_others_at_the_kore_door(client, project, stranger_project, is_of_one_bot):
    app, secret = BotApp.objects.issue(project, project.default_bot() if is_of_one_bot else None, "reader")
    headers = {"auth": jwt.encode({"appId": app.client_id}, secret, "HS256")}
    answers = [
        told(client, "POST", "/api/1.1/public/bot/{id}/getLLMUsageLogs", name, data="{}", headers=headers)
        for name in (stranger_project.default_bot().bot_id, f"st-{uuid.UUID(int=7)}")
    ]

    assert answers[0] == answers[1]
    assert answers[0][0] == (401 if is_of_one_bot else 400)
