"""Keywords AI's create endpoints from bytes to answer, for the views and for the short cut in front of them.

All raise ParseError, TooLargeError, InvalidLogError and BusyError, and then nothing was stored.
"""

from collections.abc import Sequence

from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...writer import Stored
from ..batches import MAX_BATCH, Outcome, result_of, store_sound
from ..intake import Answer
from . import intake
from .translate import answers_at_once, dump

MAX_BULK = 500  # logs; contract 1, which has 5,000 for a batch
_SUCCESS = "log successful"  # what all generations of the vendor's clients look for (contract 0.3)
_OF_A_LIST = frozenset({"filters", "exporting"})

Sent = dict[str, Json] | list[Json | PayloadError]


def create(raw: bytes, project_id: int) -> Answer:
    """One log, or LiteLLM's, of which several may come."""
    return created(intake.sent_of(raw), project_id)


def batch_create(raw: bytes, project_id: int) -> Answer:
    """Up to 5,000 logs, with a result for each, in order."""
    outcomes = intake.store_all(intake.batch_of(raw, MAX_BATCH), project_id)
    return _many({"results": [result_of(outcome) for outcome in outcomes]}, outcomes, 200)


def bulk_create(raw: bytes, project_id: int) -> Answer:
    """Up to 500 logs, with the errors of those that could not be stored, by index."""
    outcomes = intake.store_all(intake.batch_of(raw, MAX_BULK), project_id)
    refused = [
        {"index": index, "error": str(outcome).removeprefix(": ")}  # an item that is no object has no path
        for index, outcome in enumerate(outcomes)
        if isinstance(outcome, PayloadError)
    ]
    counts = {"success_count": len(outcomes) - len(refused), "error_count": len(refused)}
    return _many({**counts, "errors": refused}, outcomes, 201)


def asks_for_a_list(sent: Sent) -> bool:
    """Whether a body sent to the collection is older documentation's way to list."""
    return "filters" in sent and isinstance(sent, dict) and sent.keys() <= _OF_A_LIST


def created(sent: Sent, project_id: int) -> Answer:
    """What was sent to one of the two addresses that take one log."""
    return _created_one(sent, project_id) if isinstance(sent, dict) else _created_several(sent, project_id)


def _created_one(payload: dict[str, Json], project_id: int) -> Answer:
    stored = intake.store_one(payload, project_id)
    if answers_at_once(payload):
        return Answer({"message": _SUCCESS, "unique_id": stored.log.caller_id})
    return Answer({"message": _SUCCESS, **dump(stored.canonical())})


def _created_several(payloads: Sequence[Json | PayloadError], project_id: int) -> Answer:
    """LiteLLM's logs come several at once to any address that it is given (ruling 15)."""
    outcomes = store_sound(payloads, dialect=Dialect.LITELLM, project_id=project_id)
    return _many({"results": [result_of(outcome) for outcome in outcomes]}, outcomes, 200)


def _many(answer: dict[str, Json], outcomes: Sequence[Outcome], success: int) -> Answer:
    """The answer to a batch: a success as soon as one log was stored."""
    if any(isinstance(outcome, Stored) for outcome in outcomes):
        return Answer(answer, success)
    return Answer({"detail": "Validation error", **answer}, 422)
