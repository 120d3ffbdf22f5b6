"""The OpenAPI description of the native API, worked out from the columns and serializers where they already say it."""

from collections.abc import Callable

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from ..canonical import Json
from ..columns import COLUMNS, Kind
from ..dialects.components import component, one_of
from ..exporting.models import State
from ..exporting.shapes import Format
from .errors import mistake, problem

_TAG = "llmlogs"
_TEXT: dict[str, Json] = {"type": "string"}
_TIME: dict[str, Json] = {"type": "string", "format": "date-time"}
_MAYBE_TIME: dict[str, Json] = {**_TIME, "nullable": True}
_MAYBE_TEXT: dict[str, Json] = {**_TEXT, "nullable": True}
_COUNT: dict[str, Json] = {"type": "integer", "minimum": 0}
_OF_KIND: dict[Kind, dict[str, Json]] = {
    Kind.TEXT: _MAYBE_TEXT,
    Kind.COUNT: {"type": "integer", "nullable": True},
    Kind.NUMBER: {"type": "number", "nullable": True},
    Kind.MONEY: {"description": "US dollars; text where a number would lose digits.", "nullable": True},
    Kind.FLAG: {"type": "boolean", "nullable": True},
    Kind.TIME: _MAYBE_TIME,
}
_FACTS: dict[str, Json] = {
    **{column.name: _OF_KIND[column.kind] for column in COLUMNS.values() if not column.is_content},
    "id": {**_TEXT, "format": "uuid"},
    "metadata": {"type": "object", "additionalProperties": True},
}
_PREVIEWS = {"input_preview": _TEXT, "output_preview": _TEXT}

PROBLEM = component(
    "Problem",
    {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "detail"],
                    "properties": {
                        "field": _TEXT,
                        "detail": _TEXT,
                        "start": {"type": "integer", "description": "Of a query: the first wrong character, from 0."},
                        "end": {"type": "integer", "description": "The character behind the last wrong one."},
                        "repair": {**_MAYBE_TEXT, "description": "A query that would do."},
                    },
                },
            },
        },
    },
)
LISTED = component(
    "ListedLog", {"type": "object", "required": ["id", "started_at"], "properties": {**_FACTS, **_PREVIEWS}}
)
LOG = component(
    "Log",
    {
        "type": "object",
        "required": ["id", "started_at"],
        "properties": {**_FACTS, **_PREVIEWS},
        "additionalProperties": True,
        "description": "All facts of a log, and its content as `export_logs` writes it, for whoever may read that.",
    },
)
LOG_LIST = component(
    "LogPage",
    {
        "type": "object",
        "required": ["results", "next_cursor", "next"],
        "properties": {
            "results": {"type": "array", "items": LISTED},
            "next_cursor": _MAYBE_TEXT,
            "next": {**_MAYBE_TEXT, "format": "uri"},
        },
    },
)
EXPORT = component(
    "Export",
    {
        "type": "object",
        "required": ["id", "state", "format", "rows", "url", "file"],
        "properties": {
            "id": {**_TEXT, "format": "uuid"},
            "state": one_of(list(State.values)),
            "format": one_of([str(name) for name in Format]),
            "columns": {"type": "array", "items": _TEXT},
            "content": {"type": "boolean"},
            "q": _TEXT,
            "since": _MAYBE_TIME,
            "until": _MAYBE_TIME,
            "rows": {**_COUNT, "description": "Logs written so far."},
            "total": {**_COUNT, "nullable": True, "description": "Logs that match; null until they are counted."},
            "is_total_whole": {"type": "boolean", "description": "False: there are at least `total`."},
            "size_bytes": _COUNT,
            "problem": {**_MAYBE_TEXT, "description": "Why it failed."},
            "created_at": _TIME,
            "finished_at": _MAYBE_TIME,
            "expires_at": {**_MAYBE_TIME, "description": "When the file is removed."},
            "url": {**_TEXT, "format": "uri"},
            "file": {**_MAYBE_TEXT, "format": "uri", "description": "Where the finished file is."},
        },
    },
)
EXPORT_LIST = component(
    "ExportList",
    {"type": "object", "required": ["results"], "properties": {"results": {"type": "array", "items": EXPORT}}},
)

