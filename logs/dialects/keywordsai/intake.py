"""From the bytes of a request to committed logs: decode, check, ingest; every refusal as an error of this door."""

from collections.abc import Sequence

from django.conf import settings
from rest_framework.exceptions import ParseError

from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...json_codec import JsonError, decode
from ...payloads import PayloadTooLargeError
from ...writer import Stored
from ..batches import are_recognised, check_batch, lines_of
from ..intake import check_sizes, store
from ..refusals import InvalidLogError, TooLargeError


def sent_of(raw: bytes) -> dict[str, Json] | list[Json | PayloadError]:
    """The JSON object that was sent, or LiteLLM's logs in a list or one a line. Raises ParseError and TooLargeError."""
    problem = "a JSON object is expected."
    try:
        found = decode(raw)
    except JsonError as error:
        found, problem = lines_of(raw), str(error)
    if isinstance(found, list) and are_recognised(found):
        check_batch(found, len(raw))
        return found
    if len(raw) > settings.MAX_LOG_BYTES:
        raise TooLargeError(str(PayloadTooLargeError(settings.MAX_LOG_BYTES)))
    if not isinstance(found, dict):
        raise ParseError(f"Invalid request format: {problem}")
    return found


def filters_of(raw: bytes) -> Json:
    """The `filters` of a body; None where there is no body. Raises ParseError."""
    return _object(raw).get("filters") if raw.strip() else None


def batch_of(raw: bytes, most: int) -> list[Json]:
    """The logs of a batch, `{"logs": [...]}`. Raises ParseError and TooLargeError."""
    logs = _object(raw).get("logs")
    if not isinstance(logs, list) or not logs:
        raise ParseError('Invalid request format: "logs" must be a list of one log or more.')
    if len(logs) > most:
        raise ParseError(f"At most {most:,} logs are accepted at once.")
    check_sizes(logs, len(raw))
    return logs


def store_all(payloads: Sequence[Json], project_id: int) -> list[Stored | PayloadError]:
    """An outcome for each payload, committed; LiteLLM's payloads are taken for what they are. Raises BusyError."""
    return store(payloads, dialect=Dialect.KEYWORDSAI, project_id=project_id, recognise=True)


def store_one(payload: Json, project_id: int) -> Stored:
    """The committed log. Raises InvalidLogError and BusyError."""
    outcome = store_all([payload], project_id)[0]
    if isinstance(outcome, PayloadError):
        raise InvalidLogError(outcome.errors) from outcome
    return outcome


def _object(raw: bytes) -> dict[str, Json]:
    try:
        found = decode(raw)
    except JsonError as error:
        raise ParseError(f"Invalid request format: {error}") from error
    if not isinstance(found, dict):
        raise ParseError("Invalid request format: a JSON object is expected.")
    return found
