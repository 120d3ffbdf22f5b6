"""LiteLLM's logs in: what its generic callback posts."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.choices import Scope
from accounts.permissions import has_scope

from ...canonical import PayloadError
from ..batches import result_of
from ..intake import IntakeDoor
from . import intake, schema


class LiteLLMLogs(IntakeDoor, APIView):
    """Where LiteLLM is told to send its StandardLoggingPayload."""

    http_method_names = ["post"]
    permission_classes = [has_scope(Scope.INGEST)]

    @schema.describe_create
    def post(self, request: Request) -> Response:
        """Store the payloads of a request; a result for each, in order. 422 where not one could be stored."""
        outcomes = intake.store_all(request, self.caller.project_id)
        answer = {"results": [result_of(outcome) for outcome in outcomes]}
        # LiteLLM forgets a batch once it is answered, whatever the answer says: one bad log must not look like all.
        if all(isinstance(outcome, PayloadError) for outcome in outcomes):
            return Response({"detail": "Validation error", **answer}, 422)
        return Response(answer)
