"""What a call uses and how long it takes: tokens by the length of its texts, times by the temper of its model."""

from dataclasses import dataclass
from random import Random

from .call import Call, Json

_BYTES_A_TOKEN = 4  # of UTF-8; close enough for English as for Japanese or Arabic
_TOKENS_A_MESSAGE = 4
_CACHE_FROM, _CACHE_STEP = 1024, 128
_CACHE_HOLDS = 0.86  # share of calls that find the start of their prompt still cached
_READ_TOKENS_A_SECOND = 25_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as the provider reports them; its own way of counting cached ones included."""

    prompt: int
    completion: int
    cached: int = 0
    written: int = 0  # to the cache; Anthropic only
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds from the start of the call."""

    first_token: float
    total: float


def tokens(value: Json) -> int:
    """About how many tokens a JSON value is."""
    if isinstance(value, str):
        return len(value.encode()) // _BYTES_A_TOKEN + 1
    if isinstance(value, dict):
        return sum(2 + tokens(item) for item in value.values())
    if isinstance(value, list):
        return sum(map(tokens, value))
    return 0 if value is None else 1


def prompt_tokens(call: Call) -> int:
    """Everything that goes in, cached or not."""
    if call.prompt_tokens is not None:
        return call.prompt_tokens
    if not call.messages:
        return tokens(call.fields.get("input"))
    return tokens(call.messages) + _TOKENS_A_MESSAGE * len(call.messages) + tokens(call.fields.get("tools"))


def repeated_tokens(call: Call, before: Call | None, sent_before: int) -> int:
    """How much of the prompt the provider has seen: what the call before sent, else what all calls start with."""
    if before is not None:
        return sent_before
    return tokens(call.messages[:1]) + tokens(call.fields.get("tools"))


def usage_of(call: Call, rng: Random, repeated: int) -> Usage:
    """Counts of a call that goes through; `repeated` as `repeated_tokens` has it."""
    prompt = prompt_tokens(call)
    answer = tokens(call.reply if call.reply is not None else (call.answer.get("output") or {}).get("text"))
    reasoning = int(rng.lognormvariate(5.3, 0.6)) if call.thinks else 0
    is_embedding = call.fields.get("log_type") == "embedding"
    completion = 0 if is_embedding else answer + reasoning
    cached = _cached(call, rng, min(repeated, prompt))
    if call.model.provider != "anthropic":
        return Usage(prompt, completion, cached, reasoning=reasoning)
    written = _in_steps(prompt - cached - 1) if call.model.caches and prompt >= _CACHE_FROM else 0
    return Usage(prompt - cached - written, completion, cached, written, reasoning)


def timing_of(call: Call, usage: Usage, rng: Random, slowness: float) -> Timing:
    """Times of a call that goes through, in a service that is `slowness` times slower than usual."""
    model = call.model
    speed = model.tokens_per_second * rng.lognormvariate(0.0, 0.18) / slowness
    wait = model.ttft_ms / 1000 * rng.lognormvariate(0.0, 0.42) * slowness
    first = wait + (usage.prompt + usage.written) / _READ_TOKENS_A_SECOND + usage.reasoning / speed
    total = first + (usage.completion - usage.reasoning) / speed
    return Timing(first, total if call.seconds is None else call.seconds * slowness)


def _cached(call: Call, rng: Random, repeated: int) -> int:
    if not call.model.caches or repeated < _CACHE_FROM or rng.random() > _CACHE_HOLDS:
        return 0
    return _in_steps(repeated)


def _in_steps(count: int) -> int:
    return count // _CACHE_STEP * _CACHE_STEP
