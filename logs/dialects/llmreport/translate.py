"""A canonical log as LLM Report's request. Pure; the keys and their order are the vendor's (seed, read 2026-11-21)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ...canonical import CanonicalLog, Json, is_empty
from ..json_text import json_text
from ..openai_shape import reply_text, request_payload, response_payload

# LLM Report keeps a caller's metadata among the request headers, one header a key (contract A3, read 2026-11-21).
METADATA_PREFIX = "x-metadata-"

# What stands where nothing is known: these are never null (ruling 9; openai_id: contract A5; read 2026-11-21).
DEFAULTS: Mapping[str, Json] = {"ip": "", "url": "", "method": "", "openai_id": "", "cached": False, "cost": 0}


def dump(log: CanonicalLog) -> dict[str, Json]:
    """`log` in the vendor's form. The live service answers status and bodies as number and objects; the seed rules."""
    shown = {
        "id": log.source_id or str(log.id),
        "createdAt": _timestamp(log.started_at),
        "updatedAt": _timestamp(log.updated_at),
        "ip": log.ip,
        "url": log.request_url,
        "method": log.request_method,
        "status": "" if log.status_code is None else str(log.status_code),
        "cached": log.cached,
        "streamed": bool(log.stream),
        "user_id": log.customer_id,
        "completion": reply_text(log),
        "model": log.model,
        "openai_id": log.response_id,
        "prompt_tokens": log.prompt_tokens,
        "completion_tokens": log.completion_tokens,
        "request_body": _payload_text(log.raw_request, request_payload(log)),
        **_response_bodies(log),
        "cost": None if log.cost_usd is None else float(log.cost_usd),
        # Beyond the seed, as the live service sends them (contract A5, read 2026-11-21).
        "app_id": log.app_id,
        "request_headers": request_headers(log),
    }
    return {name: DEFAULTS.get(name) if value is None else value for name, value in shown.items()}


def request_headers(log: CanonicalLog) -> dict[str, Json] | None:
    """Headers in lower case, metadata among them under the prefix; a header sent as such wins."""
    metadata = {METADATA_PREFIX + key: _header_text(value) for key, value in (log.metadata or {}).items()}
    headers = {name.lower(): value for name, value in (log.request_headers or {}).items()}
    return {**metadata, **headers} or None


def _header_text(value: Json) -> str:
    return value if isinstance(value, str) else json_text(value)


def _response_bodies(log: CanonicalLog) -> dict[str, str | None]:
    """A streamed call has its stream and no response body unless one was sent (contract A5, read 2026-11-21)."""
    stream, response = log.raw_stream or None, log.raw_response
    if log.stream and stream is None and isinstance(response, str):  # some callers send the stream as the response
        stream, response = response or None, None
    built = {} if log.stream else response_payload(log)
    return {"response_body": _payload_text(response, built), "streamed_response_body": stream}


def _payload_text(raw: Json, built: dict[str, Json]) -> str | None:
    """The payload as JSON text (seed: string): the raw one, else the one built (ruling 8), else null."""
    payload = built if is_empty(raw) else raw
    if is_empty(payload):
        return None
    return payload if isinstance(payload, str) else json_text(payload)


def _timestamp(moment: datetime | None) -> str | None:
    """UTC to the millisecond, the rest cut off as JavaScript does it."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
