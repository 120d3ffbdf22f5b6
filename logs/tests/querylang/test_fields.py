"""What each field of the query language finds, and what it leaves out."""

from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from logs.models import Log
from logs.querylang.compiling import compile_query
from logs.querylang.fields import FIELDS, Context
from logs.tests.factories import NOON, make_log, make_logs

HOUR = timedelta(hours=1)


@pytest.fixture
def find(project):
    def find(query, zone=UTC, **context):
        context = Context(project_id=project.pk, now=NOON, zone=zone, **context)
        found = Log.objects.of_project(project.pk).filter(compile_query(query, context))
        return sorted(found.values_list("description", flat=True))

    return find


PAIRS = [
    # field, a log that is found, one that is not, the queries that tell them apart
    (
        "model",
        {"model": "gpt-4o"},
        {"model": "GPT-4o"},
        ["model:gpt-4o", "model:gpt*", "model:g?t-4o", "model:g*-4o", 'model:"gpt-4o"'],
    ),
    (
        "provider",
        {"provider": "openai"},
        {"provider": "azure"},
        ["provider:openai", "provider:o*", "-provider:azure provider:*"],
    ),
    ("kind", {"kind": "chat"}, {"kind": "embedding"}, ["kind:chat", "kind:(chat OR rerank)"]),
    ("status", {"status": "error"}, {"status": "success"}, ["status:error", "-status:success", "NOT status:success"]),
    (
        "status_code",
        {"status_code": 503},
        {"status_code": 200},
        ["status_code:>=500", "status_code:503", "status_code:[500 TO 599]"],
    ),
    (
        "latency",
        {"latency_ms": 2500.0},
        {"latency_ms": 900.0},
        ["latency:>2s", "latency:>=2500ms", "latency:[1s TO 1min]", "latency:2.5s"],
    ),
    ("ttft", {"ttft_ms": 200.0}, {"ttft_ms": 400.0}, ["ttft:<350ms", "ttft:<=0.2s", "ttft:[* TO 300]"]),
    (
        "cost",
        {"cost_usd": Decimal("0.02")},
        {"cost_usd": Decimal("0.001")},
        ["cost:>=0.01", "cost:>$0.01", "cost:0.02", "cost:{0.001 TO *]"],
    ),
    ("tokens", {"total_tokens": 2000}, {"total_tokens": 10}, ["tokens:2k", "tokens:[1000 TO 5000]", "tokens:>1,000"]),
    ("prompt_tokens", {"prompt_tokens": 10}, {"prompt_tokens": 5}, ["prompt_tokens:>5", "prompt_tokens:{5 TO 10]"]),
    (
        "completion_tokens",
        {"completion_tokens": 0},
        {"completion_tokens": None},
        ["completion_tokens:0", "completion_tokens:*"],
    ),
    (
        "started",
        {"started_at": NOON - HOUR},
        {"started_at": NOON - 3 * HOUR},
        [
            "started:>now-2h",
            "started:>-2h",
            "started:[now-2h TO *]",
            "started:[-2h TO now]",
            "started:2026-11-20T11:00Z",
            "-started:<now-2h",
        ],
    ),
    (
        "ended",
        {"ended_at": NOON},
        {"ended_at": NOON - 24 * HOUR},
        ["ended:today", "ended:2026-11-20", "ended:>2026-11-19", "-ended:yesterday"],
    ),
    ("customer", {"customer_id": "acme"}, {"customer_id": "acme 2"}, ["customer:acme", "-customer:*2"]),
    ("thread", {"thread_id": "t:1"}, {"thread_id": "t:2"}, ['thread:"t:1"', "thread:t\\:1"]),
    ("group", {"group_id": "g"}, {}, ["group:g", "group:*"]),
    ("custom", {"custom_id": "order-17"}, {}, ["custom:order-17", "custom:order*"]),
    ("trace", {"trace_id": "abc"}, {"trace_id": "abd"}, ["trace:abc", "trace:ab? -trace:abd"]),
    ("bot", {"bot_id": "st-1"}, {"bot_id": "st-2"}, ["bot:st-1"]),
    ("channel", {"channel": "rtm"}, {}, ["channel:rtm", "NOT -channel:rtm"]),
    ("feature", {"feature": "a b"}, {"feature": "a"}, ['feature:"a b"']),
    ("task", {"task_id": "50%"}, {"task_id": "50x"}, ["task:50%", "task:*%"]),
    ("prompt", {"prompt_name": "greet_1"}, {"prompt_name": "greetx1"}, ["prompt:greet_1", "prompt:*_1"]),
    ("stream", {"stream": True}, {"stream": False}, ["stream:true", "-stream:no"]),
    ("cached", {"cached": True}, {"cached": None}, ["cached:true", "cached:*"]),
    ("tools", {"tool_calls": [{"id": "1"}]}, {}, ["tools:true"]),
    (
        "error",
        {"error_message": "The call ran into a timeout"},
        {"error_type": "rate_limit"},
        ["error:timeout", "error:*timeout", "-error:rate_limit"],
    ),
    ("dialect", {}, None, ["dialect:llmlogs", "-dialect:litellm"]),
    (
        "metadata",
        {"metadata": {"env": "prod", "n": 5}},
        {"metadata": {"env": "dev"}},
        ["metadata.env:prod", "metadata.env:pr*", "-metadata.env:dev", "metadata.n:5", "metadata.n:*"],
    ),
]


