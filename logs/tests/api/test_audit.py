"""`/api/v2/audit/`: the audit log for programs."""

import pytest

from accounts.audit import Action, record
from logs.tests.conftest import client_with


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("admin"))


@pytest.fixture
def entries(project, stranger_project):
    record(Action.KEY_CREATED, by="ann@example.com", project_id=project.pk, target="key llk_abcd1234")
    record(Action.BOT_CREATED, by="bob@example.com", project_id=project.pk, details={"name": "Hal"})
    record(Action.KEY_CREATED, by="eve@example.com", project_id=stranger_project.pk)


def ids(response):
    return [entry["id"] for entry in response.json()["results"]]


def test_lists_entries_of_the_project(admin_api, entries):
    body = admin_api.get("/api/v2/audit/").json()

    assert [entry["actor"] for entry in body["results"]] == ["bob@example.com", "ann@example.com"]
    newest = body["results"][0]
    assert (newest["action"], newest["details"], len(newest["hash"])) == ("bot.created", {"name": "Hal"}, 64)
    assert (body["next_cursor"], body["next"]) == (None, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [("actor=ann", [1]), ("action=bot.created", [2]), ("target=llk", [1]), ("since=2100-01-01T00:00:00Z", [])],
)
def test_narrows(admin_api, entries, query, found):
    assert ids(admin_api.get(f"/api/v2/audit/?{query}")) == found


def test_pages_are_followed(admin_api, entries):
    first = admin_api.get("/api/v2/audit/?limit=1&action=bot.created&action=key.created")

    assert ids(first) == [2]
    second = admin_api.get(first.json()["next"])
    assert (ids(second), second.json()["next"]) == ([1], None)


@pytest.mark.parametrize(
    ("query", "field"),
    [("nonsense=1", "nonsense"), ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"),
     ("cursor=x", "cursor"), ("action=x", "action"), ("since=x", "since"), ("actor=%00", "actor")],
)  # fmt: skip
def test_mistake_names_its_field(admin_api, query, field):
    response = admin_api.get(f"/api/v2/audit/?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"][0]["field"] == field


def test_needs_the_scope_admin(api, anonymous_api):
    assert api.get("/api/v2/audit/").status_code == 403
    assert anonymous_api.get("/api/v2/audit/").status_code == 401


def test_is_not_written_to(admin_api):
    assert admin_api.post("/api/v2/audit/", {}).status_code == 405
