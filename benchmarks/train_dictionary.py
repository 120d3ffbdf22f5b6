"""Trains a zstd dictionary for bodies on the sample traffic, in the forms that programs send it in.

    python benchmarks/train_dictionary.py logs/bodies/dictionary_1.zdict

A dictionary that has shipped is never trained again: bodies name it by number and cannot be read without. A better one
gets the next number.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from logs.demo import traffic  # noqa: E402

COUNT, BYTES = 12_000, 16 * 1024
END = datetime(2026, 11, 21, tzinfo=UTC)
Payload = dict[str, Any]


def samples(rng: random.Random) -> Iterator[bytes]:
    """JSON of bodies and parts whose texts are of the same words in no order, so that no sentence is learnt."""
    for number, payload in enumerate(traffic(COUNT, until=END, seed=7)):
        payload = _mixed(payload, rng)
        messages = payload.get("prompt_messages")
        if number % 4 == 1 and isinstance(messages, list):
            yield _encoded([messages[-2:], []])
        elif number % 4 == 2:
            yield _encoded([[["litellm", _as_litellm(payload, rng)]], [], []])
        else:
            yield _encoded([[["keywordsai", payload]], [], []])


def _encoded(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _mixed(value: Any, rng: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: _mixed(child, rng) for key, child in value.items()}
    if isinstance(value, list):
        return [_mixed(child, rng) for child in value]
    if isinstance(value, str) and value.count(" ") > 3:
        words = value.split(" ")
        rng.shuffle(words)
        return " ".join(words)
    return value


def _as_litellm(payload: Payload, rng: random.Random) -> Payload:
    """The fields that LiteLLM's StandardLoggingPayload has, in its order."""
    identifier = f"chatcmpl-{rng.getrandbits(96):x}"
    usage = {"completion_tokens": 5, "prompt_tokens": 5, "total_tokens": 10}
    details = {"completion_tokens_details": None, "prompt_tokens_details": None}
    message = {"content": "", "role": "assistant", "tool_calls": None, "function_call": None}
    message |= payload.get("completion_message") or {}
    choice = {"finish_reason": "stop", "index": 0, "message": message}
    response = {"id": identifier, "created": 1795262401, "model": payload["model"], "object": "chat.completion"}
    keys = ("hash", "alias", "spend", "max_budget", "budget_reset_at", "org_id", "team_id", "team_alias", "user_id")
    return {
        "id": identifier,
        "trace_id": identifier,
        "call_type": "acompletion",
        "cache_hit": None,
        "stream": False,
        "status": "success",
        "status_fields": {"llm_api_status": "success", "guardrail_status": "not_run"},
        "custom_llm_provider": "openai",
        **dict.fromkeys(("startTime", "endTime", "completionStartTime"), round(rng.uniform(1.79e9, 1.8e9), 6)),
        "response_time": round(rng.uniform(0.2, 9), 6),
        "model": payload["model"],
        "metadata": {f"user_api_key_{key}": None for key in keys}
        | {"requester_metadata": None, "requester_ip_address": None, "usage_object": usage | details},
        "cache_key": None,
        "response_cost": 0.0000135,
        **usage,
        "request_tags": [],
        "end_user": "",
        "api_base": "https://api.openai.com/v1/",
        "model_group": payload["model"],
        "model_id": f"{rng.getrandbits(256):064x}",
        "requester_ip_address": None,
        "messages": payload.get("prompt_messages"),
        "response": {**response, "system_fingerprint": None, "choices": [choice], "usage": usage | details},
        "model_parameters": {"temperature": 0.7, "max_tokens": 256, "stream": False},
        "hidden_params": {"model_id": None, "cache_key": None, "api_base": None, "response_cost": 0.0000135},
        "error_str": None,
        "error_information": {"error_code": "", "error_class": "", "llm_provider": "", "error_message": ""},
        "response_cost_failure_debug_info": None,
        "guardrail_information": None,
    }


if __name__ == "__main__":
    trained = zstandard.train_dictionary(BYTES, list(samples(random.Random(1))), level=3)
    Path(sys.argv[1]).write_bytes(trained.as_bytes())
    print(f"{len(trained.as_bytes()):,} bytes, id {trained.dict_id()}")
