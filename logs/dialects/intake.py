"""From a request to committed logs, for the doors that answer in `refusals.py`'s form."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.http.request import UnreadablePostError
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import Scope
from accounts.permissions import has_scope

from ..canonical import Json, PayloadError
from ..ingest import ingest
from ..json_codec import encode
from ..payloads import EncodingError, PayloadTooLargeError
from ..writer import OverloadedError, StorageUnavailableError, Stored
from .door import Door, body_of
from .refusal_words import note_refusal
from .refusals import BusyError, TooLargeError, error_body


class Answer(NamedTuple):
    """What a door says to logs that came in."""

    data: Json
    status: int = 200


# What an endpoint does with the bytes of a request, for the project of its caller.
TakeIn = Callable[[bytes, int], Answer]


class IntakeDoor(Door):
    """Mixin for the views of these doors; put it first. The people of a project can see what of theirs was refused."""

    def error_body(self, status: int, message: str, error: Exception) -> dict[str, Json]:
        return error_body(status, message, error)

    def handle_exception(self, error: Exception) -> Response:
        response = super().handle_exception(error)
        if has_scope(Scope.INGEST) in self.permission_classes:
            note_refusal(self.request, response.status_code, error)
        return response


def bytes_of(request: Request, limit: int) -> bytes:
    """The unpacked body of a request, whatever content type it claims. Raises ParseError and TooLargeError."""
    try:
        return body_of(request, limit)
    except PayloadTooLargeError as error:
        raise TooLargeError(str(error)) from error
    except EncodingError as error:
        raise ParseError(str(error)) from error
    except UnreadablePostError as error:
        raise ParseError("The request ended before its body did.") from error


def check_sizes(logs: Sequence[Json], size: int) -> None:
    """Raises TooLargeError where one of the logs, together `size` bytes, is larger than a log may be."""
    if size > settings.MAX_LOG_BYTES and any(len(encode(log)) > settings.MAX_LOG_BYTES for log in logs):
        raise TooLargeError(f"A log of the batch is larger than {settings.MAX_LOG_BYTES // 1024 // 1024} MB.")


def store(
    payloads: Sequence[Json], *, dialect: str, project_id: int, recognise: bool = False
) -> list[Stored | PayloadError]:
    """An outcome for each payload, committed, as from `ingest`. Raises BusyError, and then nothing was stored."""
    try:
        return ingest(payloads, dialect=dialect, project_id=project_id, recognise=recognise)
    except OverloadedError as error:
        raise BusyError(429, "Rate limit exceeded", error.retry_after) from error
    except StorageUnavailableError as error:
        raise BusyError(503, "The log store is not available; try again.", error.retry_after) from error
