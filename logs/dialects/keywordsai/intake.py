"""From the bytes of a request to committed logs: read, decode, ingest; every refusal as an error of this door."""

from collections.abc import Sequence

from django.conf import settings
from django.http.request import UnreadablePostError
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...ingest import ingest
from ...json_codec import JsonError, decode, encode
from ...payloads import EncodingError, PayloadTooLargeError
from ...writer import OverloadedError, StorageUnavailableError, Stored
from ..door import body_of
from .errors import BusyError, InvalidLogError, TooLargeError


def object_of(request: Request) -> dict[str, Json]:
    """The JSON object in a request, whatever content type it claims. Raises ParseError and TooLargeError."""
    return _object(_bytes_of(request, settings.MAX_LOG_BYTES))


def filters_of(request: Request) -> Json:
    """The `filters` of a body; None where there is no body. Raises ParseError and TooLargeError."""
    raw = _bytes_of(request, settings.MAX_LOG_BYTES)
    return _object(raw).get("filters") if raw.strip() else None


def batch_of(request: Request, most: int) -> list[Json]:
    """The logs of a batch, `{"logs": [...]}`. Raises ParseError and TooLargeError."""
    raw = _bytes_of(request, settings.MAX_BATCH_BYTES)
    logs = _object(raw).get("logs")
    if not isinstance(logs, list) or not logs:
        raise ParseError('Invalid request format: "logs" must be a list of one log or more.')
    if len(logs) > most:
        raise ParseError(f"At most {most:,} logs are accepted at once.")
    if len(raw) > settings.MAX_LOG_BYTES and any(len(encode(log)) > settings.MAX_LOG_BYTES for log in logs):
        raise TooLargeError(f"A log of the batch is larger than {settings.MAX_LOG_BYTES // 1024 // 1024} MB.")
    return logs


def store(payloads: Sequence[Json], project_id: int) -> list[Stored | PayloadError]:
    """An outcome for each payload, committed. Raises BusyError, and then nothing was stored."""
    try:
        return ingest(payloads, dialect=Dialect.KEYWORDSAI, project_id=project_id)
    except OverloadedError as error:
        raise BusyError(429, "Rate limit exceeded", error.retry_after) from error
    except StorageUnavailableError as error:
        raise BusyError(503, "The log store is not available; try again.", error.retry_after) from error


def store_one(payload: Json, project_id: int) -> Stored:
    """The committed log. Raises InvalidLogError and BusyError."""
    outcome = store([payload], project_id)[0]
    if isinstance(outcome, PayloadError):
        raise InvalidLogError(outcome.errors) from outcome
    return outcome


def _bytes_of(request: Request, limit: int) -> bytes:
    try:
        return body_of(request, limit)
    except PayloadTooLargeError as error:
        raise TooLargeError(str(error)) from error
    except EncodingError as error:
        raise ParseError(str(error)) from error
    except UnreadablePostError as error:
        raise ParseError("The request ended before its body did.") from error


def _object(raw: bytes) -> dict[str, Json]:
    try:
        found = decode(raw)
    except JsonError as error:
        raise ParseError(f"Invalid request format: {error}") from error
    if not isinstance(found, dict):
        raise ParseError("Invalid request format: a JSON object is expected.")
    return found
