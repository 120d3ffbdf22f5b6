"""The short cut in front of Django: when it is taken, and that nobody can tell."""

import io

import pytest

from accounts.models import ApiKey
from logs import refused
from logs.models import Log
from logs.tests.conftest import client_with
from logs.tests.front import come_in
from logs.writer import OverloadedError

CREATE, BATCH, ROOT = "/api/request-logs/create/", "/api/request-logs/batch/create/", "/api/request-logs/"
PATHS = (CREATE, BATCH, ROOT, "/litellm/logs")


@pytest.fixture
def front(key):
    return come_in(client_with(key), "shortcut", key, PATHS)


def taken(client):
    return client.handler.shortcut.taken


@pytest.mark.parametrize("path", PATHS)
def test_is_taken_by_a_create_with_a_key_that_is_known(front, path):
    assert front.post(path, {"logs": [{}]}, format="json").status_code == 200
    assert taken(front) == 1
    assert Log.objects.count() == 1


def test_answers_with_the_headers_that_django_answers_with(front, api):
    sent = {"model": "gpt-4o", "unique_id": "one", "timestamp": "2026-11-20T12:00:00Z"}
    plain, short = (client.post(CREATE, sent, format="json") for client in (api, front))
    assert taken(front) == 1
    assert sorted(short.items()) == sorted(plain.items())
    assert short.json() == plain.json()


@pytest.mark.parametrize("path", PATHS)
def test_is_not_taken_by_the_first_request_of_its_kind(front, path):
    assert front.post(path, {"logs": [{}]}, format="json", HTTP_HOST="127.0.0.1").status_code == 200
    assert taken(front) == 0


def test_a_host_that_is_not_allowed_stays_refused(front):
    for _ in range(2):
        assert front.post(CREATE, {}, format="json", HTTP_HOST="elsewhere.example").status_code == 400
    assert not Log.objects.exists()


def test_a_list_of_older_documentation_is_djangos(front):
    assert front.post(ROOT, {"filters": {}}, format="json").json()["count"] == 0
    assert taken(front) == 0


def test_a_reader_and_the_anonymous_are_djangos(front, make_key):
    for header in (f"Bearer {make_key('read')}", "", "Bearer x.y.z"):
        front.credentials(HTTP_AUTHORIZATION=header)
        assert front.post(CREATE, {}, format="json").status_code in (401, 403)
    assert taken(front) == 0


def test_a_key_that_is_revoked_is_refused_at_once(front):
    ApiKey.objects.revoke()
    assert front.post(CREATE, {}, format="json").status_code == 401


def test_a_body_that_ends_early_is_read_again_by_django(front):
    body = io.BytesIO(b'{"model": "gpt-4o"}')
    answer = front.generic("POST", CREATE, b"{}", CONTENT_LENGTH="999", **{"wsgi.input": body})
    assert answer.status_code == 200
    assert taken(front) == 0
    assert Log.objects.get().model == "gpt-4o"


def test_a_log_that_finds_no_room_is_noted_for_its_project(front, project, monkeypatch):
    def refuse(*arguments, **options):
        raise OverloadedError

    front.post(CREATE, {}, format="json")
    refused._noted.clear()
    monkeypatch.setattr("logs.dialects.intake.ingest", refuse)
    assert front.post(CREATE, {}, format="json").status_code == 429
    assert refused._noted[project.pk].status_code == 429
