"""LiteLLM's payload on Keywords AI's create paths is taken for what it is (ruling 15)."""

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
