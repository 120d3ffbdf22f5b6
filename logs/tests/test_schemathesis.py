"""Schemathesis over the described doors: every answer of a running server holds to its OpenAPI description.

All checks are on and the seed is fixed. Keywords AI and LiteLLM go without the phase "coverage", whose forty
thousand requests for the fields of a log and the filters of a list take ten minutes and more.
They are tried, with more examples for every door, by `SCHEMATHESIS=whole pytest logs/tests/test_schemathesis.py`.
"""

import json
import os
import subprocess
import sys
import urllib.request

import jwt
import pytest

from logs.tests.server import Server, serving

PHASES = "examples,coverage,fuzzing,stateful"
# Door, phases, and examples for each operation.
RUNS = [
    ("Keywords AI", "examples,fuzzing,stateful", 8),
    ("LiteLLM", "examples,fuzzing,stateful", 20),
    ("LLM Report", PHASES, 20),
    ("Kore.ai", PHASES, 10),
    ("Bifrost", PHASES, 10),
    ("llmlogs", PHASES, 10),
]
MAX_SECONDS = 300
if os.environ.get("SCHEMATHESIS") == "whole":
    RUNS = [(door, PHASES, 50) for door in ("Keywords AI", "LiteLLM", "LLM Report", "Kore.ai", "Bifrost", "llmlogs")]
    MAX_SECONDS = 3600
STORED = [f"log-{number}" for number in range(5)]
LOG = {
    "model": "gpt-4o",
    "prompt_messages": [{"role": "user", "content": "Hi"}],
    "completion_message": {"role": "assistant", "content": "Hello <there> & elsewhere"},
    "prompt_tokens": 8,
    "completion_tokens": 16,
    "latency": 1.5,
    "timestamp": "2026-11-20T12:00:00Z",
    "metadata": {"plan": "pro", "tier": 2},
    "customer_params": {"customer_identifier": "customer_123"},
}
VARIANTS = [
    {},
    {"status_code": 500, "error_message": "boom"},
    {"log_type": "embedding", "input": "Hi", "embedding": [0.5, -0.5]},
    {"stream": True, "cost": 0.00042, "time_to_first_token": 0.25},
    {"full_request": {"model": "gpt-4o"}, "full_response": {"id": "chatcmpl-1"}, "is_developer": True},
]
# 412, 413 and 414 are refusals too. What Kore.ai answers with 400 is well-formed and out of range: a period of more
# than 90 days or one that ends before it starts, which no schema can say of two arguments. Nor can one say what a query
# of our own API is, so that most that are made up are refused (400); and most made up ids of views are nobody's (404).
# What is asked on condition of an ETag, or with an Idempotency-Key that was used, is answered by 304, 412 and 422.
# Its key has no scope admin, so that the audit log and the rules of retention answer it with 403 alone.
SETTINGS = """
seed = 20261121
continue-on-failure = true

[generation]
database = "none"

[auth.openapi.apiKey]
bearer = "{key}"

[auth.openapi.koreApp]
api_key = "{token}"

[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 414, 422]

[dictionaries.stored]
values = {stored}

[parameters]
"path.bot_id" = "{bot_id}"
"path.log_id" = {{ dictionary = "stored", probability = 0.8 }}

[[operations]]
include-tag = "Kore.ai"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400]

[[operations]]
include-tag = "llmlogs"
checks.positive_data_acceptance.expected-statuses = ["2xx", 304, 400, 403, 404, 409, 412, 422]
warnings = ["missing_deserializer", "method_not_allowed"]
"""


@pytest.fixture(scope="module")
def server(store):
    with serving(store) as server:
        for log_id, variant in zip(STORED, VARIANTS, strict=True):
            create(server, {**LOG, "unique_id": log_id, "bot_id": server.made["bot_id"], **variant})
        yield server


def create(server: Server, log: dict) -> None:
    headers = {"Authorization": f"Bearer {server.key}"}
    request = urllib.request.Request(f"{server.url}/api/request-logs/create/", json.dumps(log).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200


@pytest.fixture(scope="module")
def description(server, tmp_path_factory):
    """The OpenAPI document of the server, asked for once."""
    path = tmp_path_factory.mktemp("openapi") / "schema.json"
    with urllib.request.urlopen(f"{server.url}/api/schema/?format=json", timeout=60) as answer:
        path.write_bytes(answer.read())
    return path


def settings_of(server: Server) -> str:
    made = server.made
    token = jwt.encode({"appId": made["client_id"]}, made["client_secret"], "HS256")
    return SETTINGS.format(key=server.key, token=token, stored=json.dumps(STORED), bot_id=made["bot_id"])


@pytest.mark.parametrize(("door", "phases", "examples"), RUNS)
def test_holds_to_its_description(server, description, tmp_path, door, phases, examples):
    (tmp_path / "schemathesis.toml").write_text(settings_of(server))
    program = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    options = ["--include-tag", door, "--phases", phases, "--max-examples", str(examples), "--checks", "all"]
    command = [*program, "--config-file", "schemathesis.toml", "run", str(description), "--url", server.url, *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=MAX_SECONDS)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout, done.stdout[-6000:]
