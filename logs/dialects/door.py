"""What the vendors' doors share: who calls, which logs they may see, and errors in the door's own words."""

from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import ApiKeyAuthentication, TokenAuthentication
from accounts.permissions import Caller, caller_of

from ..models import Log
from ..querysets import LogQuerySet


class Door:
    """Mixin for a vendor's DRF views; put it first. The vendor gives `error_body` and, where it differs, statuses."""

    authentication_classes = [ApiKeyAuthentication, TokenAuthentication]
    filter_backends: list = []
    request: Request

    def error_body(self, status: int, message: str, error: Exception) -> Any:
        """The vendor's JSON for one error; `message` is a sentence for the caller."""
        raise NotImplementedError

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    @property
    def logs(self) -> LogQuerySet:
        """The caller's logs; the first line of every list."""
        return Log.objects.of_project(self.caller.project_id)

    def handle_exception(self, error: Exception) -> Response:
        """Every refusal in the vendor's form. Anything that is not a refusal is a bug and propagates."""
        if isinstance(error, Http404):
            error = exceptions.NotFound()
        if not isinstance(error, exceptions.APIException):
            raise error
        if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            error.status_code = 401
        response = Response(self.error_body(error.status_code, _sentence(error.detail), error), error.status_code)
        if error.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        response.exception = True
        return response


def _sentence(detail: Any) -> str:
    """The first sentence in DRF's nest of details."""
    while isinstance(detail, dict | list) and detail:
        detail = next(iter(detail.values())) if isinstance(detail, dict) else detail[0]
    return str(detail)
