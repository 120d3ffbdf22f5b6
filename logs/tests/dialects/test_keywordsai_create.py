"""The create endpoint of the Keywords AI door: who may, what it answers, how it refuses."""

import gzip
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from logs.models import Log
from logs.tests.conftest import client_with
from logs.tests.dialects.litellm_payloads import litellm_payload
from logs.tests.factories import post_log
from logs.tests.front import WAYS_IN, come_in
from logs.writer import OverloadedError

CREATE = "/api/request-logs/create/"
SPELLINGS = (
    "/api/request-logs/create/",
    "/api/request-logs/create",
    "/request-logs/create",
    "/request-logs/create/",
    "/api/request-logs/",
    "/api/request-logs",
    "/request-logs",
)
pytestmark = pytest.mark.django_db


@pytest.fixture(params=WAYS_IN)
def api(request: pytest.FixtureRequest, key: str) -> APIClient:
    return come_in(client_with(key), request.param, key, (CREATE, *SPELLINGS))


def post_raw(api: APIClient, body: bytes, content_type: str = "application/json", **headers: str) -> Any:
    return api.generic("POST", CREATE, body, content_type, **headers)


# -- the happy path


def test_stores_a_log_and_answers_with_it(api: APIClient) -> None:
    answer = post_log(api, prompt_messages=[{"role": "user", "content": "Hi"}], cost=0.00042, latency=0.5)
    assert answer.status_code == 200
    body = answer.json()
    log = Log.objects.get()
    assert body["message"] == "log successful"
    assert body["id"] == body["unique_id"] == log.public_id.hex
    assert body["status"] == "success"
    assert body["cost"] == 0.00042
    assert body["latency"] == 0.5
    assert log.latency_ms == 500


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"cost": "0.0000000000004999", "prompt_version_number": "7", "note": "x" * 1100, "warnings": ["late"]},
        {"metadata": {"n": 1}, "request_headers": {"X-Trace": "a"}, "error_message": "e" * 1100, "timestamp": 1.7e9},
        litellm_payload(),
    ],
)
def test_answers_as_the_log_reads_back(api: APIClient, payload: dict[str, Any]) -> None:
    answer = post_log(api, **payload).json()
    assert answer.pop("message") == "log successful"
    read = api.get(f"/api/request-logs/{answer['id']}/").json()  # says a little more
    assert {**read, **answer} == read


@pytest.mark.parametrize("path", SPELLINGS)
def test_answers_on_every_spelling_of_the_path_without_redirect(api: APIClient, path: str) -> None:
    assert api.post(path, {"model": "gpt-4o"}, format="json").status_code == 200
    assert Log.objects.count() == 1


def test_needs_no_field_at_all(api: APIClient) -> None:
    assert post_raw(api, b"{}").status_code == 200


def test_with_block_false_answers_with_the_id_alone(api: APIClient) -> None:
    answer = post_log(api, unique_id="call-1", keywordsai_api_controls={"block": False})
    assert answer.status_code == 200
    assert answer.json() == {"message": "log successful", "unique_id": "call-1"}
    assert Log.objects.get().source_id == "call-1"


def test_the_same_id_twice_is_one_log_that_gets_completed(api: APIClient) -> None:
    post_log(api, unique_id="call-1", status="pending")
    answer = post_log(api, unique_id="call-1", status="success", completion_message={"content": "Done"})
    assert Log.objects.count() == 1
    assert answer.json()["status"] == "success"
    assert answer.json()["completion_message"] == {"content": "Done"}


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png"])
def test_answers_json_whatever_the_client_accepts(api: APIClient, accept: str) -> None:
    answer = api.post(CREATE, {"model": "gpt-4o"}, format="json", HTTP_ACCEPT=accept)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "application/x-www-form-urlencoded"])
def test_reads_json_whatever_its_content_type(api: APIClient, content_type: str) -> None:
    assert post_raw(api, b'{"model": "gpt-4o"}', content_type).status_code == 200


def test_unpacks_gzip(api: APIClient) -> None:
    answer = post_raw(api, gzip.compress(b'{"model": "zipped"}'), HTTP_CONTENT_ENCODING="gzip")
    assert answer.status_code == 200
    assert Log.objects.get().model == "zipped"


