"""From what happened to what the program logs: a Keywords AI create payload, spelled as programs really spell it."""

from datetime import UTC, datetime

from .call import Json, Scene
from .events import Event
from .outcomes import Outcome
from .programs import Program
from .telemetry import Usage

_FINISHED = {"openai": "stop", "anthropic": "end_turn", "google": "stop", "mistral": "stop", "groq": "stop"}
_RESPONSE_IDS = {"openai": "chatcmpl-", "anthropic": "msg_", "google": "", "mistral": "cmpl-", "groq": "chatcmpl-"}
_AGENTS = ("openai-python/2.8.1", "openai-node/6.9.0", "httpx/0.28.1")
_ENVIRONMENTS, _ENVIRONMENT_WEIGHTS = ("prod", "staging", "dev"), (90, 7, 3)
_REGIONS, _REGION_WEIGHTS = ("eu-central-1", "us-east-1", "ap-northeast-1"), (72, 23, 5)
_KNOWN_CUSTOMERS = 0.96  # share of runs in which the customer has signed in


def setting_of(program: Program, scene: Scene) -> dict[str, Json]:
    """What all logs of one scene have in common."""
    rng, person = scene.rng, scene.person
    environment = rng.choices(_ENVIRONMENTS, _ENVIRONMENT_WEIGHTS)[0]
    setting: dict[str, Json] = {
        "feature_name": program.feature,
        "ip": person.ip,
        "metadata": {
            "env": environment,
            "version": f"{scene.now.year}.{scene.now.month}.{scene.now.day // 8 + 1}",
            "region": rng.choices(_REGIONS, _REGION_WEIGHTS)[0],
        },
    }
    if program.names_customer and rng.random() < _KNOWN_CUSTOMERS:
        customer = {"customer_identifier": person.identifier, "name": person.name, "email": person.email}
        setting["customer_params"] = customer
    if program.sends_headers:
        headers = {"user-agent": _AGENTS[len(program.feature) % 3], "content-type": "application/json"}
        setting["request_headers"] = headers | {"x-metadata-env": environment, "x-metadata-feature": program.feature}
    return setting


def payload_of(
    event: Event, program: Program, setting: dict[str, Json], *, unique_id: str, now: datetime
) -> dict[str, Json]:
    """The payload of one attempt, seen at `now`: a call that has not ended by then is still running."""
    payload = _request(event, setting, unique_id)
    if event.ended_at > now:
        return payload | {"status": "running"}
    payload |= _times(event, program) | {"status_code": event.outcome.status_code}
    if event.outcome.answered:
        payload |= _answer(event, unique_id)
    if event.outcome.message:
        payload |= _trouble(event.outcome)
    if event.outcome.warnings:
        payload["warnings"] = event.outcome.warnings
    if "full_request" in payload:
        payload["full_response"] = _raw_response(payload)
    return payload


def _request(event: Event, setting: dict[str, Json], unique_id: str) -> dict[str, Json]:
    call = event.call
    metadata = {**setting["metadata"], **call.fields.get("metadata", {})}
    if event.attempt > 1:
        metadata["attempt"] = event.attempt
    asked = {"prompt_messages": call.messages} if call.messages else {}
    return {
        "unique_id": unique_id,
        "model": call.model.name,
        "provider_id": call.model.provider,
        **asked,
        **setting,
        **call.fields,
        "metadata": metadata,
        "url": call.model.url,
        "method": "POST",
        "start_time": _iso(event.started_at),
    }


def _times(event: Event, program: Program) -> dict[str, Json]:
    total, first = ("generation_time", "ttft") if program.spells_like_the_page else ("latency", "time_to_first_token")
    times = {"timestamp": _iso(event.ended_at), total: round(event.timing.total, 6)}
    if event.call.fields.get("stream") and event.outcome.answered:
        times[first] = round(event.timing.first_token, 6)
    return times


def _answer(event: Event, unique_id: str) -> dict[str, Json]:
    call, share = event.call, event.outcome.answered
    answer = _counts(event.usage, share) | (call.answer if share == 1 else {})
    if call.reply is None:
        return answer
    answer["completion_message"] = _cut(call.reply, share)
    answer["response_id"] = f"{_RESPONSE_IDS[call.model.provider]}{unique_id[:24]}"
    if share == 1:
        answer["finish_reason"] = "tool_calls" if call.reply.get("tool_calls") else _FINISHED[call.model.provider]
    return answer | event.outcome.fields


def _counts(usage: Usage, share: float) -> dict[str, Json]:
    completion = round(usage.completion * share)
    counts: dict[str, Json] = {"prompt_tokens": usage.prompt, "completion_tokens": completion}
    details: dict[str, Json] = {}
    if usage.cached:
        details["prompt_tokens_details"] = {"cached_tokens": usage.cached}
    if usage.written:
        details["cache_creation_prompt_tokens"] = usage.written
    if usage.reasoning:
        details["completion_tokens_details"] = {"reasoning_tokens": min(usage.reasoning, completion)}
    if details:
        counts["usage"] = {**counts, "total_tokens": usage.prompt + completion, **details}
    return counts


def _cut(reply: Json, share: float) -> Json:
    """The part of an answer that came before it broke off."""
    return reply if share == 1 else {**reply, "content": reply["content"][: int(len(reply["content"]) * share)]}


def _trouble(outcome: Outcome) -> dict[str, Json]:
    named = {"error_type": outcome.error_type, "error_code": outcome.error_code}
    named = {name: text for name, text in named.items() if text}
    trouble: dict[str, Json] = {"status": outcome.status, "error_message": outcome.message, **named}
    if outcome.status_code >= 400 and named:
        error = {"type": outcome.error_type, "code": outcome.error_code or None, "message": outcome.message}
        trouble["error_details"] = {"status_code": outcome.status_code, "error": error}
    return trouble


def _raw_response(payload: dict[str, Json]) -> dict[str, Json]:
    """The body that the provider answered with."""
    if "completion_message" not in payload:
        return {"error": payload.get("error_details", {}).get("error", {"message": payload.get("error_message")})}
    counts = payload["prompt_tokens"], payload["completion_tokens"]
    usage = {"prompt_tokens": counts[0], "completion_tokens": counts[1], "total_tokens": sum(counts)}
    finished = payload.get("finish_reason", "length")
    return {
        "id": payload["response_id"],
        "object": "chat.completion",
        "model": payload["model"],
        "choices": [{"index": 0, "message": payload["completion_message"], "finish_reason": finished}],
        "usage": payload.get("usage", usage),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
