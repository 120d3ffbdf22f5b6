"""LiteLLM's logs in: what its generic callback posts."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.choices import Scope
from accounts.permissions import has_scope

from ..intake import IntakeDoor, bytes_of
from . import intake, schema


class LiteLLMLogs(IntakeDoor, APIView):
    """Where LiteLLM is told to send its StandardLoggingPayload."""

    http_method_names = ["post"]
    permission_classes = [has_scope(Scope.INGEST)]

    @schema.describe_create
    def post(self, request: Request) -> Response:
        """Store the payloads of a request; a result for each, in order. 422 where not one could be stored."""
        return Response(*intake.create(bytes_of(request, settings.MAX_BATCH_BYTES), self.caller.project_id))
