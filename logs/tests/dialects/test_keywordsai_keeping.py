"""What of a Keywords AI payload is never stored: secrets always, content where the caller says so."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from logs.bodies import fetch
from logs.dialects.keywordsai.translate import storable
from logs.models import Log
from logs.tests.factories import post_log

SECRET = "sk-very-secret"


@pytest.mark.parametrize("name", ["api_key", "credential_override", "customer_credentials", "posthog_integration"])
def test_a_secret_field_is_left_out(name: str) -> None:
    assert storable({name: {"openai": SECRET}, "model": "m"}) == {"model": "m"}
    nested = {"keywordsai_params": {name: SECRET, "note": "n"}}
    assert storable(nested) == {"keywordsai_params": {"note": "n"}}


@pytest.mark.parametrize(
    "name",
    ["Authorization", "authorization", "Cookie", "x-api-key", "API-KEY", "Proxy-Authorization", "X-Goog-Api-Key"],
)
def test_a_credential_among_the_headers_is_blacked_out(name: str) -> None:
    kept = storable({"request_headers": {name: SECRET, "x-team": "blue"}})
    assert kept == {"request_headers": {name: "[redacted]", "x-team": "blue"}}


def test_a_secret_inside_the_raw_request_is_left_out() -> None:
    raw = {"api_key": SECRET, "headers": {"Authorization": SECRET}, "extra_headers": {"api-key": SECRET}, "model": "m"}
    kept = storable({"full_request": raw})
    assert kept == {
        "full_request": {
            "headers": {"Authorization": "[redacted]"},
            "extra_headers": {"api-key": "[redacted]"},
            "model": "m",
        }
    }


def test_a_payload_without_secrets_is_kept_itself() -> None:
    payload = {"model": "m", "full_request": {"model": "m"}, "keywordsai_params": {"note": "n"}, "metadata": {}}
    assert storable(payload) is payload


def test_what_came_in_is_not_changed() -> None:
    payload: dict[str, Any] = {"api_key": SECRET, "request_headers": {"cookie": SECRET}, "full_request": {"api_key": 1}}
    storable(payload)
    assert payload == {"api_key": SECRET, "request_headers": {"cookie": SECRET}, "full_request": {"api_key": 1}}


@pytest.mark.django_db
def test_no_secret_reaches_the_database(api: APIClient) -> None:
    answer = post_log(
        api,
        api_key=SECRET,
        request_headers={"Authorization": SECRET},
        full_request={"extra_headers": {"X-Api-Key": SECRET}},
        keywordsai_params={"customer_credentials": {"openai": SECRET}},
    )
    assert SECRET not in answer.content.decode()
    assert SECRET not in str(fetch([Log.objects.get().id])[Log.objects.get().id].writes())
    assert SECRET not in str(Log.objects.values().get())


CONTENT = {
    "prompt_messages": [{"role": "user", "content": SECRET}],
    "completion_message": {"content": SECRET},
    "completion_messages": [{"content": SECRET}],
    "tool_calls": [{"id": SECRET}],
    "input": SECRET,
    "output": SECRET,
    "full_request": {"messages": SECRET},
    "full_response": {"choices": SECRET},
}


@pytest.mark.parametrize("wish", [True, "true", 1])
def test_disable_log_drops_content_and_keeps_metrics(wish: Any) -> None:
    kept = storable({**CONTENT, "disable_log": wish, "model": "m", "prompt_tokens": 8})
    assert kept == {"disable_log": wish, "model": "m", "prompt_tokens": 8}


@pytest.mark.parametrize("wish", [False, None, "false", 0])
def test_content_stays_where_nobody_disables_it(wish: Any) -> None:
    assert storable({**CONTENT, "disable_log": wish}) == {**CONTENT, "disable_log": wish}


def test_disable_log_counts_in_nested_params_too() -> None:
    kept = storable({"input": SECRET, "keywordsai_params": {"disable_log": True, "output": SECRET}})
    assert kept == {"keywordsai_params": {"disable_log": True}}


@pytest.mark.django_db
def test_disabled_content_reaches_no_table(api: APIClient) -> None:
    answer = post_log(api, **CONTENT, disable_log=True, prompt_tokens=8)
    assert SECRET not in answer.content.decode()
    assert answer.json()["prompt_tokens"] == 8
    assert SECRET not in str(fetch([Log.objects.get().id])[Log.objects.get().id].writes())
    assert SECRET not in str(Log.objects.values().get())
