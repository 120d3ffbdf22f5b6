"""`/api/v2/erasures/` and `/api/v2/person-export/`: forgetting a customer, and giving them what is kept."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.audit.actors import actor_of
from accounts.choices import Scope
from accounts.permissions import has_scope

from ..canonical import Json
from ..erasing.finding import Person, found, left
from ..erasing.models import Erasure, State
from ..erasing.pages import person_file
from ..erasing.work import HeldError, ask
from .door import NativeDoor
from .errors import ConflictError
from .fields import Flag, Text
from .finding import numbered
from .schema import refusals

_TAG = "erasure"
_SHOWN = 100
_SENT = {"customer_id": "acme", "dry_run": True}


class NewErasure(serializers.Serializer):
    """Who is to be forgotten."""

    customer_id = Text(max_length=1024, help_text="Identifier of the customer, exactly.")
    dry_run = Flag(required=False, default=False, help_text="Count what would go, and remove nothing.")


@extend_schema_serializer(component_name="Erasure")
class ErasureFields(serializers.Serializer):
    """An erasure, or with `dry_run` what it would remove."""

    id = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text=f"{', '.join(State.values)}, or dry_run.")
    customer = serializers.CharField(required=False, help_text="A keyed hash that stands for the identifier.")
    found = serializers.DictField(child=serializers.IntegerField(), required=False)
    left = serializers.DictField(child=serializers.IntegerField(), required=False)
    held = serializers.BooleanField(required=False)
    receipt = serializers.DictField(allow_null=True, required=False, help_text="Signed; there when it is done.")


@extend_schema_serializer(component_name="ErasureList")
class ErasureListFields(serializers.Serializer):
    """The newest erasures."""

    results = ErasureFields(many=True)


class Erasures(NativeDoor, ViewSet):
    """Erasures of the caller's project."""

    http_method_names = ["get", "head", "options", "post"]
    permission_classes = [has_scope(Scope.ADMIN)]

    @extend_schema(
        operation_id="erasure_list", tags=[_TAG], summary="Erasures", responses={200: ErasureListFields, **refusals()}
    )
    def list(self, request: Request) -> Response:
        """The newest hundred, with their receipts. Needs the scope admin."""
        rows = Erasure.objects.filter(project_id=self.caller.project_id)[:_SHOWN]
        return Response({"results": [_shown(row) for row in rows]})

    @extend_schema(
        operation_id="erasure_create",
        tags=[_TAG],
        summary="Erase a customer",
        request=NewErasure,
        examples=[OpenApiExample("new_erasure", value=_SENT, request_only=True)],
        responses={200: ErasureFields, 202: ErasureFields, **refusals(400, 404, 409, 413)},
    )
    def create(self, request: Request) -> Response:
        """Remove every log of a customer, with content, search index, counts, exports and searches that name them.

        It is carried out within a moment; ask for it again until `state` is `done`. A legal hold refuses it (409).
        """
        wanted = self.body(NewErasure)
        person = Person(self.caller.project_id, wanted["customer_id"])
        counts = found(person)
        if wanted["dry_run"]:
            facts = {"found": counts.counts(), "left": left(person), "held": person.is_held}
            return Response({"id": None, "state": "dry_run", **facts})
        if counts.is_nothing:
            raise NotFound("There is nothing of such a customer.")
        try:
            erasure = ask(person, by=request, name=actor_of(request).name)
        except HeldError as error:
            raise ConflictError(str(error)) from error
        return Response(_shown(erasure), status.HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="erasure_retrieve",
        tags=[_TAG],
        summary="One erasure",
        parameters=[OpenApiParameter("erasure_id", int, OpenApiParameter.PATH)],
        responses={200: ErasureFields, **refusals(404)},
    )
    def retrieve(self, request: Request, erasure_id: str) -> Response:
        """How far an erasure is, and its receipt."""
        return Response(_shown(numbered(Erasure.objects.filter(project_id=self.caller.project_id), erasure_id)))


class PersonExport(NativeDoor, ViewSet):
    """What is kept of a customer."""

    http_method_names = ["get", "head", "options"]
    permission_classes = [has_scope(Scope.ADMIN), has_scope(Scope.READ)]

    @extend_schema(
        operation_id="person_export",
        tags=[_TAG],
        summary="Everything of a customer",
        parameters=[OpenApiParameter("customer_id", str, required=True)],
        responses={(200, "application/x-ndjson"): OpenApiTypes.BINARY, **refusals(404)},
    )
    def list(self, request: Request) -> Response:
        """Their record and all their logs with content, as JSON lines. Needs the scopes admin and read."""
        return person_file(request, Person(self.caller.project_id, request.query_params.get("customer_id", "")))


def _shown(erasure: Erasure) -> dict[str, Json]:
    return {
        "id": erasure.pk,
        "state": erasure.state,
        "customer": erasure.pseudonym,
        "receipt": erasure.receipt,
    }
