"""The payloads in a request: one object, an array, or an object a line (LiteLLM's single, json_array and ndjson)."""

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...json_codec import JsonError, decode
from ..batches import Outcome, check_batch, has_logs, lines_of, store_sound
from ..intake import bytes_of


def store_all(request: Request, project_id: int) -> list[Outcome]:
    """An outcome for each payload of a request, in order. Raises ParseError, TooLargeError and BusyError."""
    payloads = _payloads_of(bytes_of(request, settings.MAX_BATCH_BYTES))
    return store_sound(payloads, dialect=Dialect.LITELLM, project_id=project_id)


def _payloads_of(raw: bytes) -> list[Json | PayloadError]:
    """The payloads, and an error in place of a line that is no JSON."""
    problem = "a log is a JSON object; send one, a list of them, or one a line."
    try:
        found = decode(raw)
    except JsonError as error:
        found, problem = lines_of(raw), str(error)
    payloads = found if isinstance(found, list) else [found]
    if not has_logs(payloads):
        raise ParseError(f"Invalid request format: {problem}")
    check_batch(payloads, len(raw))
    return payloads
