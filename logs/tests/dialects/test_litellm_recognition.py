"""LiteLLM's payload on Keywords AI's create paths is taken for what it is (ruling 15)."""

import json

import pytest

from logs.models import Log

from .litellm_payloads import litellm_failure, litellm_payload


@pytest.mark.parametrize("url", ["/api/request-logs/create/", "/api/request-logs/", "/request-logs/create"])
def test_create_recognises_it(api, url):
    response = api.post(url, litellm_payload(), format="json")
    assert (response.status_code, response.json()["message"]) == (200, "log successful")
    assert (response.json()["unique_id"], response.json()["latency"]) == ("chatcmpl-1", 1.25)
    assert Log.objects.get().dialect == "litellm"


def test_retrieve_shows_it_under_the_vendors_names(api):
    api.post("/api/request-logs/create/", litellm_failure(), format="json")
    item = api.get("/api/request-logs/call-2/").json()
    assert (item["status"], item["status_code"], item["error_message"]) == ("failed", 429, "slow down")
    assert item["prompt_messages"] == [{"role": "user", "content": "Hi"}]


def test_a_batch_may_hold_both(api):
    own = {"unique_id": "own", "model": "gpt-4o", "startTime": "soon"}
    response = api.post("/api/request-logs/batch/create/", {"logs": [own, litellm_payload()]}, format="json")
    assert [result["status"] for result in response.json()["results"]] == ["success", "success"]
    found = dict(Log.objects.values_list("source_id", "dialect"))
    assert found == {"own": "keywordsai", "chatcmpl-1": "litellm"}


def test_its_wrong_fields_are_named_in_the_doors_form(api):
    response = api.post("/api/request-logs/create/", litellm_payload(endTime=[]), format="json")
    assert (response.status_code, list(response.json()["errors"])) == (422, ["endTime"])


def as_list(payloads):
    return json.dumps(payloads)


def as_lines(payloads):
    return "\n".join(json.dumps(payload) for payload in payloads) + "\n"


def post_text(api, body, url="/api/request-logs/create/"):
    return api.generic("POST", url, body, content_type="application/json")


@pytest.mark.parametrize("url", ["/api/request-logs/create/", "/api/request-logs/", "/request-logs/create"])
@pytest.mark.parametrize("form", [as_list, as_lines])
def test_create_takes_several(api, url, form):
    response = post_text(api, form([litellm_payload(), litellm_failure()]), url)
    results = [{"id": "chatcmpl-1", "status": "success"}, {"id": "call-2", "status": "success"}]
    assert (response.status_code, response.json()) == (200, {"results": results})
    assert list(Log.objects.values_list("dialect", flat=True)) == ["litellm", "litellm"]


def test_of_several_the_sound_ones_are_stored(api):
    response = post_text(api, as_lines([litellm_payload(endTime=[])]) + "no json\n" + as_lines([litellm_failure()]))
    assert response.status_code == 200
    assert [result["status"] for result in response.json()["results"]] == ["error", "error", "success"]


def test_several_of_which_none_is_sound_are_422(api):
    response = post_text(api, as_list([litellm_payload(endTime=[])]))
    assert (response.status_code, response.json()["detail"]) == (422, "Validation error")
    assert list(response.json()["results"][0]["errors"]) == ["endTime"]


@pytest.mark.parametrize("form", [as_list, as_lines])
@pytest.mark.parametrize("others", [[{"model": "a"}, {"model": "b"}], [litellm_payload(), {"model": "b"}], [5, 6], []])
def test_several_of_the_doors_own_logs_are_refused(api, form, others):
    response = post_text(api, form(others))
    assert (response.status_code, list(response.json())) == (400, ["detail"])
    assert not Log.objects.exists()


def test_several_may_be_more_than_one_log_may_be(api, settings):
    settings.MAX_LOG_BYTES = 6_000
    assert post_text(api, as_list([litellm_payload(id=str(n)) for n in range(5)])).status_code == 200
    assert post_text(api, as_list([litellm_payload(error_str="x" * 7_000)])).status_code == 413
    assert post_text(api, json.dumps({"model": "x" * 7_000})).status_code == 413


def test_no_more_are_taken_than_in_a_batch(api):
    assert post_text(api, as_list([litellm_payload()] * 5_001)).status_code == 400
