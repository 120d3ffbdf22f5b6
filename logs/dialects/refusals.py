"""Errors of the doors that take logs in, in Keywords AI's form: `{"detail": ...}`, and with 422 the wrong fields."""

from collections.abc import Mapping

from rest_framework.exceptions import APIException

from accounts.keys.limits import RateLimitError

from ..canonical import Json

_UNAUTHORISED = "Your API key is invalid or expired, please check your API key."


class InvalidLogError(APIException):
    """Fields of a log with the wrong type; `errors` maps their paths to sentences."""

    status_code = 422
    default_detail = "Validation error"

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.errors = errors


class TooLargeError(APIException):
    """More bytes than a log or a batch may have."""

    status_code = 413


class BusyError(APIException):
    """Nothing was stored and the caller may try again after `wait` seconds; DRF sends that as Retry-After."""

    def __init__(self, status_code: int, detail: str, wait: int) -> None:
        super().__init__(detail)
        self.status_code = status_code
        self.wait = wait


def error_body(status: int, message: str, error: Exception) -> dict[str, Json]:
    """The body of an error."""
    if status == 401:
        return {"detail": _UNAUTHORISED}
    if isinstance(error, InvalidLogError):
        return {"detail": message, "errors": error.errors}
    if isinstance(error, BusyError | RateLimitError):
        return {"detail": message, "retry_after": error.wait}
    return {"detail": message}
