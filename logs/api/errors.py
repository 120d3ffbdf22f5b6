"""Errors of the native API: problem+json (RFC 9457), with what is wrong by parameter and, in a query, its place."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from rest_framework import exceptions

from ..canonical import Json
from ..querylang.errors import QueryError

MEDIA_TYPE = "application/problem+json"


class InvalidError(exceptions.APIException):
    """Parameters or fields that cannot be; each of `errors` names its field."""

    status_code = 400
    default_detail = "The request cannot be carried out as it stands."

    def __init__(self, errors: list[dict[str, Json]]) -> None:
        super().__init__()
        self.errors = errors


class TooLargeError(exceptions.APIException):
    """More bytes than a request may have."""

    status_code = 413


class ConflictError(exceptions.APIException):
    """What is asked for does not go with what is there."""

    status_code = 409


def mistake(error: QueryError, field: str = "q") -> InvalidError:
    """A query that cannot be read: characters [start, end) of it, and a query that would do, or null."""
    place = {"start": error.start, "end": error.end, "repair": error.repair}
    return InvalidError([{"field": field, "detail": error.message, **place}])


def wrong(field: str, detail: str) -> InvalidError:
    return InvalidError([{"field": field, "detail": detail}])


def problem(status: int, message: str, error: Exception) -> dict[str, Json]:
    """The body of an error."""
    body: dict[str, Json] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if isinstance(error, InvalidError):
        return {**body, "detail": str(error.detail), "errors": error.errors}
    if isinstance(error, exceptions.ValidationError):
        return {**body, "detail": InvalidError.default_detail, "errors": list(_flat(error.detail, ""))}
    return {**body, "detail": message}


def _flat(detail: Any, path: str) -> Any:
    """DRF's nest of sentences as a list with the path of each."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list) and not all(isinstance(one, str) for one in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{number}" if path else str(number))
    else:
        sentences = detail if isinstance(detail, list) else [detail]
        yield {"field": path, "detail": " ".join(map(str, sentences))}
