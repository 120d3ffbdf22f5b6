"""Errors in Bifrost's form, and the refusals that only this door has."""

from typing import TypedDict

from rest_framework.exceptions import APIException

from ...canonical import Json

# For a caller who sent something, and so is not helped by hearing that nothing was sent.
UNREADABLE_CREDENTIAL = "The Authorization header holds neither an API key (llk_...) nor an access token."


class BifrostError(TypedDict, total=False):
    """The body of every error; clients read `error.message` and the HTTP status."""

    is_bifrost_error: bool
    status_code: int
    error: dict[str, str]
    extra_fields: dict[str, Json]


class QueryTooLongError(APIException):
    """More query than one SQL statement may take as variables."""

    status_code = 414
    default_detail = "the query string is too long"


def error_body(status: int, message: str) -> BifrostError:
    """The body of an error: contract 1.3's, but ruling 10's, which ends with the message, for who was not let in."""
    body: BifrostError = {"is_bifrost_error": False, "status_code": status, "error": {"message": message}}
    return body if status in (401, 403) else {**body, "extra_fields": {}}
