"""The call of a log as something to paste: a curl line, Python for OpenAI's client, the request as JSON. Pure."""

import json
import re
import shlex
from dataclasses import dataclass
from pprint import pformat

from ..canonical import CanonicalLog, Json
from ..choices import Kind
from ..dialects.openai_shape import request_payload

# Longer requests are files, not something to paste.
MAX_CHARACTERS = 1_000_000

# Where providers answer in OpenAI's form; their documentation, read 2026-11-21.
_BASES = {
    "anthropic": "https://api.anthropic.com/v1",
    "cerebras": "https://api.cerebras.ai/v1",
    "deepseek": "https://api.deepseek.com/v1",
    "fireworks": "https://api.fireworks.ai/inference/v1",
    "gemini": "https://generativelanguage.googleapis.com/v1beta/openai",
    "google": "https://generativelanguage.googleapis.com/v1beta/openai",
    "groq": "https://api.groq.com/openai/v1",
    "mistral": "https://api.mistral.ai/v1",
    "ollama": "http://localhost:11434/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "perplexity": "https://api.perplexity.ai",
    "together": "https://api.together.xyz/v1",
    "x-ai": "https://api.x.ai/v1",
    "xai": "https://api.x.ai/v1",
}
_OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A call of OpenAI's API: its path, its method in the Python client, and what that takes by name."""

    path: str
    method: str
    words: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.words.split())


_COMMON = "model stream user metadata temperature top_p"
_CHAT = _Endpoint(
    "/chat/completions",
    "chat.completions.create",
    f"{_COMMON} messages tools tool_choice response_format max_tokens max_completion_tokens n stop seed logprobs "
    "top_logprobs logit_bias presence_penalty frequency_penalty parallel_tool_calls reasoning_effort modalities audio "
    "prediction service_tier store stream_options functions function_call verbosity",
)
_ENDPOINTS = {
    Kind.CHAT: _CHAT,
    Kind.COMPLETION: _Endpoint(
        "/completions",
        "completions.create",
        "model prompt stream user temperature top_p max_tokens n stop seed logprobs logit_bias presence_penalty "
        "frequency_penalty suffix echo best_of stream_options",
    ),
    Kind.RESPONSE: _Endpoint(
        "/responses",
        "responses.create",
        f"{_COMMON} input instructions tools tool_choice text reasoning max_output_tokens include store truncation "
        "previous_response_id parallel_tool_calls service_tier background prompt max_tool_calls",
    ),
    Kind.EMBEDDING: _Endpoint("/embeddings", "embeddings.create", "model input dimensions encoding_format user"),
}

# What looks like nothing, or like something else, in a terminal or an editor: control characters and directions.
_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def as_json(log: CanonicalLog) -> str:
    """The request as it was sent, else as OpenAI's API would take it."""
    return _json(_sent(log) or request_payload(log))


def as_curl(log: CanonicalLog) -> str:
    """A line for a shell. The key is a variable: keys are not kept."""
    sent = _sent(log)
    is_as_sent = sent is not None and (log.request_url or "").startswith(("https://", "http://"))
    address = log.request_url if is_as_sent else f"{_base(log)}{_endpoint(log).path}"
    return " \\\n  ".join(
        (
            f"curl {shlex.quote(_visible(address, '%{:02X}'))}",
            f'-H "Authorization: Bearer ${_key_name(address)}"',
            "-H 'Content-Type: application/json'",
            f"-d {shlex.quote(_json(sent if is_as_sent else request_payload(log)))}",
        )
    )


def as_python(log: CanonicalLog) -> str:
    """A call of OpenAI's client. What it does not know by name goes along in `extra_body`."""
    endpoint, request = _endpoint(log), request_payload(log)
    known = {name: value for name, value in request.items() if name in endpoint.names}
    rest = {name: value for name, value in request.items() if name not in endpoint.names}
    base = _base(log)
    client = "" if base == _OPENAI else f"base_url={base!r}"
    arguments = "".join(f"    {name}={_literal(value, len(name) + 5)},\n" for name, value in known.items())
    arguments += f"    extra_body={_literal(rest, 15)},\n" if rest else ""
    return (
        "from openai import OpenAI\n\n"
        f"client = OpenAI({client})  # the key comes from OPENAI_API_KEY\n"
        f"reply = client.{endpoint.method}(\n{arguments})\nprint(reply)\n"
    )


FORMS = {"curl": ("curl", as_curl), "python": ("OpenAI Python", as_python), "json": ("JSON", as_json)}


def _sent(log: CanonicalLog) -> dict[str, Json] | None:
    return log.raw_request if isinstance(log.raw_request, dict) and log.raw_request else None


def _endpoint(log: CanonicalLog) -> _Endpoint:
    return _ENDPOINTS.get(log.kind, _CHAT)


def _base(log: CanonicalLog) -> str:
    return _BASES.get(log.provider or "", _OPENAI)


def _key_name(address: str) -> str:
    return "OPENAI_API_KEY" if address.startswith(_OPENAI) else "API_KEY"


def _json(value: Json) -> str:
    return _visible(json.dumps(value, ensure_ascii=False, indent=2, default=str), "\\u{:04x}")


def _visible(text: str, form: str) -> str:
    return _UNSEEN.sub(lambda found: form.format(ord(found[0])), text)


def _literal(value: Json, indent: int) -> str:
    """A Python literal; `repr` writes what cannot be seen as escapes."""
    return pformat(value, width=110, indent=1, sort_dicts=False).replace("\n", "\n" + " " * indent)
