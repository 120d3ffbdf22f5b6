"""Bifrost's door under random queries: the rows, order, total and statistics that plain Python finds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.factories import NOON, make_logs

from .values import randomly

MOMENT = timedelta(microseconds=1)
PERIODS = {name: timedelta(hours=hours) for name, hours in {"1h": 1, "6h": 6, "24h": 24, "7d": 168, "30d": 720}.items()}
# How long before NOON the logs started: around the ends of every period, and in the future.
AGES = [
    *(span + step for span in PERIODS.values() for step in (-MOMENT, timedelta(), MOMENT)),
    *(timedelta(minutes=7 * n) for n in range(-3, 9)),
    *(timedelta(days=9 * n) for n in range(1, 9)),
]
KINDS = ["chat", "text", "completion", "response", "embedding", "speech", "transcription", "workflow"]
STATUSES = ["success", "warning", "error", "cancelled", "processing"]
WORDS = ["Hello World", "hello %_", "bye", "Straße", "ΟΔΟΣ İ", "привет"]


def random_logs() -> list[dict[str, Any]]:
    """Logs of few values each, so that filters overlap and sorts tie; stored in any order."""
    random = Random(7)
    ages = random.sample(AGES, len(AGES))
    return [
        {
            "source_id": f"log-{number}",
            "started_at": NOON - age,
            "ended_at": None,
            "kind": random.choice(KINDS),
            "status": random.choice(STATUSES),
            "provider": random.choice([None, "openai", "anthropic", "acme"]),
            "model": random.choice([None, "m-1", "m-2"]),
            "latency_ms": random.choice([None, 0.0, 10.0, 20.5]),
            "total_tokens": random.choice([None, 0, 5, 50]),
            "cost_usd": random.choice([None, Decimal(0), Decimal("0.1"), Decimal("0.000000000001")]),
            "stream": random.choice([None, True, False]),
            "cached": random.choice([None, True, False]),
            "customer_id": random.choice([None, "ada", "bob", "x y"]),
            "finish_reason": random.choice([None, "stop", "length"]),
            "parent_request_id": random.choice([None, "p"]),
            "parent_span_id": random.choice([None, "p", "q"]),
            "metadata": random.choice([None, {"env": "prod"}, {"env": "dev", "n": 1, "a.b-c": True}, {"env": ""}]),
            "input_messages": [{"role": "user", "content": random.choice(WORDS)}],
        }
        for number, age in enumerate(ages)
    ]


# -- what belongs, over the logs as they are shown; a text that the vendor cannot read filters nothing

OBJECTS = {"chat_completion": "chat.completion", "text_completion": "text.completion", "responses": "response"} | {
    "speech": "audio.speech",
    "transcription": "audio.transcription",
}
UNREADABLE = {"", "x", "5.0.0", "NaN", "0x1p3", "1_0", " 5", "2026-11-20", "2026-02-30T00:00:00Z", "yes", "31d"}
SORTED: dict[str, Callable[[dict], Any]] = {
    "timestamp": lambda log: instant(log["timestamp"]),
    "latency": lambda log: log.get("latency"),
    "tokens": lambda log: log.get("token_usage", {}).get("total_tokens"),
    "cost": lambda log: log.get("cost"),
}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(",", "."))


def among(*names: str) -> Callable[[dict, str], bool]:
    """A comma list over a field; a list of nothing filters nothing."""

    def belongs(log: dict, text: str) -> bool:
        words = listed(text)
        return not words or any(log.get(name) in words for name in names)

    return belongs


def listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def at_least(number: Callable[[dict], Any]) -> Callable[[dict, str], bool]:
    return lambda log, text: number(log) is not None and Fraction(str(number(log))) >= Decimal(text)


def at_most(number: Callable[[dict], Any]) -> Callable[[dict, str], bool]:
    return lambda log, text: number(log) is not None and Fraction(str(number(log))) <= Decimal(text)


def is_object(log: dict, text: str) -> bool:
    words = listed(text)
    streamed = [OBJECTS.get(word.removesuffix("_stream")) for word in words if word.endswith("_stream")]
    return (
        not words or log["object"] in [OBJECTS.get(w, w) for w in words] or log["stream"] and log["object"] in streamed
    )


def is_cache_hit(log: dict, text: str) -> bool:
    known = {"direct", "semantic"}.intersection(listed(text))
    return not known or "direct" in known and log.get("cache_debug") == {"cache_hit": True}


def has_metadata(key: str) -> Callable[[dict, str], bool]:
    return lambda log, text: key in log.get("metadata", {}) and spelt(log["metadata"][key]) == text


def spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def tokens(log: dict) -> int:
    return SORTED["tokens"](log) or 0


BELONGS: dict[str, Callable[[dict, str], bool]] = {
    "providers": among("provider"),
    "models": among("model"),
    "status": among("status"),
    "objects": is_object,
    "start_time": lambda log, text: instant(log["timestamp"]) >= instant(text),
    "end_time": lambda log, text: instant(log["timestamp"]) <= instant(text),
    "period": lambda log, text: NOON - PERIODS[text] <= instant(log["timestamp"]) <= NOON,
    "min_latency": at_least(SORTED["latency"]),
    "max_latency": at_most(SORTED["latency"]),
    "min_tokens": lambda log, text: tokens(log) >= int(text),
    "max_tokens": lambda log, text: tokens(log) <= int(text),
    "min_cost": at_least(SORTED["cost"]),
    "max_cost": at_most(SORTED["cost"]),
    "missing_cost_only": lambda log, text: (
        text in ("0", "f", "FALSE") or (log.get("cost") or 0) <= 0 and log["status"] != "error"
    ),
    "customer_ids": among("customer_id"),
    "user_ids": among("customer_id"),
    "stop_reasons": among("stop_reason"),
    "cache_hit_types": is_cache_hit,
    "parent_request_id": lambda log, text: log["parent_request_id"] == text,
    "session_id": lambda log, text: log["parent_request_id"] == text,
    "metadata_env": has_metadata("env"),
    "metadata_n": has_metadata("n"),
    "metadata_a.b-c": has_metadata("a.b-c"),
    "content_search": lambda log, text: text.casefold() in log["input_history"][0]["content"].casefold(),
    **dict.fromkeys(("virtual_key_ids", "aliases", "team_ids"), lambda log, text: not listed(text)),
}
# Of two that are given, the first makes the second count for nothing.
OVERRIDES = [("period", "start_time"), ("period", "end_time"), ("parent_request_id", "session_id")]


def is_read(name: str, text: str) -> bool:
    if name in ("parent_request_id", "session_id"):
        return bool(text.strip())
    if name in VALUES:
        return text not in UNREADABLE
    return name in BELONGS and text != ""


def expected(logs: list[dict], query: dict[str, list[str]]) -> list[dict]:
    """Of a parameter that comes several times the first counts."""
    read = {name: texts[0] for name, texts in query.items() if is_read(name, texts[0])}
    for stronger, weaker in OVERRIDES:
        if stronger in read:
            read.pop(weaker, None)
    return [log for log in logs if all(BELONGS[name](log, text) for name, text in read.items())]


def in_order(logs: list[dict], sort_by: str, order: str) -> list[dict]:
    """By the sort with unknown values last, ties by age in the same direction."""
    is_descending, value = order != "asc", SORTED.get(sort_by, SORTED["timestamp"])
    by_age = sorted(logs, key=SORTED["timestamp"], reverse=is_descending)
    known = sorted((log for log in by_age if value(log) is not None), key=value, reverse=is_descending)
    return known + [log for log in by_age if value(log) is None]


def statistics(logs: list[dict]) -> dict[str, Any]:
    """Generation A's numbers over all logs that match."""
    done = [log for log in logs if log["status"] in ("success", "error")]
    latencies = [log["latency"] for log in logs if "latency" in log] if done else []
    return {
        "total_requests": len(logs),
        "success_rate": 100 * sum(log["status"] == "success" for log in done) / len(done) if done else 0,
        "average_latency": sum(latencies) / len(latencies) if latencies else 0,
        "total_tokens": sum(map(tokens, logs)) if done else 0,
        "total_cost": float(sum(Decimal(str(log.get("cost", 0))) for log in logs)) if done else 0,
    }


