"""Who may read Bifrost's list and logs, and the errors that the door answers with."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import Project, User
from logs.tests.conftest import client_with
from logs.tests.factories import make_log

PATHS = ["/api/logs", "/api/logs/", "/api/logs/some-id"]


@pytest.mark.parametrize("path", PATHS)
def test_refuses_who_brings_no_key(anonymous_api: APIClient, path: str) -> None:
    answer = anonymous_api.get(path)
    assert answer.status_code == 401
    assert answer.json() == {
        "is_bifrost_error": False,
        "status_code": 401,
        "error": {"message": "Authentication credentials were not provided."},
    }


def test_refuses_an_unknown_key(db: None) -> None:
    answer = client_with("llk_abcdefgh_" + "x" * 32).get("/api/logs")
    assert (answer.status_code, answer.json()["error"]["message"]) == (
        401,
        "This API key is unknown, expired or revoked.",
    )


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "nonsense", "Basic dXNlcjpwYXNz", "Token a b", "Bearer", "Bearer ключ"]
)
def test_says_what_is_wrong_with_a_credential_that_is_neither_key_nor_token(db: None, header: str) -> None:
    answer = APIClient().get("/api/logs", HTTP_AUTHORIZATION=header.encode().decode("latin-1"))
    assert answer.status_code == 401
    assert answer.json() == {
        "is_bifrost_error": False,
        "status_code": 401,
        "error": {"message": "The Authorization header holds neither an API key (llk_...) nor an access token."},
    }


def test_refuses_a_forged_token(db: None) -> None:
    answer = client_with("eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ.").get("/api/logs")
    assert (answer.status_code, answer.json()["status_code"]) == (401, 401)


@pytest.mark.parametrize("path", PATHS)
def test_refuses_a_key_that_may_only_send(make_key: Callable[..., str], path: str) -> None:
    answer = client_with(make_key("ingest")).get(path)
    assert answer.status_code == 403
    assert answer.json() == {
        "is_bifrost_error": False,
        "status_code": 403,
        "error": {"message": "This needs the scope read."},
    }


def test_refuses_a_key_that_may_not_see_content(make_key: Callable[..., str]) -> None:
    assert client_with(make_key("read-metadata")).get("/api/logs").status_code == 403


def test_lets_a_person_in_by_token(anonymous_api: APIClient, project: Project, owner: User) -> None:
    make_log(project, source_id="mine")
    account = {"email": owner.email, "password": "correct horse battery"}
    token = anonymous_api.post("/api/token/", account, format="json").json()["access"]
    assert client_with(token).get("/api/logs/mine").json()["id"] == "mine"


def test_hides_other_projects_logs(stranger_api: APIClient, project: Project) -> None:
    make_log(project, source_id="mine")
    answer = stranger_api.get("/api/logs").json()
    assert (answer["logs"], answer["stats"]["total_requests"], answer["has_logs"]) == ([], 0, False)


def test_another_projects_log_is_not_found(stranger_api: APIClient, project: Project) -> None:
    log = make_log(project, source_id="mine")
    for name in ("mine", str(log.public_id), log.public_id.hex):
        assert stranger_api.get(f"/api/logs/{name}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", PATHS)
def test_refuses_other_methods(api: APIClient, method: str, path: str) -> None:
    answer = getattr(api, method)(path)
    assert answer.status_code == 405
    assert answer.json() == {
        "is_bifrost_error": False,
        "status_code": 405,
        "error": {"message": f'Method "{method.upper()}" not allowed.'},
        "extra_fields": {},
    }


def test_asks_for_a_key_before_it_looks_at_the_method(anonymous_api: APIClient) -> None:
    assert anonymous_api.delete("/api/logs").status_code == 401


def test_answers_head_without_a_body(api: APIClient) -> None:
    answer = api.head("/api/logs")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=0", "limit must be greater than 0"),
        ("limit=-5", "limit must be greater than 0"),
        ("limit=1001", "limit cannot exceed 1000"),
        ("offset=-1", "offset cannot be negative"),
        ("limit=0&offset=-1", "limit must be greater than 0"),
    ],
)
def test_refuses_a_page_out_of_range(api: APIClient, query: str, message: str) -> None:
    answer = api.get(f"/api/logs?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "is_bifrost_error": False,
        "status_code": 400,
        "error": {"message": message},
        "extra_fields": {},
    }


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("models=" + "a" * 32_768, 414, "the query string is too long"),
        ("&".join(f"p{n}=1" for n in range(1001)), 400, "there are too many parameters"),
        ("&".join(f"metadata_{n}=1" for n in range(101)), 400, "at most 100 metadata filters are accepted"),
    ],
)
def test_refuses_more_query_than_a_statement_can_hold(api: APIClient, query: str, status: int, message: str) -> None:
    answer = api.get(f"/api/logs?{query}")
    assert (answer.status_code, answer.json()["error"]["message"]) == (status, message)


@pytest.mark.parametrize("query", ["format=xml", "format=csv&whatever=1", ""])
def test_answers_json_whatever_is_asked_for(api: APIClient, query: str) -> None:
    answer = api.get(f"/api/logs?{query}", HTTP_ACCEPT="text/html")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_an_unknown_log_is_not_found(api: APIClient) -> None:
    answer = api.get("/api/logs/01922f7e-1e80-7c3a-9a54-5f1f1a2b3c4d")
    assert answer.status_code == 404
    assert answer.json() == {
        "is_bifrost_error": False,
        "status_code": 404,
        "error": {"message": "log not found"},
        "extra_fields": {},
    }


@pytest.mark.parametrize("name", ["%00", "%0A", "a%2Fb", "%FF", "..", "%F0%9F%98%80", "x" * 2000])
def test_an_odd_id_is_not_found(api: APIClient, name: str) -> None:
    answer = api.get(f"/api/logs/{name}")
    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "log not found")
