"""One log, four doors: what came in by one reads back through every other, with its units, and the sums agree."""

import importlib.util
import json
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from logs.models import Log
from logs.tests.dialects.kore_client import KoreClient

SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"
CALL = {"name": "get_current_weather", "arguments": '{\n"location": "Boston, MA"\n}'}
SEED_SAMPLE = {
    "model": "gpt-4",
    "prompt_messages": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "xxxx", "type": "function", "function": CALL}]},
    ],
    "completion_message": {"role": "assistant", "content": "Hi, how can I assist you today?"},
    "tool_choice": {"type": "function", "function": {"name": "get_current_weather"}},
    "customer_params": {"customer_identifier": "customer_123", "name": "Hendrix Liu", "email": "hendrix@example.com"},
    "prompt_tokens": 8,
    "completion_tokens": 16,
    "cost": 0.00042,
    "latency": 1.5,
    "timestamp": "2026-11-15T08:30:37.721313Z",
    "time_to_first_token": 0.25,
    "metadata": {},
    "stream": False,
    "status_code": 200,
    "warnings": "",
    "error_message": "",
    "type": "text",
}


def post(api, payload):
    # ASCII escapes, so that a lone surrogate survives the test client.
    response = api.post("/api/request-logs/create/", json.dumps(payload), content_type="application/json")
    assert response.status_code == 200, response.content[:500]
    return response.json()["unique_id"]


def read_own(api, log_id):
    return api.get(f"/api/request-logs/{log_id}/").json()


def read_all_llmreport(api):
    requests, page = [], 1
    while found := api.get(f"/api/v1/requests?pageSize=1000&pageNumber={page}").json()["requests"]:
        requests += found
        page += 1
    return requests


def read_all_bifrost(api):
    logs, total = [], 1
    while len(logs) < total:
        answer = api.get(f"/api/logs?limit=1000&offset={len(logs)}").json()
        logs, total = logs + answer["logs"], answer["pagination"]["total_count"]
    return logs


def read_all_kore(project):
    """Kore shows at most 90 days a call, so the logs' whole time is read window by window."""
    times = Log.objects.of_project(project.pk).order_by("id").values_list("started_at", flat=True)
    client, start, last = KoreClient(project), times.first().replace(hour=0, minute=0), times.last()
    found = []
    while start <= last:
        end = start + timedelta(days=90) - timedelta(milliseconds=1)
        found += client.rows(dateFrom=_kore_time(start), dateTo=_kore_time(end), limit=10_000, isDeveloper=True)
        start += timedelta(days=90)
    return found


def _kore_time(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def test_the_seed_sample_reads_back_in_every_form(api, project):
    log_id = post(api, SEED_SAMPLE)
    own = read_own(api, log_id)
    assert {name: own[name] for name in SEED_SAMPLE} == SEED_SAMPLE
    (bifrost,) = read_all_bifrost(api)
    (llmreport,) = read_all_llmreport(api)
    (kore,) = read_all_kore(project)
    assert bifrost["latency"] == 1500
    assert (bifrost["cost"], llmreport["cost"]) == (0.00042, 0.00042)
    assert (kore["Time Taken"], kore["start Date"]) == (1500, "2026-11-15T08:30:36.221Z")
    assert bifrost["timestamp"] == "2026-11-15T08:30:36.221313Z"
    assert llmreport["createdAt"] == "2026-11-15T08:30:36.221Z"
    assert (kore["User ID"], llmreport["user_id"]) == ("customer_123", "customer_123")
    assert bifrost["token_usage"] == {"prompt_tokens": 8, "completion_tokens": 16, "total_tokens": 24}
    assert llmreport["completion"] == bifrost["output_message"]["content"] == "Hi, how can I assist you today?"


@pytest.mark.shared_data
def test_recorded_traffic_reads_back_whole_and_agrees_across_the_doors(api, project):
    payloads = list(_recorded_payloads())
    assert len(payloads) == 643
    ids = [post(api, payload) for payload in payloads]
    assert len(set(ids)) == 643
    for log_id, payload in zip(ids, payloads, strict=True):
        own = read_own(api, log_id)
        assert {name: own.get(name) for name in payload} == {name: as_shown(name, payload[name]) for name in payload}
    _assert_doors_agree(api, project, ids)


def as_shown(name, value):
    """Keywords AI shows a text as the type of a response format; its clients read nothing else."""
    return {"type": value} if name == "response_format" and isinstance(value, str) else value


def _assert_doors_agree(api, project, ids):
    own = [read_own(api, log_id) for log_id in ids]
    bifrost, llmreport, kore = read_all_bifrost(api), read_all_llmreport(api), read_all_kore(project)
    stats = api.get("/api/logs?limit=1").json()["stats"]
    assert len(bifrost) == len(llmreport) == len(kore) == stats["total_requests"] == len(ids)
    usage = [log.get("token_usage", {}) for log in bifrost]
    for kind, kore_name in (("prompt_tokens", "Request Tokens"), ("completion_tokens", "Response Tokens")):
        total = sum(item[kind] or 0 for item in own)
        assert total == sum(use.get(kind) or 0 for use in usage) == sum(row[kind] or 0 for row in llmreport)
        assert total == sum(row["Payload Details"][kore_name] or 0 for row in kore)
    assert stats["total_tokens"] == sum(item["total_request_tokens"] or 0 for item in own)
    cost = sum(_dollars(item["cost"]) for item in own)
    assert cost == sum(_dollars(log.get("cost")) for log in bifrost) == sum(_dollars(row["cost"]) for row in llmreport)
    assert abs(cost - _dollars(stats["total_cost"])) < Decimal("1e-9")
    # Units: seconds here, milliseconds there.
    milliseconds = sorted(round((item["latency"] or 0) * 1000) for item in own)
    assert milliseconds == sorted(row["Time Taken"] or 0 for row in kore)
    assert milliseconds == sorted(round(log.get("latency") or 0) for log in bifrost)


def _dollars(amount):
    return Decimal(str(amount or 0))


def _recorded_payloads():
    if not (SHARED / "make_kw.py").exists():
        pytest.skip("the recorded exchanges are not beside this checkout")
    spec = importlib.util.spec_from_file_location("make_kw", SHARED / "make_kw.py")
    make_kw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_kw)
    for _, payload in make_kw.payloads(SHARED / "exchanges"):
        yield payload
