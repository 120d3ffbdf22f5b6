"""The OpenAPI description of lists of records, whose parameters are those of their filters."""

from collections.abc import Callable

from django_filters import Filter, IsoDateTimeFilter, MultipleChoiceFilter
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from accounts.audit import Action

from ..canonical import Json
from ..dialects.components import component, one_of
from ..oversight.listing import Listing
from .schema import refusals

_TEXT: dict[str, Json] = {"type": "string"}
_MAYBE_TEXT: dict[str, Json] = {**_TEXT, "nullable": True}
_TIME: dict[str, Json] = {**_TEXT, "format": "date-time"}

AUDIT_ENTRY = component(
    "AuditEntry",
    {
        "type": "object",
        "required": ["id", "at", "action", "actor", "target", "details", "hash"],
        "properties": {
            "id": {"type": "integer", "description": "Counts from 1 over the whole installation."},
            "at": _TIME,
            "action": one_of(list(Action.values)),
            "actor": {**_TEXT, "description": "An e-mail, the public part of a key or app, or a command."},
            "target": _TEXT,
            "details": {"type": "object", "additionalProperties": True},
            "ip": _MAYBE_TEXT,
            "user_id": {"type": "integer", "nullable": True},
            "key_id": {"type": "integer", "nullable": True},
            "hash": {**_TEXT, "description": "SHA-256 over the hash of the entry before it and all its fields."},
        },
    },
)
_AUDIT_EXAMPLE: dict[str, Json] = {
    "id": 17,
    "at": "2026-11-20T12:00:00Z",
    "action": "key.created",
    "actor": "ann@example.com",
    "target": "key llk_abcd1234",
    "details": {"scopes": ["ingest", "read"]},
    "ip": "192.0.2.7",
    "user_id": 3,
    "key_id": None,
    "hash": "4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a",
}

CONTENT_READ = component(
    "ContentRead",
    {
        "type": "object",
        "required": ["id", "at", "actor", "place", "count", "logs"],
        "properties": {
            "id": {"type": "integer"},
            "at": _TIME,
            "actor": {**_TEXT, "description": "An e-mail, or the public part of a key or app."},
            "place": {**_TEXT, "description": "The name of the page or of the door's call."},
            "reason": _MAYBE_TEXT,
            "note": {**_MAYBE_TEXT, "description": "Which export it was."},
            "count": {"type": "integer"},
            "logs": {"type": "array", "items": {**_TEXT, "format": "uuid"}},
            "ip": _MAYBE_TEXT,
            "user_id": {"type": "integer", "nullable": True},
            "key_id": {"type": "integer", "nullable": True},
        },
    },
)
_READ_EXAMPLE: dict[str, Json] = {
    "id": 4,
    "at": "2026-11-20T12:00:00Z",
    "actor": "ann@example.com",
    "place": "logs:detail",
    "reason": "ticket 4711",
    "note": None,
    "count": 1,
    "logs": ["01a1f8d3-ea00-7002-a086-fe73080ff2f7"],
    "ip": "192.0.2.7",
    "user_id": 3,
    "key_id": None,
}


def describe_records(name: str, summary: str, listing: Listing, shape: type[Serializer]) -> Callable:
    """A list of records, whose parameters are those of its filters."""
    page = component(
        f"{shape.__name__}Page",
        {
            "type": "object",
            "required": ["results", "next_cursor", "next"],
            "properties": {
                "results": {"type": "array", "items": shape},
                "next_cursor": _MAYBE_TEXT,
                "next": {**_MAYBE_TEXT, "format": "uri"},
            },
        },
    )
    filters = [_parameter(name, one) for name, one in listing.filters.base_filters.items()]
    limit = OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 500}, description="Rows on a page.")
    cursor = OpenApiParameter("cursor", str, description="`next_cursor` of the page before.")
    value = {"results": [_EXAMPLES[name]], "next_cursor": None, "next": None}
    example = OpenApiExample(f"{name}_list", value=value, response_only=True)
    return extend_schema(
        operation_id=f"{name}_list",
        tags=["llmlogs"],
        summary=summary,
        parameters=[*filters, limit, cursor],
        responses={200: OpenApiResponse(page, examples=[example]), **refusals(400)},
    )


def _parameter(name: str, one: Filter) -> OpenApiParameter:
    kind = _TIME if isinstance(one, IsoDateTimeFilter) else _TEXT
    if isinstance(one, MultipleChoiceFilter):
        words = [value for value, _ in one.extra["choices"]]
        kind = {"type": "array", "items": {"type": "string", "enum": words}}
    return OpenApiParameter(name, kind, description=one.extra["help_text"])


_EXAMPLES = {"audit": _AUDIT_EXAMPLE, "content_access": _READ_EXAMPLE}
