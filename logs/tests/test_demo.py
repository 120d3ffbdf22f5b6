"""The sample traffic: as many as asked, reproducible, readable by the real translation, and shaped like a business."""

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest

from logs.demo import traffic
from logs.demo.people import CUSTOMERS, STAFF
from logs.demo.rhythm import Rhythm
from logs.dialects.keywordsai.translate import parse
from logs.normalise import normalised
from logs.pricing import priced

UNTIL = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
DOCUMENTATION = [ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


@pytest.fixture(scope="module")
def payloads():
    return list(traffic(3000, until=UNTIL))


@pytest.fixture(scope="module")
def logs(payloads):
    return [priced(normalised(parse(payload), UNTIL)) for payload in payloads]


@pytest.fixture(scope="module")
def threads(payloads):
    found = defaultdict(list)
    for payload in payloads:
        if "tools" in payload:
            found[payload["thread_identifier"]].append(payload)
    return found


@pytest.mark.parametrize("count", [1, 137])
def test_gives_exactly_as_many_as_asked(count):
    assert len(list(traffic(count, until=UNTIL))) == count


def test_same_arguments_give_the_same_payloads():
    assert list(traffic(60, until=UNTIL, seed=7)) == list(traffic(60, until=UNTIL, seed=7))


@pytest.mark.parametrize("other", [{"seed": 8}, {"until": datetime(2026, 11, 21, 15, 31, tzinfo=UTC)}])
def test_another_seed_or_end_gives_other_ids(other):
    first = {payload["unique_id"] for payload in traffic(60, until=UNTIL, seed=7)}
    assert first.isdisjoint(payload["unique_id"] for payload in traffic(60, **{"until": UNTIL, "seed": 7, **other}))


def test_no_id_occurs_twice(payloads):
    assert len({payload["unique_id"] for payload in payloads}) == 3000


def test_lies_within_the_days_before_the_end(payloads):
    starts = [payload["start_time"] for payload in payloads]
    # A scene that would run past the end is moved back as a whole, so nothing lies after it.
    assert min(starts) >= "2026-10-22T15:30"
    assert max(starts) < "2026-11-21T15:30"
    assert max(payload.get("timestamp", "") for payload in payloads) < "2026-11-21T15:30"


def test_comes_nearly_in_the_order_of_time(payloads):
    days = [payload["start_time"][:10] for payload in payloads]
    assert sum(later < earlier for earlier, later in zip(days, days[1:], strict=False)) < 10


def test_has_many_kinds_models_and_providers(logs):
    assert {log.kind for log in logs} == {"chat", "embedding", "transcription"}
    assert {log.provider for log in logs} == {"openai", "anthropic", "google", "mistral", "groq"}
    assert len({log.model for log in logs}) == 15


def test_every_answered_call_has_a_price(logs):
    assert [log.model for log in logs if log.completion_tokens is not None and log.cost_usd is None] == []
    assert {log.cost_source for log in logs} == {"sent", "computed", "unknown"}


def test_a_few_calls_are_still_running_at_the_end(logs):
    running = [log for log in logs if log.status == "processing"]
    assert 1 <= len(running) <= 12
    assert min(log.started_at for log in running) > datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
    assert all(log.output_message is None and log.completion_tokens is None for log in running)


def test_errors_are_few_and_of_several_shapes(logs):
    failed = [log for log in logs if log.status == "error"]
    assert 0.01 < len(failed) / 3000 < 0.035
    assert {408, 429, 500} <= {log.status_code for log in failed}
    assert all(log.error_message for log in failed)


def test_one_afternoon_stands_out(logs):
    days = Counter(log.started_at.date() for log in logs if log.status == "error")
    (worst, most), (_, next_most) = days.most_common(2)
    assert worst == datetime(2026, 11, 12).date()
    assert most > 2 * next_most


def test_has_warnings_and_cancelled_calls(logs):
    counts = Counter(log.status for log in logs)
    assert counts["warning"] > 5
    assert counts["cancelled"] > 3


def test_days_are_busier_than_nights_and_weekends(logs):
    hours = Counter(log.started_at.hour for log in logs)
    weekdays = Counter(log.started_at.weekday() for log in logs)
    assert hours[10] > 4 * hours[2]
    assert weekdays[1] > 1.4 * weekdays[6]


def test_latencies_follow_the_model(logs):
    medians = {}
    for name in ("gpt-5.4", "llama-3.3-70b-versatile"):
        times = sorted(log.latency_ms for log in logs if log.model == name and log.latency_ms)
        medians[name] = times[len(times) // 2]
    assert medians["gpt-5.4"] > 4 * medians["llama-3.3-70b-versatile"]


def test_the_first_token_comes_before_the_last(logs):
    timed = [log for log in logs if log.ttft_ms is not None]
    assert len(timed) > 1000
    assert all(0 < log.ttft_ms <= log.latency_ms for log in timed)


def test_uses_caches_and_reasoning(logs):
    assert sum(log.cache_read_tokens is not None for log in logs) > 500
    assert sum(log.cache_write_tokens is not None for log in logs) > 100
    assert sum(log.reasoning_tokens is not None for log in logs) > 500


def test_cached_tokens_lie_inside_the_prompt_except_with_anthropic(logs):
    cached = [log for log in logs if log.cache_read_tokens]
    assert all(log.cache_read_tokens <= log.prompt_tokens for log in cached if log.provider != "anthropic")
    assert any(log.cache_read_tokens > log.prompt_tokens for log in cached if log.provider == "anthropic")


def test_every_turn_sends_the_whole_history(threads):
    assert max(len(turns) for turns in threads.values()) >= 4
    for turns in threads.values():
        for earlier, later in zip(turns, turns[1:], strict=False):
            assert later["prompt_messages"][: len(earlier["prompt_messages"])] == earlier["prompt_messages"]


def test_every_tool_result_answers_a_call(threads):
    answered = 0
    for turns in threads.values():
        for before, message in zip(turns[-1]["prompt_messages"], turns[-1]["prompt_messages"][1:], strict=False):
            if message["role"] == "tool":
                answered += 1
                assert message["tool_call_id"] == before["tool_calls"][0]["id"]
                json.loads(message["content"])
    assert answered > 300


def test_writes_in_many_scripts(payloads):
    replies = " ".join(str((payload.get("completion_message") or {}).get("content")) for payload in payloads)
    for letters in (
        "[\u3040-\u30ff]",
        "[\u0600-\u06ff]",
        "[\u4e00-\u9fff]",
        "[äöüß]",
        "[áéíóúñ]",
        "```",
        r"\| --|\|---",
    ):
        assert re.search(letters, replies), letters


def test_no_slot_stays_empty(payloads):
    slot = re.compile(r"\{(?:order|thing|item|table|function|first_name|language|[a-z]+_[a-z]+)\}")
    assert [p["feature_name"] for p in payloads if slot.search(json.dumps(p, ensure_ascii=False))] == []


def test_texts_are_varied(payloads):
    asked = Counter(p["prompt_messages"][-1]["content"] for p in payloads if p["feature_name"] == "inbox_classifier")
    assert asked.most_common(1)[0][1] <= 5


def test_classifies_with_json_by_the_schema_it_sends(payloads):
    replies = [
        json.loads(payload["completion_message"]["content"])
        for payload in payloads
        if payload["feature_name"] == "inbox_classifier" and payload.get("finish_reason") == "stop"
    ]
    assert len(replies) > 300
    assert {frozenset(reply) for reply in replies} == {
        frozenset({"intent", "urgency", "sentiment", "language", "order", "confidence"})
    }


def test_customers_follow_zipf(payloads):
    named = Counter((payload.get("customer_params") or {}).get("customer_identifier") for payload in payloads)
    assert 30 < len(named) <= len(CUSTOMERS) + len(STAFF) + 1
    ranked = [count for name, count in named.most_common() if name in {person.identifier for person in CUSTOMERS}]
    assert ranked[0] > 5 * ranked[9]


def test_names_nobody_outside_the_reserved_domains_and_networks(payloads):
    emails = {payload["customer_params"]["email"] for payload in payloads if "customer_params" in payload}
    assert all(re.search(r"[@.]example\.(com|org)$", email) for email in emails)
    assert all(any(ip_address(payload["ip"]) in net for net in DOCUMENTATION) for payload in payloads)


def test_bots_take_the_ids_they_are_given():
    found = {payload.get("bot_id") for payload in traffic(200, until=UNTIL, bots={"Order desk": "st-1"})}
    assert "st-1" in found
    assert "Order desk" not in found


@pytest.mark.parametrize("days", [30, 1.25, 0.001])
def test_the_rhythm_begins_and_ends_with_its_days(days):
    rhythm = Rhythm(UNTIL, days)
    assert (rhythm.moment(0.0), rhythm.moment(1.0)) == (UNTIL - timedelta(days=days), UNTIL)


def test_works_for_a_short_span():
    starts = [payload["start_time"] for payload in traffic(80, until=UNTIL, days=0.05)]
    assert min(starts) > "2026-11-21T13"
