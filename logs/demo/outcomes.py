"""How calls end: most well, some with the errors that the providers really send, some with warnings, some cancelled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from .call import Call

_ERRORS = 0.0115  # of all calls, on an ordinary day
_INCIDENT_ERRORS = 0.46  # of the calls to the provider in trouble
_WARNINGS = 0.012
_CANCELLED = 0.008  # of streamed calls
INCIDENT_PROVIDER = "openai"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a call. A share of the answer below 1 came before it ended."""

    status: str = "success"
    status_code: int = 200
    error_type: str = ""
    error_code: str = ""
    message: str = ""
    warnings: object = None
    answered: float = 1.0
    seconds: float | None = None  # where the trouble decides how long it took
    is_retried: bool = False
    fields: dict[str, object] = field(default_factory=dict)


SUCCESS = Outcome()
_Draw = Callable[[Call, Random], Outcome]


# Type, code and message of each provider's answer to too many calls.
_RATE_LIMITS = {
    "openai": (
        "tokens",
        "rate_limit_exceeded",
        "Rate limit reached for {model} on tokens per min (TPM): Limit 800000, Used {used}, Requested {asked}. "
        "Please try again in {wait}ms.",
    ),
    "anthropic": (
        "rate_limit_error",
        "",
        "This request would exceed your organization's rate limit of 400,000 input tokens per minute.",
    ),
    "google": ("RESOURCE_EXHAUSTED", "429", "Resource has been exhausted (e.g. check quota)."),
    "mistral": ("rate_limited", "1300", "Requests rate limit exceeded"),
    "groq": (
        "tokens",
        "rate_limit_exceeded",
        "Rate limit reached for model `{model}` on tokens per minute (TPM): Limit 300000. Try again in {wait}ms.",
    ),
}


def outcome_of(call: Call, rng: Random, *, is_incident: bool) -> Outcome:
    """How this call ends."""
    if is_incident and call.model.provider == INCIDENT_PROVIDER and rng.random() < _INCIDENT_ERRORS:
        return rng.choices(_INCIDENT, _INCIDENT_WEIGHTS)[0](call, rng)
    luck = rng.random()
    if luck < _ERRORS:
        return rng.choices(_SHAPES, _SHAPE_WEIGHTS)[0](call, rng)
    if luck < _ERRORS + _WARNINGS and call.messages:
        return _warning(call, rng)
    if luck > 1 - _CANCELLED and call.fields.get("stream") and _has_text(call):
        return _cancelled(call, rng)
    return SUCCESS


def _rate_limit(call: Call, rng: Random) -> Outcome:
    error_type, error_code, message = _RATE_LIMITS[call.model.provider]
    message = message.format(
        model=call.model.name,
        used=rng.randrange(780_000, 800_000),
        asked=rng.randrange(20_000, 42_000),
        wait=rng.randrange(90, 4000),
    )
    seconds = rng.uniform(0.08, 0.4)
    return Outcome("error", 429, error_type, error_code, message, answered=0, seconds=seconds, is_retried=True)


def _overload(call: Call, rng: Random) -> Outcome:
    code, error_type, message = {
        "anthropic": (529, "overloaded_error", "Overloaded"),
        "google": (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    }.get(call.model.provider, (503, "server_error", "The engine is currently overloaded, please try again later"))
    return Outcome("error", code, error_type, "", message, answered=0, seconds=rng.uniform(0.2, 3.0), is_retried=True)


def _server_error(call: Call, rng: Random) -> Outcome:
    code, message = rng.choice(
        (
            (500, "The server had an error while processing your request. Sorry about that!"),
            (502, "upstream connect error or disconnect/reset before headers. reset reason: connection termination"),
            (500, "Internal server error"),
        )
    )
    return Outcome(
        "error", code, "server_error", "", message, answered=0, seconds=rng.uniform(0.5, 12.0), is_retried=True
    )


def _timeout(call: Call, rng: Random) -> Outcome:
    """Nothing for a minute; streamed answers stop somewhere in the middle."""
    if call.fields.get("stream") and _has_text(call):
        message = "timeout: upstream sent no bytes for 60 s; the partial answer is kept"
        return Outcome(
            "error",
            504,
            "timeout",
            "stream_timeout",
            message,
            answered=rng.uniform(0.1, 0.8),
            seconds=60 + rng.uniform(1, 9),
        )
    return Outcome(
        "error",
        408,
        "timeout",
        "request_timeout",
        "Request timed out.",
        answered=0,
        seconds=60.0 + rng.random(),
        is_retried=True,
    )


def _bad_request(call: Call, rng: Random) -> Outcome:
    if call.model.provider == "anthropic":
        return _refused("messages.4: `tool_use` ids were found without `tool_result` blocks immediately after", "", rng)
    asked = rng.randrange(129_000, 164_000)
    text = f"This model's maximum context length is 128000 tokens. However, your messages resulted in {asked} tokens."
    return _refused(text, "context_length_exceeded", rng)


def _filtered(call: Call, rng: Random) -> Outcome:
    return _refused(
        "The response was filtered because the prompt triggered the content management policy.", "content_filter", rng
    )


def _refused(message: str, code: str, rng: Random) -> Outcome:
    return Outcome("error", 400, "invalid_request_error", code, message, answered=0, seconds=rng.uniform(0.1, 0.6))


def _bad_key(call: Call, rng: Random) -> Outcome:
    message = "Incorrect API key provided." if call.model.provider != "anthropic" else "invalid x-api-key"
    return Outcome(
        "error", 401, "authentication_error", "invalid_api_key", message, answered=0, seconds=rng.uniform(0.05, 0.2)
    )


def _unreadable(call: Call, rng: Random) -> Outcome:
    """The model answered, but not with what the program can read; JSON cut short is the usual case."""
    if "response_format" not in call.fields:
        return _server_error(call, rng)
    message = f"Answer is not JSON: Expecting ',' delimiter: line 1 column {rng.randrange(30, 90)}"
    return Outcome("error", 200, "ParseError", "", message, answered=0.7)


def _warning(call: Call, rng: Random) -> Outcome:
    if _has_text(call) and rng.random() < 0.5:
        return Outcome("warning", warnings="cut off at max_tokens", answered=0.6, fields={"finish_reason": "length"})
    warnings = rng.choice(
        (
            "temperature is not supported by this model and was ignored",
            "no usage in the stream; tokens are estimated",
            {"fallback": {"from": call.model.name, "reason": "429 twice", "attempts": 3}},
            "the prompt holds an e-mail address",
        )
    )
    return Outcome("warning", warnings=warnings)


def _cancelled(call: Call, rng: Random) -> Outcome:
    return Outcome("cancelled", 499, "", "", "client closed the stream", answered=rng.uniform(0.1, 0.7))


def _has_text(call: Call) -> bool:
    return bool(call.reply and call.reply["content"])


_SHAPES: tuple[_Draw, ...] = (
    _rate_limit,
    _overload,
    _server_error,
    _timeout,
    _bad_request,
    _filtered,
    _bad_key,
    _unreadable,
)
_SHAPE_WEIGHTS = (30, 16, 14, 14, 8, 5, 3, 10)
_INCIDENT: tuple[_Draw, ...] = (_rate_limit, _server_error, _timeout, _overload)
_INCIDENT_WEIGHTS = (42, 30, 20, 8)
