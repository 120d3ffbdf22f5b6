"""A refusal of logs that were sent, told to the people of their project: in words, and without anything sent."""

from rest_framework import exceptions
from rest_framework.request import Request

from accounts.key_problems import Problem, about_limits, problem_of
from accounts.keys.limits import AddressRefusedError, RateLimitError
from accounts.permissions import caller_of

from .. import refused
from .refusals import InvalidLogError

_FIELDS_NAMED = 5
_LONGEST_NAME = 60
REASONS = {
    400: "The body could not be read: one log is a JSON object.",
    403: "The key may not send logs: it lacks the scope ingest.",
    405: "Logs are sent with POST.",
    413: "The body was larger than a log (20 MB) or a batch (100 MB) may be.",
    422: "A field had the wrong type.",
    429: "More came in than could be stored; the program was told to try again.",
    503: "The store was not available; the program was told to try again.",
}


def note_refusal(request: Request, status: int, error: Exception) -> None:
    """Remember it for its project, where one can be told."""
    problem = _problem(request, status, error)
    if problem.project_id is not None:
        refused.note(problem.project_id, status, problem.reason)


def _problem(request: Request, status: int, error: Exception) -> Problem:
    if isinstance(error, exceptions.AuthenticationFailed | exceptions.NotAuthenticated):
        return problem_of(request.META.get("HTTP_AUTHORIZATION", ""))
    if isinstance(error, AddressRefusedError | RateLimitError):
        return about_limits(error.key, is_address=isinstance(error, AddressRefusedError))
    reason = REASONS.get(status, f"It was answered with {status}.")
    if isinstance(error, InvalidLogError) and (names := [name for name in error.errors if name]):
        shown = ", ".join(name[:_LONGEST_NAME] for name in names[:_FIELDS_NAMED])
        reason = f"These fields had the wrong type: {shown}{', and more' if len(names) > _FIELDS_NAMED else ''}."
    return Problem(caller_of(request).project_id, reason)