VIEW = component(
    "SavedView",
    {
        "type": "object",
        "required": ["id", "name", "q", "time", "since", "until", "sort", "columns", "is_default", "page"],
        "properties": {
            "id": {"type": "integer"},
            "name": _TEXT,
            "q": _TEXT,
            "time": _TEXT,
            "since": _MAYBE_TEXT,
            "until": _MAYBE_TEXT,
            "sort": _TEXT,
            "columns": {"type": "array", "items": _TEXT},
            "is_default": {"type": "boolean"},
            "page": {**_TEXT, "description": "The explorer's address of it."},
            "created_at": _TIME,
            "updated_at": _TIME,
        },
    },
)
VIEW_LIST = component(
    "SavedViewList",
    {"type": "object", "required": ["results"], "properties": {"results": {"type": "array", "items": VIEW}}},
)

_LISTED_EXAMPLE: dict[str, Json] = {
    **dict.fromkeys(_FACTS),
    "id": "01a1f8d3-ea00-7002-a086-fe73080ff2f7",
    "source_id": "order-17",
    "started_at": "2026-11-20T12:00:00Z",
    "ended_at": "2026-11-20T12:00:00.812000Z",
    "kind": "chat",
    "status": "success",
    "status_code": 200,
    "provider": "openai",
    "model": "gpt-4o-mini",
    "stream": False,
    "latency_ms": 812.0,
    "prompt_tokens": 12,
    "completion_tokens": 5,
    "total_tokens": 17,
    "cost_usd": 0.0000048,
    "customer_id": "acme",
    "metadata": {"env": "prod"},
    "input_preview": "Hello, how are you?",
    "output_preview": "Well, thank you.",
}
_EXPORT_URL = "http://127.0.0.1:8000/api/v2/exports/5f0c6a53-6d5c-4f41-93f7-0d2a4ffb4b1c/"
_EXPORT_EXAMPLE: dict[str, Json] = {
    "id": "5f0c6a53-6d5c-4f41-93f7-0d2a4ffb4b1c",
    "state": "running",
    "format": "parquet",
    "columns": [],
    "q": "status:error",
    "since": "2026-11-01T00:00:00Z",
    "until": None,
    "rows": 12500,
    "total": 41989,
    "is_total_whole": True,
    "size_bytes": 48210337,
    "content": True,
    "problem": None,
    "created_at": "2026-11-20T12:00:00Z",
    "finished_at": None,
    "expires_at": None,
    "url": _EXPORT_URL,
    "file": None,
}

_VIEW_EXAMPLE: dict[str, Json] = {
    "id": 7,
    "name": "Slow answers",
    "q": "latency:>10s -status:error",
    "time": "24h",
    "since": None,
    "until": None,
    "sort": "-latency",
    "columns": ["model", "input", "latency", "metadata.env"],
    "is_default": False,
    "page": "/logs/?q=latency:>10s+-status:error&time=24h&sort=-latency",
    "created_at": "2026-11-20T12:00:00Z",
    "updated_at": "2026-11-20T12:00:00Z",
}


def refusals(*statuses: int) -> dict[tuple[int, str] | int, OpenApiResponse]:
    """The refusals that a call knows, beside those of every call."""
    return {(status, "application/problem+json"): _refusal(status) for status in (401, 403, *statuses)}


_SENTENCES = {
    400: "The request cannot be carried out as it stands.",
    401: "Authentication credentials were not provided.",
    403: "This needs the scope read-metadata.",
    404: "Not found.",
    409: "The export is running; there is no file.",
    413: "The payload is larger than 1 MB.",
}


def _refusal(status: int) -> OpenApiResponse:
    from ..querylang.errors import QueryError

    error = mistake(QueryError("This bracket is not closed.", 6, 7, repair="model:(gpt)")) if status == 400 else None
    value = problem(status, _SENTENCES[status], error or Exception())
    example = OpenApiExample(f"problem_{status}", value=value, response_only=True)
    return OpenApiResponse(PROBLEM, description=_SENTENCES[status], examples=[example])


def _answer(shape: type[Serializer], name: str, value: Json) -> OpenApiResponse:
    return OpenApiResponse(shape, examples=[OpenApiExample(name, value=value, response_only=True)])


