"""Several logs in one body, for the doors that take LiteLLM's: a list or one a line, and an outcome for each."""

from collections.abc import Sequence

from rest_framework.exceptions import ParseError

from ..canonical import Json, PayloadError
from ..ingest import dialect_of
from ..json_codec import JsonError, decode
from ..writer import Stored
from .intake import check_sizes, store

MAX_BATCH = 5_000  # logs; LiteLLM sends at most 512 unless told otherwise

Outcome = Stored | PayloadError


def lines_of(raw: bytes) -> list[Json | PayloadError]:
    """The payloads of a text with one a line, and an error in place of a line that is no JSON; blank lines are none."""
    lines = [line for line in raw.splitlines() if line.strip()]
    return [_line(line) for line in lines[: MAX_BATCH + 1]]


def has_logs(payloads: Sequence[Json | PayloadError]) -> bool:
    """Whether one of them at least may be a log."""
    return any(isinstance(payload, dict) for payload in payloads)


def are_recognised(payloads: Sequence[Json | PayloadError]) -> bool:
    """Whether there are logs among them, and all of those are plainly of a dialect with marks of its own."""
    return has_logs(payloads) and all(dialect_of(one, "") for one in payloads if isinstance(one, dict))


def check_batch(payloads: Sequence[Json | PayloadError], size: int) -> None:
    """Raises ParseError where there are too many, and TooLargeError where one of those, together `size` bytes, is."""
    if len(payloads) > MAX_BATCH:
        raise ParseError(f"At most {MAX_BATCH:,} logs are accepted at once.")
    check_sizes([payload for payload in payloads if isinstance(payload, dict)], size)


def store_sound(payloads: Sequence[Json | PayloadError], *, dialect: str, project_id: int) -> list[Outcome]:
    """An outcome for each payload, in order; those that are errors already are their own. Raises BusyError."""
    sound = [payload for payload in payloads if not isinstance(payload, PayloadError)]
    stored = iter(store(sound, dialect=dialect, project_id=project_id))
    return [payload if isinstance(payload, PayloadError) else next(stored) for payload in payloads]


def result_of(outcome: Outcome) -> dict[str, Json]:
    """What a caller reads of an outcome."""
    if isinstance(outcome, PayloadError):
        return {"id": None, "status": "error", "errors": outcome.errors}
    return {"id": outcome.log.caller_id, "status": "success"}


def _line(line: bytes) -> Json | PayloadError:
    try:
        return decode(line)
    except JsonError as error:
        return PayloadError({"": [str(error)]})