# -- what is asked


def some(*words: str) -> st.SearchStrategy[str]:
    pieces = st.sampled_from([*words, *(f" {word} " for word in words), "", "nothing"])
    return st.lists(pieces, min_size=1, max_size=3).map(",".join)


def written(moment: datetime) -> list[str]:
    plain = f"{moment:%FT%T.%f}"
    east = (moment + timedelta(hours=2)).astimezone(UTC)
    return [f"{plain}Z", f"{plain}000+00:00", f"{plain}999Z", f"{east:%FT%T.%f}+02:00", f"{plain.replace('.', ',')}Z"]


TIMES = (
    st.tuples(st.sampled_from(AGES), st.sampled_from([-MOMENT, timedelta(), MOMENT]))
    .map(lambda found: NOON - found[0] + found[1])
    .flatmap(lambda moment: st.sampled_from(written(moment)))
)
NUMBERS = st.sampled_from([0, 0.1, 1e-12, 1.5e-12, 10, 20.5, 20.4, 1e300]).map(repr) | st.floats(-1, 30).map(repr)
COUNTS = st.integers(-2, 60).map(str) | st.sampled_from(["+5", "-0", "050", str(2**63 - 1)])
LISTS = {
    "providers": some("openai", "anthropic", "acme", "OpenAI"),
    "models": some("m-1", "m-2", "M-1"),
    "status": some(*STATUSES, "unknown", "SUCCESS"),
    "objects": some(*OBJECTS, *OBJECTS.values(), "chat", "workflow", "chat_completion_stream", "speech_stream"),
    "customer_ids": some("ada", "bob", "x y"),
    "user_ids": some("ada", "bob", "ADA"),
    "stop_reasons": some("stop", "length"),
    "cache_hit_types": some("direct", "semantic"),
    **dict.fromkeys(("virtual_key_ids", "aliases", "team_ids"), st.sampled_from(["", ",", " , ", "x"])),
}
VALUES = {
    "start_time": TIMES,
    "end_time": TIMES,
    "period": st.sampled_from(sorted(PERIODS)),
    "min_latency": NUMBERS,
    "max_latency": NUMBERS,
    "min_tokens": COUNTS,
    "max_tokens": COUNTS,
    "min_cost": NUMBERS,
    "max_cost": NUMBERS,
    "missing_cost_only": st.sampled_from(["1", "t", "True", "0", "f", "FALSE"]),
}
TEXT_VALUES = {
    "parent_request_id": st.sampled_from(["p", "q", "r", "", "  ", "p "]),
    "session_id": st.sampled_from(["p", "q", "r", "", "  "]),
    "metadata_env": st.sampled_from(["prod", "dev", "pro", ""]),
    "metadata_n": st.sampled_from(["1", "2", "1.0"]),
    "metadata_a.b-c": st.sampled_from(["true", "True"]),
    "metadata_no key": st.just("x"),
    "content_search": st.sampled_from(
        ["HELLO", "%_", "o w", "lo", "STRASSE", "οδος", "i\u0307", "ПРИВЕТ", " ", "", "nothing"]
    ),
    "unknown": st.text(max_size=3),
}
ASKED = {name: values | st.sampled_from(sorted(UNREADABLE)) for name, values in VALUES.items()} | LISTS | TEXT_VALUES
QUERIES = st.sets(st.sampled_from(sorted(ASKED)), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries({name: st.lists(ASKED[name], min_size=1, max_size=2) for name in sorted(names)})
)
PAGES = st.fixed_dictionaries(
    {"limit": st.integers(1, 60).map(str)},
    optional={
        "offset": st.integers(0, 40).map(str) | st.sampled_from(["x", "", "1.5"]),
        "sort_by": st.sampled_from([*SORTED, "Latency", "model", ""]),
        "order": st.sampled_from(["asc", "desc", "ASC", ""]),
        "stats": st.sampled_from(["true", "false", "0", "x"]),
    },
)