def describe_logs(parameters: type[Serializer]) -> Callable:
    example = {"results": [_LISTED_EXAMPLE], "next_cursor": None, "next": None}
    return extend_schema(
        operation_id="log_list",
        tags=[_TAG],
        summary="Search logs",
        parameters=[parameters],
        responses={200: _answer(LOG_LIST, "log_list", example), **refusals(400)},
    )


describe_log = extend_schema(
    operation_id="log_retrieve",
    tags=[_TAG],
    summary="One log",
    parameters=[OpenApiParameter("log_id", str, OpenApiParameter.PATH, description="Its id, or the caller's.")],
    responses={200: _answer(LOG, "log", _LISTED_EXAMPLE), **refusals(404)},
)

_EXPORT_ID = OpenApiParameter("export_id", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)

describe_exports = extend_schema(
    operation_id="export_list",
    tags=[_TAG],
    summary="Exports",
    responses={200: _answer(EXPORT_LIST, "export_list", {"results": [_EXPORT_EXAMPLE]}), **refusals(400)},
)


def describe_new_export(fields: type[Serializer]) -> Callable:
    sent = {"q": "status:error", "since": "2026-11-01T00:00:00Z", "format": "parquet"}
    return extend_schema(
        operation_id="export_create",
        tags=[_TAG],
        summary="Ask for an export",
        request=fields,
        examples=[OpenApiExample("new_export", value=sent, request_only=True)],
        responses={202: _answer(EXPORT, "export_waiting", _EXPORT_EXAMPLE), **refusals(400, 409, 413)},
    )


describe_export = extend_schema(
    operation_id="export_retrieve",
    tags=[_TAG],
    summary="One export",
    parameters=[_EXPORT_ID],
    responses={200: _answer(EXPORT, "export", _EXPORT_EXAMPLE), **refusals(404)},
)
describe_removal = extend_schema(
    operation_id="export_destroy",
    tags=[_TAG],
    summary="Cancel or remove an export",
    parameters=[_EXPORT_ID],
    responses={204: None, **refusals(404)},
)
describe_file = extend_schema(
    operation_id="export_file",
    tags=[_TAG],
    summary="The file of an export",
    parameters=[_EXPORT_ID],
    responses={
        **{(200, kind.content_type.split(";")[0]): {"type": "string", "format": "binary"} for kind in Format},
        **refusals(404, 409),
    },
)

_VIEW_ID = OpenApiParameter("view_id", str, OpenApiParameter.PATH)
_NEW_VIEW = {"name": "Slow answers", "q": "latency:>10s -status:error", "time": "24h", "sort": "-latency"}

describe_views = extend_schema(
    operation_id="view_list",
    tags=[_TAG],
    summary="Saved views",
    responses={200: _answer(VIEW_LIST, "view_list", {"results": [_VIEW_EXAMPLE]}), **refusals()},
)
describe_view = extend_schema(
    operation_id="view_retrieve",
    tags=[_TAG],
    summary="One saved view",
    parameters=[_VIEW_ID],
    responses={200: _answer(VIEW, "view", _VIEW_EXAMPLE), **refusals(404)},
)
describe_view_removal = extend_schema(
    operation_id="view_destroy",
    tags=[_TAG],
    summary="Remove a saved view",
    parameters=[_VIEW_ID],
    responses={204: None, **refusals(404)},
)


def describe_new_view(fields: type[Serializer]) -> Callable:
    return extend_schema(
        operation_id="view_create",
        tags=[_TAG],
        summary="Save a view",
        request=fields,
        examples=[OpenApiExample("new_view", value=_NEW_VIEW, request_only=True)],
        responses={201: _answer(VIEW, "view_made", _VIEW_EXAMPLE), **refusals(400, 409, 413)},
    )


def describe_changed_view(fields: type[Serializer]) -> Callable:
    return extend_schema(
        operation_id="view_update",
        tags=[_TAG],
        summary="Change a saved view",
        parameters=[_VIEW_ID],
        request=fields,
        examples=[OpenApiExample("changed_view", value={"is_default": True}, request_only=True)],
        responses={200: _answer(VIEW, "view_changed", _VIEW_EXAMPLE), **refusals(400, 404, 409, 413)},
    )
