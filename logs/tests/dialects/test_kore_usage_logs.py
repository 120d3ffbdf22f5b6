"""Kore.ai's answer as a whole: its exact bytes, its paths, and what a page costs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Bot
from logs.models import LogBody
from logs.tests.dialects.kore_client import PERIOD, KoreClient
from logs.tests.factories import NOON, make_log, make_logs, post_log

GOLDEN = Path(__file__).parent / "golden" / "kore_usage_logs.json"
BOT_ID = "st-73bfdb2f-0000-55e6-b4c8-3f568a6e0000"
STARTED = datetime(2024, 3, 8, 6, 38, 54, 8000, tzinfo=UTC)
ENDED = datetime(2024, 3, 8, 6, 38, 58, 386000, tzinfo=UTC)
MESSAGES = [
    {"role": "system", "content": "You are a virtual assistant..."},
    {"role": "user", "content": "Order pizza"},
]
REPLY = '{"bot":"I\'m sorry, but your message seems incomplete..."}'
USAGE = {"prompt_tokens": 614, "completion_tokens": 74, "total_tokens": 688}

# The call of the vendor's sample response.
SAMPLE = {
    "started_at": STARTED,
    "ended_at": ENDED,
    "bot_id": BOT_ID,
    "customer_id": "u-40b3eafc-0000-55f2-83e8-cf4d0fb10000",
    "feature": "GenAI Node",
    "model": "GPT-4",
    "provider": "openai",
    "channel": "msteams",
    "channel_user_id": "29:1gmwl6k7ohtdh",
    "description": "Order pizza-GenAINode0002",
    "task_id": "dg-200ad1ff-0000-5219-810e-4ee3800d0000",
    "prompt_name": "Default",
    "prompt_tokens": 614,
    "completion_tokens": 74,
    "raw_request": {
        "model": "gpt-4",
        "temperature": 0.5,
        "max_tokens": 1500,
        "top_p": 1,
        "frequency_penalty": 0,
        "presence_penalty": 0,
        "messages": MESSAGES,
    },
    "raw_response": {
        "id": "chatcmpl-90OAYDFFkbjgMxhMxKukwqklT6SWO",
        "object": "chat.completion",
        "created": 1709879934,
        "model": "gpt-4-0613",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": REPLY}, "finish_reason": "stop"}],
        "usage": USAGE,
    },
}
# A call that brought no raw payloads and of which little is known.
PLAIN = {
    "started_at": STARTED - timedelta(minutes=1),
    "ended_at": STARTED - timedelta(minutes=1),
    "model": "unheard-of",
    "status": "error",
    "status_code": 500,
    "error_message": "Überlastet 🍕",
    "input_messages": [{"role": "user", "content": "Order pizza"}],
}


@pytest.fixture
def bot(project):
    """The bot of the sample, as its project's default one."""
    project.bots.update(is_default=False)
    return Bot.objects.create(project=project, bot_id=BOT_ID, name="Order desk", is_default=True)


@pytest.fixture
def kore(project, bot):
    return KoreClient(project, bot=bot)


def test_the_answer_to_the_byte(kore, project):
    make_logs(project, [SAMPLE, PLAIN])
    response = kore.post({"dateFrom": "2024-03-08", "dateTo": "2024-03-08", "limit": 10})
    assert response.content == GOLDEN.read_bytes()
    assert response["Content-Type"] == "application/json"


def test_the_vendors_sample_request(kore, project):
    make_logs(project, [{**SAMPLE, "feature": "Agent Node", "latency_ms": float(n)} for n in range(7)])
    response = kore.post(
        {
            "dateFrom": "2024-03-07",
            "dateTo": "2024-04-26",
            "limit": "50",
            "skip": "5",
            "isDeveloper": True,
            "channel": ["msteams", "rtm"],
            "featureName": ["Agent Node"],
            "taskId": "dg-200ad1ff-0000-5219-810e-4ee3800d0000",
            "channelUserIds": ["29:1gmwl6k7ohtdh"],
            "userIds": ["u-40b3eafc-0000-55f2-83e8-cf4d0fb10000"],
            "sort": {"field": "Time Taken", "order": "asc"},
        },
        path=f"/1.1/public/bot/{BOT_ID}/getLLMUsageLogs",
    )
    assert [row["Time Taken"] for row in response.json()] == [5, 6]


