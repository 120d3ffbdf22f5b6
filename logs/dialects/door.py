"""What the vendors' doors share: who calls, which logs they may see, and errors in the door's own words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import Http404
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import ApiKeyAuthentication, TokenAuthentication
from accounts.permissions import Caller, caller_of

from ..content_access import note_read
from ..models import Log
from ..payloads import read_payload
from ..querysets import LogQuerySet


class JSONAlways(BaseContentNegotiation):
    """JSON for every client: the vendors look neither at Accept nor at a `format` parameter, so neither may fail."""

    def select_parser(self, request: Request, parsers: Sequence[Any]) -> Any:
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class Door:
    """Mixin for a vendor's DRF views; put it first. The vendor gives `error_body` and, where it differs, statuses."""

    authentication_classes = [ApiKeyAuthentication, TokenAuthentication]
    content_negotiation_class = JSONAlways
    challenge = "Bearer"  # scheme in WWW-Authenticate of a 401
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

    def note_read(self, rows: Iterable[Log]) -> None:
        """The content of these logs goes into the answer."""
        caller = self.caller
        note_read(self.request, [row.id for row in rows], project_id=caller.project_id, reason=caller.reason)

    def handle_exception(self, error: Exception) -> Response:
        """Every refusal in the vendor's form. Anything that is not a refusal is a bug and propagates."""
        if isinstance(error, Http404):
            error = exceptions.NotFound()
        if isinstance(error, TooManyFieldsSent):
            error = exceptions.ParseError("there are too many parameters")
        if not isinstance(error, exceptions.APIException):
            raise error
        if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            error.status_code = 401
        response = Response(self.error_body(error.status_code, _sentence(error.detail), error), error.status_code)
        if error.status_code == 401:
            response["WWW-Authenticate"] = self.challenge
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(wait)
        response.exception = True
        return response


def body_of(request: Request, limit: int) -> bytes:
    """The bytes of a request, unpacked, whatever content type it claims. Raises what `read_payload` raises."""
    plain = request._request
    chunked = "CONTENT_LENGTH" not in plain.META and plain.META.get("wsgi.input_terminated")
    # Django reads as many bytes as Content-Length says: none where the body comes in chunks. The server ends it then.
    stream = plain.META["wsgi.input"] if chunked else plain
    return read_payload(stream, request.headers.get("Content-Encoding", ""), limit)


def _sentence(detail: Any) -> str:
    """The first sentence in DRF's nest of details."""
    while isinstance(detail, dict | list) and detail:
        detail = next(iter(detail.values())) if isinstance(detail, dict) else detail[0]
    return str(detail)
