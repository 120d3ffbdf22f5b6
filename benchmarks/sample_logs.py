"""Synthetic logs for benchmarks: a pool made by the product's own ingest, stretched over a year of traffic."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from logs.choices import Dialect
from logs.ids import key_at
from logs.models import Log
from logs.preparation import PreparedLog, prepare
from logs.querysets import source_digest

YEAR = timedelta(days=365)
# Bodies are opaque to a database, so a pool of this many distinct ones stands for all.
POOL = 4000
MAIN_PROJECT = 1
PROJECTS = (MAIN_PROJECT, 2, 3, 4, 5)
PROJECT_WEIGHTS = (70, 12, 9, 6, 3)
# (model, provider, share in percent, dollars for a million prompt and completion tokens)
MODELS = (
    ("gpt-4o-mini", "openai", 34, 0.15, 0.6),
    ("gpt-4o", "openai", 24, 2.5, 10),
    ("claude-sonnet-4-5", "anthropic", 18, 3, 15),
    ("gemini-2.5-flash", "google", 12, 0.3, 2.5),
    ("mistral-large-latest", "mistral", 6, 2, 6),
    ("o3", "openai", 4, 2, 8),
    ("command-r-plus", "cohere", 2, 2.5, 10),
)
ASKED_MODEL = "gemini-2.5-flash"
UNINDEXED = ("finish_reason", "length")  # a filter that no index helps; about 3 % of the logs

COLUMNS = tuple(field.column for field in Log._meta.concrete_fields if not field.primary_key)
_PLACE = {column: place for place, column in enumerate(COLUMNS)}

# From a column and its Python value to what the driver takes.
Encode = Callable[[str, Any], Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """One log as a writer would hand it over."""

    number: int  # 1, 2, 3 ... in order of arrival
    key: int
    columns: tuple  # encoded, in the order of COLUMNS
    blob: bytes
    project_id: int
    source_id: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class _Template:
    row: Log
    columns: list
    blob: bytes


class Traffic:
    """A year of logs up to `end`, the same for every caller with the same seed."""

    def __init__(self, count: int, end: datetime, encode: Encode) -> None:
        self._count, self._start, self._encode = count, end - YEAR, encode
        dice = random.Random(20261121)
        vocabulary = ["".join(dice.choices("etaoinshrdlucmfwypvbgk", k=dice.randint(2, 10))) for _ in range(20_000)]
        self._templates = [self._template(dice, vocabulary) for _ in range(min(POOL, count))]

    def blocks(self, size: int) -> Iterator[list[Sample]]:
        """All logs in order of arrival, `size` at a time."""
        dice = random.Random(1)
        for first in range(0, self._count, size):
            yield [self._sample(dice, number) for number in range(first, min(first + size, self._count))]

    def _template(self, dice: random.Random, vocabulary: list[str]) -> _Template:
        prepared = _prepared(dice, vocabulary, self._start)
        columns = [self._encode(column, getattr(prepared.row, column)) for column in COLUMNS]
        return _Template(prepared.row, columns, prepared.body.blob)

    def _sample(self, dice: random.Random, number: int) -> Sample:
        template = dice.choice(self._templates)
        started = self._start + YEAR * ((number + dice.random()) / self._count)
        if dice.random() < 0.02:  # retried or sent by a batch job: arrives up to an hour late
            started -= timedelta(seconds=dice.uniform(0, 3600))
        varied = _varied(dice, template.row, started)
        columns = template.columns.copy()
        for column, value in varied.items():
            columns[_PLACE[column]] = self._encode(column, value)
        return Sample(
            number=number + 1,
            key=key_at(started, dice.getrandbits(11)),
            columns=tuple(columns),
            blob=template.blob,
            project_id=varied["project_id"],
            source_id=varied["source_id"],
            digest=source_digest(varied["project_id"], varied["source_id"]),
        )


def _varied(dice: random.Random, row: Log, started: datetime) -> dict[str, Any]:
    """The columns in which no two logs of a real day agree."""
    latency_ms = dice.lognormvariate(7, 0.8)
    ended = started + timedelta(milliseconds=latency_ms)
    prompt, completion = int(dice.lognormvariate(6.5, 1)), int(dice.lognormvariate(5, 0.9))
    prices = next(model[3:] for model in MODELS if model[0] == row.model)
    thread = dice.getrandbits(128) if dice.random() < 0.6 else None
    return {
        "project_id": dice.choices(PROJECTS, PROJECT_WEIGHTS)[0],
        "source_id": f"req-{dice.getrandbits(128):032x}",
        "started_at": started,
        "ended_at": ended,
        "received_at": ended + timedelta(milliseconds=40),
        "updated_at": ended + timedelta(milliseconds=40),
        "latency_ms": latency_ms,
        "ttft_ms": latency_ms * dice.random(),
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "cost_usd": Decimal(f"{(prompt * prices[0] + completion * prices[1]) / 1_000_000:.9f}"),
        "customer_id": f"customer-{int(dice.paretovariate(0.7)) % 1000}" if dice.random() < 0.8 else None,
        "thread_id": f"thread-{thread:032x}" if thread is not None else None,
        "custom_id": f"order-{dice.getrandbits(40)}" if dice.random() < 0.3 else None,
        "trace_id": f"{dice.getrandbits(128):032x}",
        "response_id": f"chatcmpl-{dice.getrandbits(96):024x}",
    }


def _prepared(dice: random.Random, vocabulary: list[str], started: datetime) -> PreparedLog:
    writes = [(Dialect.NATIVE, _payload(dice, vocabulary, started))]
    return prepare(writes, project_id=MAIN_PROJECT, received_at=started, updated_at=started)


def _payload(dice: random.Random, vocabulary: list[str], started: datetime) -> Mapping[str, Any]:
    def words(most: int) -> str:
        return " ".join(dice.choices(vocabulary, k=dice.randint(most // 3, most)))

    model, provider = dice.choices([m[:2] for m in MODELS], [m[2] for m in MODELS])[0]
    failed = dice.random() < 0.04
    return {
        "started_at": started.astimezone(UTC).isoformat(),
        "kind": "chat",
        "status_code": 500 if failed else 200,
        "error_message": "The server had an error while processing the request." if failed else "",
        "finish_reason": None if failed else dice.choices(("stop", "length", "tool_calls"), (90, 3, 7))[0],
        "model": model,
        "provider": provider,
        "stream": dice.random() < 0.4,
        "bot_id": dice.choice(("bot-shop", "bot-help", None, None)),
        "channel": dice.choice(("web", "rtm", None)),
        "feature": dice.choice(("answer", "summary", "title")),
        "request_url": "/v1/chat/completions",
        "request_method": "POST",
        "ip": f"10.0.{dice.getrandbits(8)}.{dice.getrandbits(8)}",
        "metadata": {"environment": dice.choice(("prod", "stage")), "release": f"2026.{dice.randint(1, 12)}"},
        "params": {"temperature": 0.2, "max_tokens": 1024},
        "input_messages": [{"role": "system", "content": words(75)}, {"role": "user", "content": words(210)}],
        "output_message": None if failed else {"role": "assistant", "content": words(150)},
    }
