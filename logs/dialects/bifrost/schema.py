"""The OpenAPI description of Bifrost's log API, worked out from the filters where they already say it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from ...canonical import CanonicalLog, Json
from . import values
from .errors import error_body
from .filters import MAX_METADATA_FILTERS, BifrostFilters, read_least_usd, read_most_usd
from .paging import DEFAULT_LIMIT, MAX_LIMIT, ORDERS, SORT_FIELDS
from .serializers import BifrostErrorBody, BifrostLog, BifrostLogList
from .translate import dump

_TEXT: dict[str, Json] = {"type": "string"}
# Any text is accepted beside the proper values, and ignored.
_NUMBER = {"anyOf": [{"type": "number"}, _TEXT]}
_WHOLE_NUMBER = {"anyOf": [{"type": "integer"}, _TEXT]}
_TRUTH = {"anyOf": [{"type": "boolean"}, _TEXT]}
_SCHEMAS: dict[Callable[[str], Any], dict[str, Json]] = {
    values.number: _NUMBER,
    read_least_usd: _NUMBER,
    read_most_usd: _NUMBER,
    values.whole_number: _WHOLE_NUMBER,
    values.truth: _TRUTH,
}
_NOT_WHOLE = {"type": "string", "pattern": "^(?![+-]?[0-9]+$)"}

_EXAMPLE_LOG = dump(
    CanonicalLog(
        id=UUID("01a1f8d3-ea00-7002-a086-fe73080ff2f7"),
        started_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        received_at=datetime(2026, 11, 20, 12, 0, 1, 250_000, tzinfo=UTC),
        kind="chat",
        status="success",
        provider="openai",
        model="gpt-4o-mini",
        latency_ms=812,
        cost_usd=Decimal("0.0000048"),
        prompt_tokens=12,
        completion_tokens=5,
        total_tokens=17,
        input_messages=[{"role": "user", "content": "Hello, how are you?"}],
        output_message={"role": "assistant", "content": "Well, thank you."},
    )
)
_EXAMPLE_LIST = {
    "logs": [_EXAMPLE_LOG],
    "pagination": {"limit": 50, "offset": 0, "sort_by": "timestamp", "order": "desc", "total_count": 1},
    "stats": {
        "total_requests": 1,
        "success_rate": 100,
        "average_latency": 812,
        "total_tokens": 17,
        "total_cost": 0.0000048,
    },
    "has_logs": True,
}


def _parameter(name: str, schema: dict[str, Json], description: str) -> OpenApiParameter:
    return OpenApiParameter(name, schema, description=description)


def _filter_parameters() -> list[OpenApiParameter]:
    return [
        _parameter(name, _SCHEMAS.get(filter_.extra["read"], _TEXT), filter_.extra["help_text"])
        for name, filter_ in BifrostFilters.base_filters.items()
    ]


def _error(status: int, message: str, description: str) -> OpenApiResponse:
    example = OpenApiExample(f"bifrost_{status}", value=error_body(status, message), response_only=True)
    return OpenApiResponse(BifrostErrorBody, description=description, examples=[example])


_REFUSALS = {
    401: _error(401, "This API key is unknown, expired or revoked.", "No usable API key or token."),
    403: _error(403, "This needs the scope read.", "The key or person may not read logs."),
}

describe_list = extend_schema(
    operation_id="bifrost_list",
    tags=["Bifrost"],
    summary="Search and filter logs",
    parameters=[
        *_filter_parameters(),
        _parameter("metadata_<key>", _TEXT, f"Exact value of one metadata key; at most {MAX_METADATA_FILTERS}."),
        _parameter(
            "limit",
            {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, _NOT_WHOLE], "default": DEFAULT_LIMIT},
            "Logs to return.",
        ),
        _parameter("offset", {"anyOf": [{"type": "integer", "minimum": 0}, _NOT_WHOLE], "default": 0}, "Logs to skip."),
        _parameter(
            "sort_by",
            {**_TEXT, "default": "timestamp"},
            f"One of {', '.join(SORT_FIELDS)}. Unknown values come last, ties go by age.",
        ),
        _parameter("order", {**_TEXT, "default": "desc"}, f"One of {', '.join(ORDERS)}."),
        _parameter("stats", _TRUTH, "`false` leaves out the counts over all matching logs."),
    ],
    responses={
        200: OpenApiResponse(BifrostLogList, examples=[OpenApiExample("bifrost_list", value=_EXAMPLE_LIST)]),
        400: _error(400, "limit must be greater than 0", "A limit or offset out of range."),
        **_REFUSALS,
        414: _error(414, "the query string is too long", "More than 32,768 characters of query."),
    },
)

describe_retrieve = extend_schema(
    operation_id="bifrost_retrieve",
    tags=["Bifrost"],
    summary="One log",
    parameters=[OpenApiParameter("log_id", str, OpenApiParameter.PATH, description="The id the list shows, or ours.")],
    responses={
        200: OpenApiResponse(BifrostLog, examples=[OpenApiExample("bifrost_log", value=_EXAMPLE_LOG)]),
        **_REFUSALS,
        404: _error(404, "log not found", "No such log in the caller's project."),
    },
)