@pytest.fixture
def shown(api: APIClient, project: Project, stranger_project: Project, monkeypatch: Any) -> list[dict]:
    """All logs of the project, at a time that stands still."""
    monkeypatch.setattr("logs.dialects.bifrost.filters.timezone", SimpleNamespace(now=lambda: NOON))
    make_logs(project, random_logs())
    make_logs(stranger_project, random_logs())
    logs = api.get("/api/logs?limit=1000").json()["logs"]
    assert len(logs) == len(AGES)
    return logs


@randomly(200)
@given(query=QUERIES, page=PAGES)
def test_random_queries_find_what_plain_python_finds(
    api: APIClient, shown: list[dict], query: dict[str, list[str]], page: dict[str, str]
) -> None:
    answer = api.get(f"/api/logs?{urlencode({**query, **page}, doseq=True)}").json()
    found = in_order(expected(shown, query), page.get("sort_by", ""), page.get("order", ""))
    offset, limit = page.get("offset", "0"), int(page["limit"])
    start = int(offset) if offset.isdecimal() else 0
    assert answer["logs"] == found[start : start + limit]
    is_counted = page.get("stats") not in ("false", "0")
    assert answer["pagination"] == {
        "limit": limit,
        "offset": start,
        "sort_by": page["sort_by"] if page.get("sort_by") in SORTED else "timestamp",
        "order": page["order"] if page.get("order") in ("asc", "desc") else "desc",
        "total_count": len(found) if is_counted else None,
    }
    assert answer.get("stats") == (pytest.approx(statistics(found), rel=1e-12) if is_counted else None)
    assert answer["has_logs"] is True
