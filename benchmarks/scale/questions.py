"""What the stores are asked over HTTP, and the bare SQL that would answer the same."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import jwt

from logs.ids import MAX_TAIL, key_at

from .stores import POSTGRESQL, SQLITE
from .words import ARABIC_COMMON, CHINESE_COMMON
from .workload import COMMON_WORD, MAIN, PLANTED

PAGE = 50
MODEL, CUSTOMER, NO_HIT = "gpt-4o", "customer-0002", "zzyzxqvw"

# An access of a project (tasks.prepare): its key and its Kore app.
Access = Mapping[str, str]


class Group(StrEnum):
    """Which target of the table a question is held to."""

    PAGE = "rows of a page, without exact totals"
    TOTAL = "exact totals and sums under filters"
    ROLLUP = "what a rollup knows"
    DOOR = "each vendor's list, with the totals that its answer has"


@dataclass(frozen=True)
class Facts:
    """What differs between stores: the time of their logs and ids of some."""

    end: datetime
    project: int
    log: str
    key: int
    deep: int  # the row to skip to; a small store has no 50,000th

    def ago(self, days: float) -> datetime:
        return self.end - timedelta(days=days)

    def keys_between(self, start: datetime, end: datetime) -> str:
        return f"id >= {key_at(start) & ~MAX_TAIL} AND id <= {key_at(end) | MAX_TAIL}"


@dataclass(frozen=True)
class Call:
    """One HTTP request."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""


@dataclass(frozen=True)
class Question:
    """One question; `sql` is the best bare SQL by engine where we know better than to repeat the product's own."""

    title: str
    group: Group
    call: Callable[[Facts, Access], Call]
    sql: Callable[[Facts], dict[str, list[str]]] | None = None
    hits: int | None = None  # how many rows must come back, where the workload says so
    rows: Callable[[Any], int] = field(default=lambda answer: len(answer.get("logs", [])))


# -- calls of the doors


def bifrost(stats: bool = False, limit: int = PAGE, **params: Any) -> Callable[[Facts, Access], Call]:
    """Bifrost's list; a value that is a function gets the facts."""

    def call(facts: Facts, access: Access) -> Call:
        found = {name: value(facts) if callable(value) else value for name, value in params.items()}
        query = {"limit": limit, **({} if stats else {"stats": "false"}), **found}
        return Call("GET", f"/api/logs?{urlencode(query)}", _bearer(access))

    return call


def one_log(facts: Facts, access: Access) -> Call:
    return Call("GET", f"/api/logs/{facts.log}", _bearer(access))


def summary(facts: Facts, access: Access) -> Call:
    return Call("GET", "/api/request-logs/summary/", _bearer(access))


def keywordsai(facts: Facts, access: Access) -> Call:
    return Call("GET", f"/api/request-logs/list/?page_size={PAGE}", _bearer(access))


def llmreport(facts: Facts, access: Access) -> Call:
    return Call("GET", f"/api/v1/requests?pageSize={PAGE}", _bearer(access))


def kore(facts: Facts, access: Access) -> Call:
    token = jwt.encode({"appId": access["client_id"]}, access["client_secret"], "HS256")
    body = {"dateFrom": f"{facts.ago(60):%Y-%m-%d}", "dateTo": f"{facts.end:%Y-%m-%d}", "limit": PAGE}
    return Call("POST", f"/api/1.1/public/bot/{access['bot']}/getLLMUsageLogs", {"auth": token}, json.dumps(body))


def _bearer(access: Access) -> dict[str, str]:
    return {"Authorization": f"Bearer {access['key']}"}


def _time(days: float) -> Callable[[Facts], str]:
    return lambda facts: facts.ago(days).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _searched(text: str) -> Callable[[Facts, Access], Call]:
    return bifrost(content_search=text)


# -- the same in SQL

SUMS = (
    "COUNT(*), COUNT(CASE WHEN status IN ('success', 'warning') THEN 1 END), "
    "COUNT(CASE WHEN status <> 'processing' THEN 1 END), AVG(latency_ms), AVG(ttft_ms), "
    "SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(cost_usd)"
)


def _both(*statements: str) -> dict[str, list[str]]:
    return {SQLITE: list(statements), POSTGRESQL: list(statements)}


def _page(where: str, order: str = "id DESC", offset: int = 0) -> dict[str, list[str]]:
    """Rows and bodies of a page, keys first."""
    keys = f"SELECT id FROM logs_log WHERE {where} ORDER BY {order} LIMIT {PAGE} OFFSET {offset}"
    return _both(f"SELECT * FROM logs_log WHERE id IN ({keys})", f"SELECT * FROM logs_logbody WHERE id IN ({keys})")


def _newest(facts: Facts) -> dict[str, list[str]]:
    return _page(f"project_id = {facts.project}")


def _week(facts: Facts) -> str:
    keys = facts.keys_between(facts.ago(40), facts.ago(33))
    return f"project_id = {facts.project} AND model = '{MODEL}' AND status = 'success' AND {keys}"


def _month(facts: Facts) -> str:
    keys = facts.keys_between(facts.ago(30), facts.ago(0))
    return f"project_id = {facts.project} AND model = '{MODEL}' AND customer_id = '{CUSTOMER}' AND {keys}"


