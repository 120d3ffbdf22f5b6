"""What was refused is told to the people of its project, without anything that was sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiKey, Project
from logs import refused
from logs.refused import Refusal
from logs.tests.conftest import client_with

CREATE = "/api/request-logs/create/"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logs.refused._SECONDS_BETWEEN_WRITES", 0.0)
    refused._noted.clear()


def told(project: Project) -> Refusal | None:
    refused.write()
    return refused.recent(project.pk)


def send(client: APIClient, data: Any = None) -> int:
    return client.post(CREATE, {"model": "gpt-4o"} if data is None else data, format="json").status_code


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda key: key[:-4], "but its secret is 4 characters too short. Copy the whole key again."),
        (lambda key: key + "x", "but its secret is 1 character too long. Copy the whole key again."),
        (lambda key: key[:-1] + ("a" if key[-1] != "a" else "b"), "but its secret is wrong. Copy the whole key again."),
    ],
)
def test_says_what_is_wrong_with_a_secret(project: Project, stranger_project: Project, key: str, change, reason: str):
    assert send(client_with(change(key))) == 401
    assert told(project).reason == f"The key starts right, {key[:13]}, {reason}"
    assert told(project).status_code == 401
    assert told(stranger_project) is None


def test_says_that_a_key_is_revoked_or_expired(project: Project, key: str):
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=1))
    send(client_with(key))
    assert told(project).reason == f"The key {key[:13]} has expired."
    ApiKey.objects.revoke()
    send(client_with(key))
    assert told(project).reason == f"The key {key[:13]} is revoked."


@pytest.mark.parametrize(
    ("credential", "reason"),
    [
        ("YOUR_KEY", "What it sent as key is none of ours: those begin with llk_."),
        ("llk_nothere0_secret", "It begins as a key does, but no key has that beginning."),
        ("llk_\x00", "It begins as a key does, but no key has that beginning."),
    ],
)
def test_takes_what_is_nobodys_for_the_only_project(project: Project, credential: str, reason: str):
    send(client_with(credential))
    assert told(project).reason == reason


def test_tells_nobody_where_there_are_several_projects(project: Project, stranger_project: Project):
    send(client_with("YOUR_KEY"))
    send(APIClient())
    assert told(project) is None
    assert told(stranger_project) is None


def test_says_that_there_was_no_key(project: Project):
    send(APIClient())
    assert told(project).reason == "The request carried no key. Send it as Authorization: Bearer KEY."


def test_says_what_a_key_lacks(project: Project, make_key):
    assert send(client_with(make_key("read"))) == 403
    assert told(project).reason == "The key may not send logs: it lacks the scope ingest."


def test_names_the_fields_and_nothing_they_held(project: Project, api: APIClient):
    assert send(api, {"model": "gpt-4o", "prompt_tokens": "a secret prompt"}) == 422
    assert told(project).reason == "These fields had the wrong type: prompt_tokens."


def test_keeps_nothing_of_a_body_it_cannot_read(project: Project, api: APIClient):
    api.post(CREATE, "a secret prompt", content_type="application/json")
    assert told(project).reason == "The body could not be read: one log is a JSON object."


def test_counts_an_hour(project: Project, api: APIClient):
    for _ in range(3):
        send(api, {"prompt_tokens": "x"})
    assert told(project).count == 3
    Refusal.objects.update(counted_since=timezone.now() - timedelta(hours=2))
    send(api, {"prompt_tokens": "x"})
    assert told(project).count == 1


def test_forgets_after_an_hour(project: Project, api: APIClient):
    send(api, {"prompt_tokens": "x"})
    told(project)
    Refusal.objects.update(refused_at=timezone.now() - timedelta(hours=2))
    assert told(project) is None


def test_notes_nothing_of_those_who_read(project: Project, api: APIClient):
    assert api.get("/api/request-logs/nothing/").status_code == 404
    assert told(project) is None


def test_waits_between_writes(project: Project, api: APIClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.refused._SECONDS_BETWEEN_WRITES", 60.0)
    monkeypatch.setattr("logs.refused._written_at", float("-inf"))
    for _ in range(3):
        send(api, {"prompt_tokens": "x"})
    refused.write()
    assert Refusal.objects.get().count == 1
