"""LLM Report's request log: one GET."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.authentication import ApiKeyAuthentication, TokenAuthentication
from accounts.choices import Scope
from accounts.keys.limits import AddressRefusedError
from accounts.permissions import has_scope

from ...bodies import canonicals
from ...canonical import Json
from ..door import Door
from .errors import error_body
from .filters import RequestFilter
from .schema import describe_requests
from .translate import dump


class BrowserSession(SessionAuthentication):
    """A signed-in browser. Nothing here changes anything, so a forged request has nothing to gain."""

    def enforce_csrf(self, request: Request) -> None:
        """A POST is told that the method is wrong, not that it may be forged."""


class RequestViewSet(Door, ViewSet):
    """The requests of the caller's project."""

    # In this order: a session goes before a key, even before a wrong one (contract A1, read 2026-11-21).
    authentication_classes = [BrowserSession, ApiKeyAuthentication, TokenAuthentication]
    permission_classes = [has_scope(Scope.READ)]
    http_method_names = ["get", "head"]

    @describe_requests("llmreport_list_requests")
    def read_page(self, request: Request) -> Response:
        wanted = RequestFilter(request.query_params, self.logs)
        if not wanted.is_valid():
            raise ValidationError({name: list(errors) for name, errors in wanted.errors.items()})
        rows = wanted.page()
        shown = [dump(log) for log in canonicals(rows)]
        self.note_read(rows)
        return Response({"requests": shown, "totalCount": wanted.qs.count()})

    def handle_exception(self, error: Exception) -> Response:
        """A key without the scope, or used from elsewhere, is a bad key here, which has no 403 (ruling 10)."""
        caller = self.caller
        is_bad_key = isinstance(error, PermissionDenied) and caller.key_id is not None and not caller.needs_reason
        if is_bad_key or isinstance(error, AddressRefusedError):
            error = AuthenticationFailed()
        return super().handle_exception(error)

    def error_body(self, status: int, message: str, error: Exception) -> Json:
        return error_body(status, message, self.request.headers.get("Authorization", ""))
