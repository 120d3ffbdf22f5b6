"""Kore.ai's usage logs: one POST that reads."""

from typing import Any

from django.http.request import UnreadablePostError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import reasons
from accounts.choices import Scope
from accounts.permissions import Caller

from ...bodies import canonicals
from ...canonical import Json
from ...json_codec import JsonError, decode
from ...payloads import EncodingError, PayloadTooLargeError
from ..door import Door, body_of
from .access import KoreAppAuthentication, bot_for
from .errors import KoreError, error_body, invalid_arguments, refused_arguments
from .filters import UsageLogFilter
from .schema import describe_usage_logs
from .translate import dump

MAX_BODY_BYTES = 1024 * 1024


class UsageLogViewSet(Door, ViewSet):
    """The usage logs of the bot in the path."""

    authentication_classes = [KoreAppAuthentication]
    permission_classes: list = []  # an app without a token is refused by the authentication, in the vendor's words
    http_method_names = ["post"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # The vendor looks at the method before the token (contract B3, read 2026-11-21).
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    @property
    def caller(self) -> Caller:
        app = self.request.auth
        scopes = frozenset(app.scopes) | {Scope.READ}  # the usage logs hold content
        return reasons.asked(Caller(project_id=app.project_id, scopes=scopes), app.project, self.request)

    @describe_usage_logs("kore_list_usage_logs")
    def read_page(self, request: Request, bot_id: str) -> Response:
        bot = bot_for(request.auth, bot_id)
        if self.caller.needs_reason:
            raise KoreError(403, reasons.WANTED)
        logs = self.logs.of_bot(bot.bot_id, is_default=bot.is_default)
        wanted = UsageLogFilter(_arguments(request), logs)
        if not wanted.is_valid():
            raise refused_arguments(error for found in wanted.errors.as_data().values() for error in found)
        rows = wanted.page()
        self.note_read(rows)
        return Response([dump(log, bot.bot_id) for log in canonicals(rows)])

    def error_body(self, status: int, message: str, error: Exception) -> Json:
        return error_body(status, message, error)


class UsageLogShortPathViewSet(UsageLogViewSet):
    """The same without `/api`; a class of its own because OpenAPI wants an id for each path."""

    @describe_usage_logs("kore_list_usage_logs_short_path")
    def read_page(self, request: Request, bot_id: str) -> Response:
        return super().read_page(request, bot_id)


def _arguments(request: Request) -> dict[str, Json]:
    """The decoded body, whatever content type it claims."""
    try:
        arguments = decode(body_of(request, MAX_BODY_BYTES))
    except PayloadTooLargeError as error:
        raise KoreError(413, str(error)) from error
    except (EncodingError, JsonError, UnreadablePostError) as error:
        raise invalid_arguments() from error
    if not isinstance(arguments, dict):
        raise invalid_arguments()
    return arguments