def _sums(where: Callable[[Facts], str]) -> Callable[[Facts], dict[str, list[str]]]:
    return lambda facts: _both(f"SELECT {SUMS} FROM logs_log WHERE {where(facts)}")


def _one(facts: Facts) -> dict[str, list[str]]:
    return _both(*(f"SELECT * FROM {table} WHERE id = {facts.key}" for table in ("logs_log", "logs_logbody")))


_WEEK = {"models": MODEL, "status": "success", "start_time": _time(40), "end_time": _time(33)}
_MONTH = {"models": MODEL, "customer_ids": CUSTOMER, "start_time": _time(30), "end_time": _time(0)}

NEWEST = "newest 50"
QUESTIONS = (
    Question(NEWEST, Group.PAGE, bifrost(), _newest, PAGE),
    Question(
        "model + status + a week, sorted by latency",
        Group.PAGE,
        bifrost(**_WEEK, sort_by="latency", order="desc"),
        lambda facts: _page(_week(facts), "latency_ms DESC, id DESC"),
    ),
    Question("needle", Group.PAGE, _searched(PLANTED["needle"][0]), hits=PLANTED["needle"][1]),
    Question("infix of a rare word", Group.PAGE, _searched("zhulowikant"), hits=PLANTED["infix"][1]),
    Question("common word", Group.PAGE, _searched(COMMON_WORD), hits=PAGE),
    Question("phrase", Group.PAGE, _searched(PLANTED["phrase"][0]), hits=PLANTED["phrase"][1]),
    Question(
        "phrase of very common words",
        Group.PAGE,
        _searched(PLANTED["common phrase"][0]),
        hits=PLANTED["common phrase"][1],
    ),
    Question("Arabic, rare", Group.PAGE, _searched(PLANTED["arabic"][0][1:-1]), hits=PLANTED["arabic"][1]),
    Question("Arabic, common", Group.PAGE, _searched(ARABIC_COMMON)),
    Question("two Chinese characters, rare", Group.PAGE, _searched(PLANTED["chinese"][0]), hits=PLANTED["chinese"][1]),
    Question("two Chinese characters, common", Group.PAGE, _searched(CHINESE_COMMON)),
    Question("no hit at all", Group.PAGE, _searched(NO_HIT), hits=0),
    Question("no hit, of common words", Group.PAGE, _searched(f"{COMMON_WORD} {NO_HIT}"), hits=0),
    Question(
        "offset 50,000",
        Group.PAGE,
        bifrost(offset=lambda facts: facts.deep),
        lambda facts: _page(f"project_id = {facts.project}", offset=facts.deep),
    ),
    Question("one log by id with its body", Group.PAGE, one_log, _one, 1, lambda answer: int("id" in answer)),
    Question("sums under model + status + a week", Group.TOTAL, bifrost(stats=True, limit=1, **_WEEK), _sums(_week)),
    Question("needle, with totals", Group.TOTAL, bifrost(stats=True, limit=1, content_search=PLANTED["needle"][0])),
    Question("common word, with totals", Group.TOTAL, bifrost(stats=True, limit=1, content_search=COMMON_WORD)),
    Question(
        "sums under a metadata key + 30 days",
        Group.TOTAL,
        bifrost(stats=True, limit=1, metadata_env="staging", start_time=_time(30), end_time=_time(0)),
    ),
    Question(
        "stats over all",
        Group.ROLLUP,
        summary,
        _sums(lambda facts: f"project_id = {facts.project}"),
        rows=lambda answer: answer["number_of_requests"],
    ),
    Question(
        "stats by model + customer + 30 days", Group.ROLLUP, bifrost(stats=True, limit=1, **_MONTH), _sums(_month)
    ),
    Question("Keywords AI: list", Group.DOOR, keywordsai, hits=PAGE, rows=lambda answer: len(answer["results"])),
    Question("LLM Report: requests", Group.DOOR, llmreport, hits=PAGE, rows=lambda answer: len(answer["requests"])),
    Question("Kore.ai: usage logs, 60 days", Group.DOOR, kore, hits=PAGE, rows=len),
    Question("Bifrost: logs with stats", Group.DOOR, bifrost(stats=True), hits=PAGE),
)

# Ends of the query layer without an HTTP call of their own: (title, method, arguments beside the end of time).
NATIVE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("hourly histogram over 90 days", "histogram", {}),
    ("facets with counts under a filter", "facets", {"fields": ["kind", "provider", "model", "status", "customer_id"]}),
)
# No rollup knows these; they are counted over the newest logs that match.
NATIVE_OVER_ROWS = (
    ("facets of other fields under a filter", "facets", {"fields": ["channel", "feature", "stream", "metadata.env"]}),
)


def empty_call(question: Question, facts: Facts, access: Mapping[str, Access]) -> Call:
    """The same door asked by a project without logs: the newest of nothing, or the door's own list."""
    ask = question.call if question.group is Group.DOOR or question.call is summary else QUESTIONS[0].call
    return ask(facts, access["nothing"])


def question_call(question: Question, facts: Facts, access: Mapping[str, Access]) -> Call:
    return question.call(facts, access[MAIN])
