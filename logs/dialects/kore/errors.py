"""Refusals as Kore.ai words them: `{"errors":[{"msg":"...","code":N}]}`.

Texts, statuses and codes: contract B3, read 2026-11-21.
"""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from django.core.exceptions import ValidationError
from rest_framework.exceptions import APIException, MethodNotAllowed, Throttled

# Every doubt about who calls, a missing scope too, has this one code.
SDK_CODE = 4002
INVALID_CREDENTIALS = "Invalid SDK credentials"
WRONG_SCOPE = "Permission denied. Scope is incorrect!"
UNKNOWN_BOT = "Invalid StreamId"
INVALID_ARGUMENTS = "Validation errors/ Invalid arguments"

_SENTENCES: Mapping[type[APIException], str] = {
    MethodNotAllowed: "Method Not Allowed",
    Throttled: "Rate limit for this API has been reached. Please try again after some time.",
}
# An argument that is understood but lies outside what is allowed; any other mistake makes it invalid.
OUT_OF_RANGE = "range"
_RANGE_CODES = frozenset({OUT_OF_RANGE, "min_value", "max_value"})


class ErrorItem(TypedDict):
    """One error; `code` is the HTTP status or a code of the vendor's own."""

    msg: str
    code: int


class KoreError(APIException):
    """A refusal in the vendor's words; `code` stands in the body and is the HTTP status unless told otherwise."""

    def __init__(self, status: int, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status
        self.code = status if code is None else code


def error_body(status: int, message: str, error: Exception) -> dict[str, list[ErrorItem]]:
    """The body of a refusal, whichever part of the framework it came from."""
    code = error.code if isinstance(error, KoreError) else status
    return {"errors": [{"msg": _SENTENCES.get(type(error), message), "code": code}]}


def invalid_credentials() -> KoreError:
    return KoreError(401, INVALID_CREDENTIALS, SDK_CODE)


def invalid_arguments() -> KoreError:
    """Which argument it was, the vendor does not say."""
    return KoreError(412, INVALID_ARGUMENTS)


def refused_arguments(errors: Iterable[ValidationError]) -> KoreError:
    """One answer to all that is wrong with the arguments: what is invalid comes before what is out of range."""
    errors = list(errors)
    if any(error.code not in _RANGE_CODES for error in errors):
        return invalid_arguments()
    return KoreError(400, errors[0].messages[0])