@pytest.mark.parametrize(("field", "hit", "miss", "queries"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_field_finds_one_log_and_leaves_out_the_other(project, find, field, hit, miss, queries):
    make_log(project, description="hit", **hit)
    if miss is not None:
        make_log(project, description="miss", **miss)
    for query in queries:
        assert find(query) == ["hit"], query


def test_every_field_has_such_a_pair():
    assert {pair[0] for pair in PAIRS} | {"id"} == {*FIELDS, "metadata"}


def test_a_log_is_found_by_its_id_and_by_its_callers(project, find):
    log = make_log(project, description="hit", source_id="mine-1")
    make_log(project, description="miss")
    for query in (f"id:{log.public_id}", f"id:{log.public_id.hex}", "id:mine-1", f"id:(mine-1 OR {log.public_id})"):
        assert find(query) == ["hit"]
    assert find("id:nobody") == []


def test_the_default_bot_has_the_logs_that_name_none(project, find):
    make_logs(project, [{"bot_id": "st-1", "description": "named"}, {"description": "unnamed"}])
    assert find("bot:st-1", default_bot_id="st-1") == ["named", "unnamed"]
    assert find("-bot:st-1", default_bot_id="st-1") == []
    assert find("bot:st-1", default_bot_id="st-2") == ["named"]


def test_what_is_unknown_is_neither_more_nor_less(project, find):
    make_logs(project, [{"ttft_ms": None, "description": "unknown"}, {"ttft_ms": 1.0, "description": "known"}])
    assert find("ttft:>0") == ["known"]
    assert find("ttft:<=1000") == ["known"]
    assert find("-ttft:*") == ["unknown"]
    assert find("-ttft:>0") == ["unknown"]


def test_a_day_is_that_of_the_persons_zone(project, find):
    make_log(project, started_at=NOON.replace(hour=23), ended_at=NOON.replace(hour=23), description="late")
    assert find("started:2026-11-20", zone=ZoneInfo("Asia/Tokyo")) == []
    assert find("started:2026-11-21", zone=ZoneInfo("Asia/Tokyo")) == ["late"]
    assert find("started:2026-11") == find("started:2026") == ["late"]


def test_conditions_side_by_side_all_hold(project, find):
    make_logs(project, [{"model": m, "stream": s, "description": f"{m} {s}"} for m in "ab" for s in (True, False)])
    assert find("model:a stream:true") == ["a True"]
    assert find("model:a AND (stream:true OR stream:false)") == ["a False", "a True"]
    assert find("model:a OR model:b stream:true") == ["a True", "b True"]  # OR binds the words beside it first
    assert find("(model:a stream:true) OR (model:b stream:false)") == ["a True", "b False"]


@pytest.mark.parametrize("text", ["\x00", "\x1a", "a*b", "[x]", "50%_", "\\", '"', "é", "文", "\ud800"])
def test_strange_text_is_found_as_it_is(project, find, text):
    make_logs(project, [{"channel": f"<{text}>", "description": "hit"}, {"channel": "<>", "description": "miss"}])
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert find(f'channel:"<{escaped}>"') == ["hit"]
    assert find('channel:(* -"<>")') == ["hit"]


def test_bare_words_are_the_full_text_search(project, find):
    make_log(project, description="hit", model="a", input_messages=[{"role": "user", "content": "Do order a Pizza"}])
    make_log(project, description="miss", model="a", input_messages=[{"role": "user", "content": "a pizza in order"}])
    assert find('"order a pizza"') == find("do pizza") == find("izz* do") == ["hit"]
    assert find("pizza -do") == ["miss"]
    assert find("do OR nothing") == ["hit"]
    assert find("model:a (do OR model:b)") == ["hit"]
    assert find("*") == find("") == find("PIZZA") == ["hit", "miss"]
    assert find("pizza -(do OR order)") == []
