"""What API clients are told where no view answers: JSON in the form of the nearest door, and pages stay pages."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from rest_framework.test import APIClient

from logs.dialects.bifrost.views import BifrostLogs
from logs.dialects.keywordsai.views import RequestLogReading
from logs.dialects.kore.views import UsageLogViewSet
from logs.dialects.llmreport.views import RequestViewSet

DETAIL: Any = {"detail": "Not found."}
LLMREPORT: Any = {"error": "Not found."}
KORE: Any = {"errors": [{"msg": "Not found.", "code": 404}]}
BIFROST: Any = {
    "is_bifrost_error": False,
    "status_code": 404,
    "error": {"message": "Not found."},
    "extra_fields": {},
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
OWN_PAGES = ("/nothing", "/accounts/nothing/", "/apis", "/v1x/")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api", DETAIL),
        ("/api/", DETAIL),
        ("/api/nothing", DETAIL),
        ("/api/nothing/\nhere\u2028", DETAIL),
        ("//api//request-logs/", DETAIL),
        ("/api/users/list/", DETAIL),
        ("/api/token/nothing", DETAIL),
        ("/api/docs/nothing", DETAIL),
        ("/api/v1/traces/ingest", DETAIL),
        ("/v1/traces", DETAIL),
        ("/v2/traces/", DETAIL),
        ("/openai/v1/traces/ingest", DETAIL),
        ("/litellm/", DETAIL),
        ("/litellm/logs/x", DETAIL),
        ("/api/v1/users", LLMREPORT),
        ("/api/v1/requests/count", LLMREPORT),
        ("/api/1.1/public/bot/st-1/getSessions", KORE),
        ("/1.1/public/bot/st-1/getLLMUsageLogs/x", KORE),
        ("/api/mcp-logs/stats", BIFROST),
    ],
)
@pytest.mark.parametrize("debug", [False, True])
def test_a_path_that_nothing_serves(client: Client, settings: Any, path: str, body: Any, debug: bool) -> None:
    settings.DEBUG = debug
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"], answer.json()) == (404, "application/json", body)


@pytest.mark.parametrize("method", METHODS)
def test_whatever_the_method_and_the_body(client: Client, method: str) -> None:
    answer = client.generic(method, "/api/nothing", b"\xff{", "application/json", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_it_tells_everybody_the_same(api: APIClient, client: Client) -> None:
    assert api.get("/api/nothing?format=html").content == client.get("/api/nothing").content
    assert client.get("/api/nothing", headers={"Authorization": "Bearer llk_wrong"}).json() == DETAIL


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/request-logs/list/"), ("DELETE", "/api/logs"), ("GET", "/litellm/logs")]
)
def test_a_wrong_method_on_a_path_that_is_served_stays_405(api: APIClient, method: str, path: str) -> None:
    assert api.generic(method, path).status_code == 405


@pytest.mark.parametrize("path", OWN_PAGES)
def test_other_paths_answer_a_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (404, "text/html")


# -- what Django refuses, and what fails

DOORS = [
    ("/api/request-logs/list/", RequestLogReading, lambda status, text: {"detail": text}),
    ("/api/v1/requests", RequestViewSet, lambda status, text: {"error": text}),
    ("/1.1/public/bot/x/getLLMUsageLogs/", UsageLogViewSet, lambda s, text: {"errors": [{"msg": text, "code": s}]}),
    (
        "/api/logs",
        BifrostLogs,
        lambda status, text: {**BIFROST, "status_code": status, "error": {"message": text}},
    ),
]
PATHS = [(path, form) for path, _, form in DOORS]


@pytest.mark.parametrize(("path", "form"), PATHS)
def test_another_host(client: Client, path: str, form: Any) -> None:
    answer = client.get(path, headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json() == form(400, "Bad request.")


def test_another_host_in_the_native_api(client: Client) -> None:
    answer = client.get("/api/v2/logs/", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json() == {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "Bad request."}


def test_another_host_on_a_page(client: Client) -> None:
    answer = client.get("/logs/", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (400, "text/html")


@pytest.mark.parametrize(("path", "view", "form"), DOORS)
@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (SuspiciousOperation("secret"), 400, "Bad request."),
        (RuntimeError("secret"), 500, "Internal server error."),
    ],
    ids=["suspicious", "bug"],
)
def test_what_goes_wrong_inside(
    client: Client, monkeypatch: Any, path: str, view: Any, form: Any, error: Exception, status: int, sentence: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(view, "initial", fail)
    client.raise_request_exception = False
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer.json() == form(status, sentence)


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [(PermissionDenied("secret"), 403, "Forbidden."), (Http404("secret"), 404, "Not found.")],
)
def test_what_a_plain_view_under_api_refuses(
    client: Client, monkeypatch: Any, error: Exception, status: int, sentence: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", fail)
    answer = client.get("/api/schema/")
    assert (answer.status_code, answer.json()) == (status, {"detail": sentence})


def test_a_page_that_fails_stays_a_page(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", None)
    client.raise_request_exception = False
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (500, "text/html")
