"""`/api/v2/customers/`: whom calls were made for, and what their logs come to."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope

from ..canonical import Json
from ..customers import LONGEST_NAME, change, found_by, identifier_digest
from ..exporting.lines import digits
from ..ledger import Ledger, Tally
from ..models import Customer, Log
from .door import NativeDoor
from .errors import wrong
from .fields import Text
from .listed import DEFAULT_LIMIT, MAX_LIMIT
from .ordered import CursorError, page_of
from .schema import refusals

_TAG = "customers"
# What `sort` calls an order -> the column it goes by; with a minus the latest come first.
_COLUMNS = {"last_seen": "last_seen_at", "first_seen": "first_seen_at", "identifier": "identifier", "name": "name"}
_SORTS = tuple(f"{sign}{name}" for name in _COLUMNS for sign in ("-", ""))
_USAGE: dict[str, Json] = {
    "logs": 1840,
    "errors": 12,
    "prompt_tokens": 912000,
    "completion_tokens": 201000,
    "total_tokens": 1113000,
    "cost_usd": 12.4,
    "priced_logs": 1840,
}
_EXAMPLE: dict[str, Json] = {
    "identifier": "acme",
    "name": "Acme",
    "email": "it@acme.example",
    "details": {"plan": "team"},
    "first_seen_at": "2026-10-01T08:00:00Z",
    "last_seen_at": "2026-11-20T12:34:00Z",
    "usage": _USAGE,
}


class CustomerListFields(serializers.Serializer):
    """The parameters of a list."""

    find = Text(
        required=False,
        allow_blank=True,
        default="",
        max_length=200,
        help_text="Part of the identifier, name or e-mail, in any case.",
    )
    sort = serializers.ChoiceField(
        choices=_SORTS, required=False, default="-last_seen", help_text="With a minus the latest come first."
    )
    limit = serializers.IntegerField(
        min_value=1, max_value=MAX_LIMIT, required=False, default=DEFAULT_LIMIT, help_text="Customers on a page."
    )
    cursor = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=6000, help_text="`next_cursor` of the page before."
    )


@extend_schema_serializer(component_name="CustomerChanges")
class CustomerChangeFields(serializers.Serializer):
    """What of a customer may be put right."""

    name = Text(required=False, allow_blank=True, max_length=LONGEST_NAME)
    email = Text(required=False, allow_blank=True, max_length=LONGEST_NAME, help_text="Kept as it is sent.")


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}], "nullable": True})
class _Dollars(serializers.Field):
    """A number where a double keeps every digit, else text; null where no price is known."""


@extend_schema_serializer(component_name="CustomerUsage")
class UsageFields(serializers.Serializer):
    """What logs come to, those that retention removed included."""

    logs = serializers.IntegerField()
    errors = serializers.IntegerField()
    prompt_tokens = serializers.IntegerField()
    completion_tokens = serializers.IntegerField()
    total_tokens = serializers.IntegerField()
    cost_usd = _Dollars(help_text="Dollars: a number, or text where a double would lose digits.")
    priced_logs = serializers.IntegerField(help_text="Logs whose cost is known; the sum leaves out the others.")


@extend_schema_serializer(component_name="Customer")
class CustomerFields(serializers.Serializer):
    """A customer."""

    identifier = serializers.CharField(help_text="As callers name them.")
    name = serializers.CharField()
    email = serializers.CharField()
    details = serializers.DictField(help_text="Budgets and the like, as sent.")
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField(help_text="To ten seconds.")
    usage = UsageFields()


@extend_schema_serializer(component_name="CustomerWithModels")
class OneCustomerFields(CustomerFields):
    """A customer, with their logs by model."""

    models = serializers.DictField(child=UsageFields(), help_text="By model; logs that name none under an empty name.")


_LIST = OpenApiResponse(
    inline_serializer(
        "CustomerPage",
        {
            "results": CustomerFields(many=True),
            "next_cursor": serializers.CharField(allow_null=True),
            "next": serializers.URLField(allow_null=True),
        },
    ),
    examples=[
        OpenApiExample("customer_list", {"results": [_EXAMPLE], "next_cursor": None, "next": None}, response_only=True)
    ],
)
_ONE = OpenApiResponse(
    OneCustomerFields,
    examples=[OpenApiExample("customer", {**_EXAMPLE, "models": {"gpt-4o": _USAGE}}, response_only=True)],
)
_IN_PATH = OpenApiParameter("customer_id", str, OpenApiParameter.PATH, description="The identifier.")


class Customers(NativeDoor, ViewSet):
    """Customers of the caller's project, made from the logs that name them."""

    http_method_names = ["get", "head", "options", "patch"]
    passing = ("last_seen_at", "usage", "models")

    @extend_schema(
        operation_id="customer_list",
        tags=[_TAG],
        summary="Customers",
        parameters=[CustomerListFields],
        responses={200: _LIST, **refusals(400)},
    )
    def list(self, request: Request) -> Response:
        """Customers, those seen last first, each with what all their logs come to."""
        asked = self.arguments(CustomerListFields)
        column, is_descending = _COLUMNS[asked["sort"].removeprefix("-")], asked["sort"].startswith("-")
        try:
            rows, cursor = page_of(
                found_by(self._customers, asked["find"]),
                column,
                is_descending=is_descending,
                cursor=asked["cursor"],
                count=asked["limit"],
            )
        except CursorError as error:
            raise wrong("cursor", str(error)) from error
        used = self._used([row.identifier for row in rows])
        results = [_shown(row, used.get(row.identifier, Tally())) for row in rows]
        return Response({"results": results, "next_cursor": cursor, "next": self._address(cursor)})

    @extend_schema(
        operation_id="customer_retrieve",
        tags=[_TAG],
        summary="One customer",
        parameters=[_IN_PATH],
        responses={200: _ONE, **refusals(404)},
    )
    def retrieve(self, request: Request, customer_id: str) -> Response:
        """One customer, with what their logs come to, also by model."""
        return Response(self._one(self._found(customer_id)))

    @extend_schema(
        operation_id="customer_update",
        tags=[_TAG],
        summary="Change a customer",
        parameters=[_IN_PATH],
        request=CustomerChangeFields,
        examples=[OpenApiExample("customer_update_sent", {"name": "Acme Ltd"}, request_only=True)],
        responses={200: _ONE, **refusals(400, 404, 413)},
    )
    def partial_update(self, request: Request, customer_id: str) -> Response:
        """Put name or e-mail right; a log that names them later wins. Needs the scope admin."""
        if not self.caller.may(Scope.ADMIN):
            raise PermissionDenied("This needs the scope admin.")
        customer = self._found(customer_id)
        change(customer, by=request, **self.body(CustomerChangeFields, partial=True))
        return Response(self._one(customer))

    @property
    def _customers(self) -> QuerySet[Customer]:
        return Customer.objects.filter(project_id=self.caller.project_id)

    def _found(self, identifier: str) -> Customer:
        customer = self._customers.filter(digest=identifier_digest(identifier)).first()
        if customer is None:
            raise NotFound("There is no such customer.")
        return customer

    def _one(self, customer: Customer) -> dict[str, Any]:
        by_model = Ledger(self.logs.filter(customer_id=customer.identifier)).tallies("model")
        models = {model or "": _usage(tally) for (model,), tally in by_model.by_key.items()}
        return {**_shown(customer, by_model.whole()), "models": models}

    def _used(self, identifiers: Sequence[str]) -> dict[str | None, Tally]:
        """By customer; one query, where the page has any."""
        logs = Log.objects.of_project(self.caller.project_id).filter(customer_id__in=identifiers)
        return Ledger(logs).tallies("customer_id").by(0) if identifiers else {}

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = {**self.request.query_params.dict(), "cursor": cursor}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")


def _shown(customer: Customer, tally: Tally) -> dict[str, Any]:
    facts = ("identifier", "name", "email", "details", "first_seen_at", "last_seen_at")
    return {**{name: getattr(customer, name) for name in facts}, "usage": _usage(tally)}


def _usage(tally: Tally) -> dict[str, Json]:
    return {
        "logs": tally.total,
        "errors": tally.errors,
        "prompt_tokens": tally.prompt,
        "completion_tokens": tally.completion,
        "total_tokens": tally.all_tokens,
        "cost_usd": None if tally.cost_usd is None else digits(tally.cost_usd),
        "priced_logs": tally.priced,
    }
