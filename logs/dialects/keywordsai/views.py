"""Keywords AI's request logs: create one or many, retrieve, list and sum up."""

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import has_scope

from ...bodies import canonicals
from ...canonical import Json
from ...models import Log
from ..door import Door
from . import errors, intake
from .translate import answers_at_once, dump

_SUCCESS = "log successful"  # the word that all generations of the vendor's clients look for (contract 0.3)


class JSONAlways(BaseContentNegotiation):
    """JSON for every client: neither Accept nor a `format` parameter makes a log fail."""

    def select_parser(self, request: Request, parsers: Sequence[Any]) -> Any:
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class RequestLogs(Door, ViewSet):
    """Request logs, written with the scope ingest and read with the scope read."""

    content_negotiation_class = JSONAlways
    http_method_names = ["get", "post", "head"]

    def get_permissions(self) -> list[BasePermission]:
        writes = self.action in ("create",)
        return [has_scope(Scope.INGEST if writes else Scope.READ)()]

    def error_body(self, status: int, message: str, error: Exception) -> dict[str, Json]:
        return errors.error_body(status, message, error)

    def handle_exception(self, error: Exception) -> Response:
        response = super().handle_exception(error)
        if isinstance(error, errors.BusyError):
            response["Retry-After"] = str(error.wait)
        return response

    def create(self, request: Request) -> Response:
        """Store one log. What is unknown is kept, never refused; only wrong types are."""
        payload = intake.object_of(request)
        log = intake.store_one(payload, self.caller.project_id).log
        if answers_at_once(payload):
            return Response({"message": _SUCCESS, "unique_id": log.caller_id})
        return Response({"message": _SUCCESS, **dump(canonicals([log])[0])})

    def retrieve(self, request: Request, log_id: str) -> Response:
        """One log, by the id its caller gave it or by ours, with or without dashes."""
        log = Log.objects.find(self.caller.project_id, log_id)
        if log is None:
            raise NotFound()
        return Response(dump(canonicals([log])[0]))
