"""The payloads in a request: one object, an array, or an object a line (LiteLLM's single, json_array and ndjson)."""

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...json_codec import JsonError, decode
from ...writer import Stored
from ..intake import bytes_of, check_sizes, store

MAX_BATCH = 5_000  # logs; LiteLLM sends at most 512 unless told otherwise

Outcome = Stored | PayloadError


def store_all(request: Request, project_id: int) -> list[Outcome]:
    """An outcome for each payload of a request, in order. Raises ParseError, TooLargeError and BusyError."""
    payloads = _payloads_of(bytes_of(request, settings.MAX_BATCH_BYTES))
    sound = [payload for payload in payloads if not isinstance(payload, PayloadError)]
    stored = iter(store(sound, dialect=Dialect.LITELLM, project_id=project_id))
    return [payload if isinstance(payload, PayloadError) else next(stored) for payload in payloads]


def _payloads_of(raw: bytes) -> list[Json | PayloadError]:
    """The payloads, and an error in place of a line that is no JSON."""
    try:
        found = decode(raw)
    except JsonError as error:
        payloads = _lines_of(raw, error)
    else:
        payloads = found if isinstance(found, list) else [found]
    if not payloads or not any(isinstance(payload, dict) for payload in payloads):
        raise ParseError("Invalid request format: a log is a JSON object; send one, a list of them, or one a line.")
    if len(payloads) > MAX_BATCH:
        raise ParseError(f"At most {MAX_BATCH:,} logs are accepted at once.")
    check_sizes([payload for payload in payloads if isinstance(payload, dict)], len(raw))
    return payloads


def _lines_of(raw: bytes, error: JsonError) -> list[Json | PayloadError]:
    """The lines of a text that is not one JSON value; raises ParseError with its `error` where no line is an object."""
    lines = [line for line in raw.splitlines() if line.strip()]
    payloads = [_line(line) for line in lines[: MAX_BATCH + 1]]
    if not any(isinstance(payload, dict) for payload in payloads):
        raise ParseError(f"Invalid request format: {error}") from error
    return payloads


def _line(line: bytes) -> Json | PayloadError:
    try:
        return decode(line)
    except JsonError as error:
        return PayloadError({"": [str(error)]})
