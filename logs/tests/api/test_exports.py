"""`/api/v2/exports/`: asked for, watched, fetched, removed, and whose they are."""

import json

import pytest

from logs.exporting import work
from logs.exporting.models import Export
from logs.exporting.orders import file_path
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with
from logs.tests.factories import make_log, make_logs

pytestmark = pytest.mark.django_db

LIST = "/api/v2/exports/"
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def ask(api, **fields):
    response = api.post(LIST, {"format": "jsonl", **fields})
    assert response.status_code == 202, response.content
    return response.json()


def finished(api, **fields):
    export = ask(api, **fields)
    while work.step():
        pass
    return api.get(export["url"]).json()


def file_of(api, export):
    response = api.get(export["file"])
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_asked_for_it_waits(api, project):
    response = api.post(LIST, {"format": "csv", "q": "status:error", "since": "2026-11-20T12:00:00Z"})
    body = response.json()
    assert response["Location"] == body["url"] == f"http://testserver/api/v2/exports/{body['id']}/"
    assert (body["state"], body["rows"], body["total"], body["file"]) == ("waiting", 0, None, None)
    assert (body["q"], body["since"]) == ("status:error", "2026-11-20T12:00:00+00:00")


def test_finished_it_has_a_file(api, project):
    make_logs(project, [{"source_id": "a", "status": "error"}, {"source_id": "b"}])
    export = finished(api, q="status:error")
    assert (export["state"], export["rows"], export["total"]) == ("done", 1, 1)
    assert json.loads(file_of(api, export))["source_id"] == "a"
    assert export["expires_at"] > export["finished_at"]


def test_columns_can_be_chosen(api, project):
    make_log(project, source_id="a", metadata={"env": "prod"})
    export = finished(api, format="csv", columns=["source_id", "metadata.env"])
    assert file_of(api, export) == b"source_id,metadata.env\r\na,prod\r\n"


def test_content_can_be_left_out(api, project):
    make_log(project, output_message={"role": "assistant", "content": "secret"})
    assert b"secret" not in file_of(api, finished(api, content=False))
    assert b"secret" in file_of(api, finished(api))


def test_whoever_reads_metadata_only_gets_no_content(make_key, project):
    make_log(project, output_message={"role": "assistant", "content": "secret"})
    api = client_with(make_key("read-metadata"))
    export = finished(api, content=True)
    assert export["content"] is False
    assert b"secret" not in file_of(api, export)
    (error,) = problem_of(api.post(LIST, {"format": "csv", "columns": ["output"]}), 400)["errors"]
    assert error == {"field": "columns", "detail": "There is no column output."}


def test_the_list_has_one_s_own(api, make_key, stranger_api, project):
    export = ask(api)
    assert [one["id"] for one in api.get(LIST).json()["results"]] == [export["id"]]
    for other in (client_with(make_key("read")), stranger_api):
        assert other.get(LIST).json() == {"results": []}
        for call in (other.get, other.delete):
            problem_of(call(f"{LIST}{export['id']}/"), 404)
        problem_of(other.get(f"{LIST}{export['id']}/file/"), 404)


def test_removed_it_is_gone(api, project):
    export = finished(api)
    path = file_path(Export.objects.get())
    assert path.exists()
    assert api.delete(export["url"]).status_code == 204
    assert not path.exists()
    problem_of(api.get(export["url"]), 404)


def test_an_unfinished_one_has_no_file(api, project):
    assert "waiting" in problem_of(api.get(f"{ask(api)['url']}file/"), 409)["detail"]


def test_a_file_that_is_gone_is_not_found(api, project):
    export = finished(api)
    file_path(Export.objects.get()).unlink()
    problem_of(api.get(export["file"]), 404)


def test_the_sixth_unfinished_one_is_refused(api, project):
    for _ in range(5):
        ask(api)
    assert "5 unfinished" in problem_of(api.post(LIST, {"format": "csv"}), 409)["detail"]


@pytest.mark.parametrize("path", [LIST, f"{LIST}{NOBODYS}/", f"{LIST}{NOBODYS}/file/"])
def test_the_anonymous_are_refused(anonymous_api, path):
    problem_of(anonymous_api.get(path), 401)


def test_a_key_that_may_only_send_is_refused(make_key):
    problem_of(client_with(make_key("ingest")).post(LIST, {"format": "csv"}), 403)


@pytest.mark.parametrize(("method", "path"), [("put", LIST), ("post", f"{LIST}{NOBODYS}/"), ("delete", LIST)])
def test_other_methods_are_refused(api, method, path):
    problem_of(getattr(api, method)(path), 405)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "format"),
        ({"format": "xls"}, "format"),
        ({"format": "csv", "q": "model:("}, "q"),
        ({"format": "csv", "q": 5.5, "since": "x"}, "since"),
        ({"format": "csv", "columns": "model"}, "columns"),
        ({"format": "csv", "columns": ["nonsense"]}, "columns"),
        ({"format": "csv", "columns": ["model"] * 101}, "columns"),
        ({"format": "csv", "columns": ["metadata.\x00"]}, "columns.0"),
        ({"format": "csv", "columns": ["metadata.\ud800"]}, "columns.0"),
        ({"format": "csv", "content": "perhaps"}, "content"),
        ({"format": "csv", "colour": "blue"}, "colour"),
    ],
)
def test_what_cannot_be_read_is_named(api, sent, field):
    body = json.dumps(sent)
    response = api.post(LIST, body, content_type="application/json")
    assert field in [error["field"] for error in problem_of(response, 400)["errors"]]
    assert not Export.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"[]", b"nonsense", b'"csv"', b"\xff", b"[" * 500])
def test_a_body_that_is_no_object_is_refused(api, raw):
    problem_of(api.post(LIST, raw, content_type="application/json"), 400)


def test_a_huge_body_is_refused(api):
    problem_of(api.post(LIST, b'"' + b"x" * 1024 * 1024 + b'"', content_type="application/json"), 413)
