"""`/api/v2/views/`: the saved views of the explorer over HTTP."""

import json

import pytest

from logs.saved.models import SavedView
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with

pytestmark = pytest.mark.django_db

LIST = "/api/v2/views/"
SLOW = {
    "name": "Slow",
    "q": "latency:>10s",
    "time": "24h",
    "sort": "-latency",
    "columns": ["model", "metadata.env"],
}


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("read", "admin"))


@pytest.fixture
def viewer_api(make_key):
    return client_with(make_key("read-metadata"))


def save(api, **changes):
    response = api.post(LIST, {**SLOW, **changes})
    assert response.status_code == 201, response.content
    return response.json()


def test_a_search_is_kept(api, project):
    made = save(api)
    assert {name: made[name] for name in SLOW} == SLOW
    assert (made["since"], made["until"], made["is_default"]) == (None, None, False)
    assert made["page"] == "/logs/?q=latency:%3E10s&time=24h&sort=-latency&columns=model&columns=metadata.env"
    assert api.get(f"{LIST}{made['id']}/").json() == made


def test_a_stretch_of_time_is_kept(api, project, client):
    made = save(api, time="", since="2026-11-20T12:00:00Z", until="2026-11-20T13:00:00+00:00")
    assert (made["since"], made["until"]) == ("2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+00:00")


def test_the_list_is_by_name_and_of_the_project(api, viewer_api, stranger_api, project):
    save(api)
    save(api, name="Errors")
    assert [view["name"] for view in viewer_api.get(LIST).json()["results"]] == ["Errors", "Slow"]
    assert stranger_api.get(LIST).json() == {"results": []}


def test_another_project_s_view_does_not_exist(api, stranger_api, project):
    path = f"{LIST}{save(api)['id']}/"
    for call in (stranger_api.get, stranger_api.patch, stranger_api.delete):
        problem_of(call(path), 404)


def test_what_is_sent_is_changed_and_nothing_else(api, project):
    made = save(api)
    changed = api.patch(f"{LIST}{made['id']}/", {"q": "status:error"}).json()
    assert (changed["q"], changed["name"], changed["time"]) == ("status:error", "Slow", "24h")


def test_removed_it_is_gone(api, project):
    path = f"{LIST}{save(api)['id']}/"
    assert api.delete(path).status_code == 204
    problem_of(api.get(path), 404)


def test_a_name_is_taken_once(api, project):
    save(api)
    assert problem_of(api.post(LIST, SLOW), 409)["detail"] == "There is a view of this name already."
    other = save(api, name="Errors")
    problem_of(api.patch(f"{LIST}{other['id']}/", {"name": "Slow"}), 409)


def test_whoever_reads_metadata_only_saves_none(viewer_api, api, project):
    problem_of(viewer_api.post(LIST, SLOW), 403)
    problem_of(viewer_api.patch(f"{LIST}{save(api)['id']}/", {"q": ""}), 403)


def test_another_key_s_view_is_changed_by_an_admin_alone(api, make_key, admin_api, project):
    path = f"{LIST}{save(api)['id']}/"
    problem_of(client_with(make_key("read")).delete(path), 403)
    assert admin_api.delete(path).status_code == 204


def test_one_default_and_an_admin_sets_it(api, admin_api, project):
    problem_of(api.post(LIST, {**SLOW, "is_default": True}), 403)
    assert not SavedView.objects.exists()
    first, second = save(admin_api, is_default=True), save(admin_api, name="Errors")
    assert admin_api.patch(f"{LIST}{second['id']}/", {"is_default": True}).json()["is_default"] is True
    assert admin_api.get(f"{LIST}{first['id']}/").json()["is_default"] is False


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/"])
def test_the_anonymous_are_refused(anonymous_api, path):
    problem_of(anonymous_api.get(path), 401)


def test_a_key_that_may_only_send_is_refused(make_key):
    problem_of(client_with(make_key("ingest")).get(LIST), 403)


@pytest.mark.parametrize(("method", "path"), [("put", f"{LIST}1/"), ("delete", LIST), ("post", f"{LIST}1/")])
def test_other_methods_are_refused(api, method, path):
    problem_of(getattr(api, method)(path), 405)


@pytest.mark.parametrize("name", ["0", "-1", "1.5", "x", "9" * 30, "²"])
def test_what_is_no_number_is_not_found(api, project, name):
    problem_of(api.get(f"{LIST}{name}/"), 404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": 5}, "name"),
        ({"q": "model:("}, "q"),
        ({"time": "1y"}, "time"),
        ({"since": "soon"}, "since"),
        ({"sort": "beauty"}, "sort"),
        ({"columns": "model"}, "columns"),
        ({"columns": ["x"] * 25}, "columns"),
        ({"is_default": 1}, "is_default"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_what_cannot_be_kept_is_named(admin_api, changes, field):
    body = json.dumps({**SLOW, **changes})
    errors = problem_of(admin_api.post(LIST, body, content_type="application/json"), 400)["errors"]
    assert [error["field"] for error in errors] == [field]
    assert not SavedView.objects.exists()
