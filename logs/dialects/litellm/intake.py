"""The payloads in a request: one object, an array, or an object a line (LiteLLM's single, json_array and ndjson)."""

from rest_framework.exceptions import ParseError

from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...json_codec import JsonError, decode
from ..batches import check_batch, has_logs, lines_of, result_of, store_sound
from ..intake import Answer


def create(raw: bytes, project_id: int) -> Answer:
    """A result for each payload that was sent, in order, for the view and the short cut in front of it.

    Raises ParseError, TooLargeError and BusyError, and then nothing was stored.
    """
    outcomes = store_sound(_payloads_of(raw), dialect=Dialect.LITELLM, project_id=project_id)
    answer = {"results": [result_of(outcome) for outcome in outcomes]}
    # LiteLLM forgets a batch once it is answered, whatever the answer says: one bad log must not look like all.
    if all(isinstance(outcome, PayloadError) for outcome in outcomes):
        return Answer({"detail": "Validation error", **answer}, 422)
    return Answer(answer)


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
