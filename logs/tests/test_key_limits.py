"""Addresses and rates that keys are held to, at every door, each in its own words."""

import pytest
from rest_framework.test import APIClient

from accounts.keys import pace
from accounts.models import ApiKey
from logs import refused
from logs.models import Log
from logs.tests.conftest import client_with
from logs.tests.front import WAYS_IN, come_in

CREATE, LITELLM = "/api/request-logs/create/", "/litellm/logs"
ADDRESS = "This API key may not be used from this address."
RATE = "This API key may make 2 calls a minute; try again."


def bifrost(status, message):
    body = {"is_bifrost_error": False, "status_code": status, "error": {"message": message}}
    return body if status == 403 else {**body, "extra_fields": {}}


def native(status, title, message):
    return {"type": "about:blank", "title": title, "status": status, "detail": message}


TOO_MANY = {"detail": RATE, "retry_after": 30}
# Method, path, and what is said to a wrong address and to too many calls.
DOORS = {
    "keywordsai create": ("POST", CREATE, 403, {"detail": ADDRESS}, TOO_MANY),
    "keywordsai list": ("GET", "/api/request-logs/list/", 403, {"detail": ADDRESS}, TOO_MANY),
    "litellm": ("POST", LITELLM, 403, {"detail": ADDRESS}, TOO_MANY),
    "llmreport": ("GET", "/api/v1/requests", 401, {"error": "Invalid API key."}, {"error": RATE}),
    "bifrost": ("GET", "/api/logs", 403, bifrost(403, ADDRESS), bifrost(429, RATE)),
    "native": (
        "GET",
        "/api/v2/logs/",
        403,
        native(403, "Forbidden", ADDRESS),
        native(429, "Too Many Requests", RATE),
    ),
}


@pytest.fixture(autouse=True)
def buckets(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(pace, "time", lambda: 1000.0)


@pytest.fixture
def limited(project):
    def make(**limits):
        return client_with(ApiKey.objects.issue(project, "limited", ["ingest", "read"], **limits)[1])

    return make


def call(client, door, **extra):
    method, path, *_ = DOORS[door]
    return client.generic(method, path, b"{}" if method == "POST" else b"", content_type="application/json", **extra)


@pytest.mark.parametrize("door", DOORS)
def test_other_addresses_are_refused(limited, door):
    client = limited(ip_ranges=["203.0.113.0/24"])
    _, _, status, body, _ = DOORS[door]

    answer = call(client, door, REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert (answer.status_code, answer.json()) == (status, body)
    assert call(client, door, REMOTE_ADDR="203.0.113.7").status_code == 200


@pytest.mark.parametrize("door", DOORS)
def test_too_many_calls_are_refused(limited, door):
    client = limited(rate_per_minute=2)

    assert [call(client, door).status_code for _ in range(2)] == [200, 200]
    answer = call(client, door)
    assert (answer.status_code, answer["Retry-After"], answer.json()) == (429, "30", DOORS[door][4])


def test_proxies_are_believed_where_they_are_trusted(limited, settings):
    client = limited(ip_ranges=["203.0.113.0/24"])
    settings.TRUSTED_PROXIES = ["1"]

    assert call(client, "native", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7").status_code == 200
    assert call(client, "native", HTTP_X_FORWARDED_FOR="203.0.113.7, 198.51.100.1").status_code == 403


def on_the_way(way, project, **limits):
    key = ApiKey.objects.issue(project, "limited", ["ingest"], **limits)[1]
    return come_in(client_with(key), way, key, (CREATE,))


@pytest.mark.parametrize("way", WAYS_IN)
def test_short_cut_keeps_addresses(project, way):
    client = on_the_way(way, project, ip_ranges=["127.0.0.1"])

    assert client.post(CREATE, {}, format="json").status_code == 200
    answer = client.post(CREATE, {}, format="json", REMOTE_ADDR="198.51.100.1")
    assert (answer.status_code, answer.json()) == (403, {"detail": ADDRESS})
    assert Log.objects.count() == 1


@pytest.mark.parametrize("way", WAYS_IN)
def test_short_cut_keeps_the_rate(project, way):
    client = on_the_way(way, project, rate_per_minute=2)
    client.post("/api/request-logs/list/", {}, format="json")  # refused for its scope: a call, too

    answers = [client.post(CREATE, {}, format="json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "30"
    assert Log.objects.count() == 1


def test_request_that_the_short_cut_hands_on_counts_once(project):
    client = on_the_way("shortcut", project, rate_per_minute=2)

    assert client.post(CREATE, {"latency": []}, format="json").status_code == 422
    assert client.post(CREATE, {}, format="json").status_code == 200
    assert client.post(CREATE, {}, format="json").status_code == 429


def test_refusals_are_told_to_the_project(limited, project, monkeypatch):
    told = []
    monkeypatch.setattr(refused, "note", lambda *refusal: told.append(refusal))
    elsewhere, often = limited(ip_ranges=["203.0.113.0/24"]), limited(rate_per_minute=1)
    call(elsewhere, "litellm"), call(often, "litellm"), call(often, "litellm")

    assert [(project_id, status) for project_id, status, _ in told] == [(project.pk, 403), (project.pk, 429)]
    assert told[0][2].endswith("was used from an address that is not among those it is for.")
    assert told[1][2].endswith("makes more calls than its 1 a minute.")


def test_limits_of_one_key_are_not_anothers(limited, api):
    client = limited(rate_per_minute=1)
    call(client, "native"), call(client, "native")

    assert call(api, "native").status_code == 200


def test_wrong_keys_use_nothing_up(limited):
    client = limited(rate_per_minute=1)
    text = client._credentials["HTTP_AUTHORIZATION"]
    assert APIClient().get("/api/v2/logs/", headers={"Authorization": text[:-1] + "!"}).status_code == 401
    assert call(client, "native").status_code == 200
