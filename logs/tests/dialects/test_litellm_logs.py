"""POST /litellm/logs: what LiteLLM's generic callback sends, in its three forms, and every refusal."""

import gzip
import json

import pytest
from rest_framework.test import APIClient

from logs.models import Log, LogBody
from logs.stored import read
from logs.tests.conftest import client_with
from logs.tests.front import WAYS_IN, come_in

from .litellm_payloads import litellm_failure, litellm_metadata, litellm_payload

URL = "/litellm/logs"


@pytest.fixture(params=WAYS_IN)
def api(request: pytest.FixtureRequest, key: str) -> APIClient:
    return come_in(client_with(key), request.param, key, (URL, f"{URL}/"))


def post(api, body, **options):
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return api.generic("POST", URL, raw, content_type="application/json", **options)


@pytest.mark.parametrize("url", ["/litellm/logs", "/litellm/logs/"])
def test_stores_one(api, url):
    response = api.post(url, litellm_payload(), format="json")
    assert (response.status_code, response.json()) == (200, {"results": [{"id": "chatcmpl-1", "status": "success"}]})
    assert Log.objects.get().dialect == "litellm"


def test_stores_a_list(api):
    response = post(api, [litellm_payload(), litellm_failure()])
    assert [result["id"] for result in response.json()["results"]] == ["chatcmpl-1", "call-2"]
    assert list(Log.objects.order_by("source_id").values_list("status", flat=True)) == ["error", "success"]


def test_stores_a_log_a_line(api):
    lines = "\n".join(json.dumps(one) for one in (litellm_payload(), litellm_failure())) + "\n\n"
    assert [result["status"] for result in post(api, lines).json()["results"]] == ["success", "success"]
    assert Log.objects.count() == 2


def test_stores_a_single_line(api):
    assert post(api, json.dumps(litellm_payload()) + "\n").status_code == 200


def test_stores_what_is_packed(api):
    packed = gzip.compress(json.dumps([litellm_payload()]).encode())
    assert post(api, packed, HTTP_CONTENT_ENCODING="gzip").status_code == 200
    assert Log.objects.count() == 1


def test_the_same_log_twice_is_stored_once(api):
    assert post(api, litellm_payload()).json() == post(api, litellm_payload()).json()
    assert Log.objects.count() == 1


def test_keeps_the_payload_without_its_keys(api):
    payload = litellm_payload(metadata=litellm_metadata(user_api_key_hash="88dc28d0"), something_new=[1])
    post(api, payload)
    kept = read(Log.objects.get()).payload
    assert kept == payload | {"metadata": litellm_metadata(user_api_key_hash="[redacted]")}
    assert LogBody.objects.count() == 1


@pytest.mark.parametrize(
    "field, expected",
    [
        ("latency_ms", 1250.0),
        ("cost_source", "sent"),
        ("total_tokens", 30),
        ("status_code", 200),
        ("input_preview", "Hi"),
        ("output_preview", "Hello!"),
    ],
)
def test_the_row_has_what_lists_show(api, field, expected):
    post(api, litellm_payload())
    assert getattr(Log.objects.get(), field) == expected


def test_computes_the_cost_where_litellm_knows_no_price(api):
    unpriced = {"response_cost": 0.0, "hidden_params": {"response_cost": None}, "metadata": {}, "response": {}}
    post(api, litellm_payload(**unpriced, model="gpt-4o", prompt_tokens=1_000_000, completion_tokens=0, total_tokens=0))
    log = Log.objects.get()
    assert (log.cost_source, float(log.cost_usd), log.total_tokens) == ("computed", 2.5, 1_000_000)


def test_counts_cached_tokens_of_anthropic_once(api):
    usage = {"prompt_tokens_details": {"cached_tokens": 1_000_000}}
    unpriced = {"response_cost": 0.0, "hidden_params": {"response_cost": None}, "response": {}}
    post(
        api,
        litellm_payload(
            **unpriced,
            model="claude-3-5-haiku-20241022",
            custom_llm_provider="anthropic",
            prompt_tokens=1_000_000,
            completion_tokens=0,
            metadata={"usage_object": usage},
        ),
    )
    # All of the prompt came out of the cache, at a tenth of the price of 0.80 a million.
    assert float(Log.objects.get().cost_usd) == 0.08


# -- refusals


def test_says_which_log_of_a_list_is_wrong(api):
    response = post(api, [litellm_payload(startTime="soon"), None, litellm_payload()])
    first, second, third = response.json()["results"]
    assert response.status_code == 200
    assert (first["id"], first["status"], list(first["errors"])) == (None, "error", ["startTime"])
    assert second["errors"] == {"": ["A log is a JSON object."]}
    assert third == {"id": "chatcmpl-1", "status": "success"}


def test_stores_the_lines_around_one_that_is_broken(api):
    lines = [json.dumps(litellm_payload()), '{"id": ', json.dumps(litellm_failure())]
    response = post(api, "\n".join(lines))
    assert [result["status"] for result in response.json()["results"]] == ["success", "error", "success"]


def test_nothing_stored_is_422(api):
    response = post(api, litellm_payload(total_tokens="many"))
    assert (response.status_code, response.json()["detail"]) == (422, "Validation error")
    assert list(response.json()["results"][0]["errors"]) == ["total_tokens"]
    assert not Log.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[", "[]", "[1]", "null", '"x"', "a\nb", b"\xff", '{"id": NaN}', "[" * 300])
def test_what_is_no_log_is_400(api, body):
    response = post(api, body)
    assert response.status_code == 400
    assert response.json()["detail"].startswith("Invalid request format: ")


def test_too_many_logs_are_400(api):
    response = post(api, [{}] * 5_001)
    assert (response.status_code, response.json()) == (400, {"detail": "At most 5,000 logs are accepted at once."})


def test_a_log_that_is_too_large_is_413(api, settings):
    settings.MAX_LOG_BYTES = 2_000
    assert post(api, [litellm_payload(error_str="x" * 2_000)]).status_code == 413


def test_a_batch_that_is_too_large_is_413(api, settings):
    settings.MAX_BATCH_BYTES = 2_000
    assert post(api, [litellm_payload(error_str="x" * 2_000)]).status_code == 413


def test_anonymous_is_401(anonymous_api):
    response = post(anonymous_api, litellm_payload())
    assert response.status_code == 401
    assert response.json() == {"detail": "Your API key is invalid or expired, please check your API key."}


def test_a_key_that_only_reads_is_403(anonymous_api, make_key):
    response = post(anonymous_api, litellm_payload(), HTTP_AUTHORIZATION=f"Bearer {make_key('read')}")
    assert (response.status_code, list(response.json())) == (403, ["detail"])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods_are_405(api, method):
    assert api.generic(method, URL).status_code == 405


def test_a_stranger_stores_in_its_own_project(api, stranger_api, project):
    post(api, litellm_payload())
    post(stranger_api, litellm_payload())
    assert Log.objects.count() == 2
    assert Log.objects.of_project(project.pk).count() == 1