def test_keeps_text_that_no_database_takes(api: APIClient) -> None:
    text = "nul \x00 and half a pair \ud800"
    body = json.dumps({"custom_identifier": text, "prompt_messages": [{"role": "user", "content": text}]}).encode()
    answer = post_raw(api, body)
    assert answer.status_code == 200
    shown = json.loads(answer.content)
    assert shown["custom_identifier"] == text
    assert shown["prompt_messages"][0]["content"] == text


# -- who may


def test_refuses_the_anonymous(anonymous_api: APIClient) -> None:
    answer = post_log(anonymous_api)
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Your API key is invalid or expired, please check your API key."}


def test_refuses_an_unknown_key(db: None) -> None:
    assert post_log(client_with("llk_aaaaaaaa_" + "b" * 32)).status_code == 401


def test_refuses_a_key_that_may_only_read(make_key: Any) -> None:
    answer = post_log(client_with(make_key("read")))
    assert answer.status_code == 403
    assert answer.json() == {"detail": "This needs the scope ingest."}
    assert not Log.objects.exists()


@pytest.mark.parametrize("spelling", ["Bearer {}", "Api-Key {}", "bearer {}", "{}"])
def test_takes_the_key_in_every_spelling(key: str, spelling: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=spelling.format(key))
    assert post_log(client).status_code == 200


def test_authentication_comes_before_the_method(anonymous_api: APIClient, api: APIClient) -> None:
    assert anonymous_api.get(CREATE).status_code == 401
    answer = api.get(CREATE)
    assert answer.status_code == 405
    assert answer.json() == {"detail": 'Method "GET" not allowed.'}


# -- refusals


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"model": "gpt-4o"',
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'{"cost": NaN}',
        b'{"cost": Infinity}',
        b'{"cost": 1e999}',
        b'{"a":' * 300 + b"1" + b"}" * 300,
    ],
)
def test_refuses_what_is_no_json_object(api: APIClient, body: bytes) -> None:
    answer = post_raw(api, body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Invalid request format")
    assert not Log.objects.exists()


def test_refuses_bytes_that_are_not_what_their_encoding_says(api: APIClient) -> None:
    assert post_raw(api, b'{"model": "gpt-4o"}', HTTP_CONTENT_ENCODING="gzip").status_code == 400
    assert post_raw(api, b'{"model": "gpt-4o"}', HTTP_CONTENT_ENCODING="br").status_code == 400


def test_refuses_more_than_20_mb(api: APIClient) -> None:
    answer = post_raw(api, b'{"note": "' + b"x" * (20 * 1024 * 1024) + b'"}')
    assert answer.status_code == 413
    assert answer.json() == {"detail": "The payload is larger than 20 MB."}


def test_refuses_a_gzip_bomb(api: APIClient) -> None:
    bomb = gzip.compress(b'{"note": "' + b"x" * (30 * 1024 * 1024) + b'"}')
    assert len(bomb) < 100_000
    assert post_raw(api, bomb, HTTP_CONTENT_ENCODING="gzip").status_code == 413


def test_names_every_wrong_field_at_once(api: APIClient) -> None:
    answer = post_log(api, prompt_tokens="many", stream="perhaps", customer_params={"customer_identifier": ["x"]})
    assert answer.status_code == 422
    assert answer.json() == {
        "detail": "Validation error",
        "errors": {
            "prompt_tokens": ["A number is expected."],
            "stream": ["true or false is expected."],
            "customer_params.customer_identifier": ["A string or an integer is expected."],
        },
    }
    assert not Log.objects.exists()


def test_says_when_to_come_back_under_overload(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(logs: Any) -> None:
        raise OverloadedError

    monkeypatch.setattr("logs.writer.WRITER.write", refuse)
    answer = post_log(api)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1"
    assert answer.json() == {"detail": "Rate limit exceeded", "retry_after": 1}


def test_ignores_the_noise_that_every_client_sends(api: APIClient) -> None:
    noise = {"field_name": "data: ", "delimiter": "\n\n", "disable_fallback": False, "encoding_format": "float"}
    answer = post_log(api, **noise, request_breakdown=False, something_nobody_knows={"a": 1})
    assert answer.status_code == 200
    assert answer.json()["something_nobody_knows"] == {"a": 1}