def test_a_log_of_another_dialect_in_this_ones_names_and_units(project, api):
    created = post_log(
        api,
        model="gpt-4o",
        timestamp="2026-11-20T12:00:04.378Z",
        latency=4.378,
        prompt_tokens=3,
        completion_tokens=2,
        customer_params={"customer_identifier": "u-1"},
        channel="rtm",
        feature_name="Agent Node",
        task_id="dg-1",
        is_developer=True,
        description="Order pizza",
        prompt_name="Default",
    )
    assert created.status_code == 200
    kore = KoreClient(project)
    assert kore.rows() == []
    (row,) = kore.rows(isDeveloper=True)
    assert row.pop("Payload Details")["Request Tokens"] == 3
    assert row == {
        "Prompt Name": "Default",
        "Integration": "OpenAI",
        "start Date": "2026-11-20T12:00:00.000Z",
        "End Date": "2026-11-20T12:00:04.378Z",
        "Time Taken": 4378,
        "statusCode": 200,
        "Bot ID": kore.bot.bot_id,
        "User ID": "u-1",
        "Feature Name ": "Agent Node",
        "Model Name": "gpt-4o",
        "Channel Name": "rtm",
        "Description": "Order pizza",
        "task Id": "dg-1",
        "Status": "Success",
    }


@pytest.mark.parametrize("path", ["/api/1.1/public/bot/{}/getLLMUsageLogs", "/1.1/public/bot/{}/getLLMUsageLogs"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_both_paths_with_and_without_a_slash(kore, path, slash):
    response = kore.post(PERIOD, path=path.format(BOT_ID) + slash)
    assert (response.status_code, response.content) == (200, b"[]")


def test_a_ping_of_the_credentials(kore):
    now = "2026-11-20T10:00:00"
    assert kore.post({"dateFrom": now, "dateTo": now, "limit": 1}).content == b"[]"


def test_no_csrf_token_is_asked_for(kore):
    client = Client(enforce_csrf_checks=True)
    response = client.post(kore.path, PERIOD, content_type="application/json", headers={"auth": kore.token()})
    assert response.status_code == 200


def test_a_stranger_sees_nothing(kore, project, stranger_project):
    make_log(project)
    assert KoreClient(stranger_project).rows() == []
    assert len(kore.rows()) == 1


def test_a_page_is_cut_at_its_limit(kore, project):
    make_logs(project, [{"model": str(n), "started_at": NOON + timedelta(seconds=n)} for n in range(5)])
    assert kore.models(limit=2) == ["4", "3"]


def test_text_of_any_kind_reads_back_equal(kore, project):
    text = 'nul \0, lone surrogate \ud800, separator \u2028, quote " and 2**70 is 1180591620717411303424'
    make_log(project, raw_request={"messages": [{"role": "user", "content": text}], "seed": 2**70})
    payload = kore.rows()[0]["Payload Details"]["Request Payload"]
    assert payload == {"messages": [{"role": "user", "content": text}], "seed": 2**70}


def test_a_log_without_its_body_is_still_shown(kore, project):
    log = make_log(project, input_messages=[{"role": "user", "content": "Order pizza"}])
    LogBody.objects.filter(id=log.id).delete()
    assert kore.rows()[0]["Payload Details"]["Request Payload"] == {"model": "gpt-4o"}


@pytest.mark.parametrize("count", [1, 20, 1000])
def test_a_page_costs_the_same_queries_whatever_its_size(kore, project, count):
    make_logs(project, [{"input_messages": [{"role": "user", "content": f"question {n}"}]} for n in range(count)])
    with CaptureQueriesContext(connection) as queries:
        rows = kore.rows(limit=1000, channel=[], sort={"field": "Time Taken", "order": "desc"})
    assert len(rows) == count
    # The app with its bot, how far the slowest are looked through, the keys of the page, its rows, their bodies. One
    # more where PostgreSQL is asked for logs of unknown latency.
    assert len(queries) in (5, 6)


def test_an_account_level_app_costs_one_query_more(kore, project, django_assert_num_queries):
    kore.app.bot = None
    kore.app.save()
    make_log(project)
    with django_assert_num_queries(4):
        assert len(kore.rows()) == 1


def test_bodies_are_loaded_for_the_page_alone(kore, project):
    make_logs(project, [{"started_at": NOON + timedelta(seconds=n)} for n in range(30)])
    with CaptureQueriesContext(connection) as queries:
        assert len(kore.rows(limit=3, skip=10)) == 3
    (bodies,) = [query["sql"] for query in queries if "logs_logbody" in query["sql"]]
    assert bodies.count(",") - bodies.split("WHERE")[0].count(",") == 2
