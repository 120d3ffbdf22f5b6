"""LiteLLM's generic callback, in a process of its own: every form it sends, at the paths that take it."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
import requests

from logs.tests.server import ROOT

TARGETS = {
    "array": ("/litellm/logs", "json_array"),
    "lines": ("/litellm/logs/", "ndjson"),
    "single": ("/litellm/logs", "single"),
    "created": ("/api/request-logs/create/", "single"),
    "created as array": ("/api/request-logs/create", "json_array"),
    "created as lines": ("/api/request-logs/", "ndjson"),
}

pytestmark = pytest.mark.skipif(
    find_spec("litellm") is None,
    reason="the client litellm is not installed: pip install -r requirements-dev.txt",
)


@pytest.fixture(scope="module")
def calls(server):
    """The finished process: three calls for each target."""
    targets = [f"{name},{server.url}{path},{form}" for name, (path, form) in TARGETS.items()]
    environment = {
        **os.environ,
        "GENERIC_LOGGER_HEADERS": f"Authorization=Bearer {server.key}",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }
    command = [sys.executable, "-m", "logs.tests.clients.litellm_calls", *targets]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture
def logs_of(server, calls):
    """logs_of(name) -> what was stored of a target's calls, oldest first."""

    def ask(name):
        headers = {"Authorization": f"Bearer {server.key}"}
        params = {"customer_identifier": name, "sort_by": "id"}
        return requests.get(server.url + "/api/request-logs/list/", params, headers=headers).json()["results"]

    return ask


def test_the_client_notices_nothing(calls):
    assert "Generic API Logger" not in calls.stderr
    assert calls.returncode == 0, calls.stderr


@pytest.mark.parametrize("name", TARGETS)
def test_stores_every_form_and_path(logs_of, name):
    logs = logs_of(name)
    assert sorted(log["status"] for log in logs) == ["failed", "success", "success"]
    assert sorted(log["output"] or "" for log in logs) == ["", "Hello", "Hello in parts"]


def test_a_reply_is_stored_whole(logs_of):
    log = next(log for log in logs_of("array") if log["output"] == "Hello")
    assert (log["model"], log["provider_id"], log["log_type"]) == ("gpt-4o", "openai", "chat")
    assert log["prompt_messages"] == [{"role": "user", "content": "Hi"}]
    assert (log["prompt_tokens"], log["completion_tokens"], log["total_request_tokens"]) == (10, 20, 30)
    assert log["cost"] == 0.000225
    assert log["latency"] > 0
    assert (log["temperature"], log["customer_identifier"]) == (0.5, "array")


def test_a_stream_is_timed_to_its_first_token(logs_of):
    log = next(log for log in logs_of("array") if log["output"] == "Hello in parts")
    assert log["stream"] is True
    assert 0 < log["time_to_first_token"] <= log["latency"]


def test_a_failure_keeps_its_reason(logs_of):
    log = next(log for log in logs_of("array") if log["status"] == "failed")
    assert log["status_code"] == 429
    assert "RateLimitError" in log["error_message"]
