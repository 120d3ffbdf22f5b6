"""The OpenAPI description of Keywords AI's request-log API."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from ...canonical import Json
from ..components import BodyRequired, Component, component
from .answer_shapes import BATCH_RESULTS, BULK_COUNTS, CREATED, ERROR, ITEM, PAGE, SUMMARY
from .filter_shapes import BODY, FILTER_PARAMETERS, PAGE_PARAMETERS
from .shapes import LOG

_TAG = "Keywords AI"
_ID = "01922f7e1e807c3a9a545f1f1a2b3c4d"
_BATCH = component(
    "KeywordsAIBatch",
    {"type": "object", "required": ["logs"], "properties": {"logs": {"type": "array", "minItems": 1, "items": LOG}}},
)

_SENT = {
    "model": "gpt-4o-mini",
    "prompt_messages": [{"role": "user", "content": "Hi"}],
    "completion_message": {"role": "assistant", "content": "Hi, how can I assist you today?"},
    "customer_params": {"customer_identifier": "customer_123", "name": "Ada", "email": "ada@example.com"},
    "prompt_tokens": 8,
    "completion_tokens": 16,
    "cost": 0.00042,
    "latency": 0.5,
    "timestamp": "2026-11-20T12:00:00Z",
    "metadata": {"plan": "pro"},
}
_SHOWN = {"id": _ID, "unique_id": _ID, "status": "success", **_SENT, "total_request_tokens": 24}
_CONDITION = {"filters": {"cost": {"operator": "gte", "value": [0.0001]}}}
_SUMMED = {
    "number_of_requests": 1,
    "total_cost": 0.00042,
    "total_tokens": 24,
    "total_prompt_tokens": 8,
    "total_completion_tokens": 16,
    "avg_latency": 0.5,
    "avg_ttft": 0.1,
    "avg_tps": 32.0,
    "scores": {},
}


def _answer(schema: type[Component], description: str, example: Json) -> OpenApiResponse:
    examples = [OpenApiExample("Answer", value=example, response_only=True)]
    return OpenApiResponse(schema, description=description, examples=examples)


def _error(description: str, example: Json) -> OpenApiResponse:
    return _answer(ERROR, description, example)


_REFUSALS = {
    400: _error("Not the JSON or the parameters expected.", {"detail": "Invalid request format: ..."}),
    401: _error("No valid key.", {"detail": "Your API key is invalid or expired, please check your API key."}),
    403: _error("The key may not do this.", {"detail": "This needs the scope ingest."}),
}
_WRITE_REFUSALS = {
    **_REFUSALS,
    413: _error("More than 20 MB a log or 100 MB a batch.", {"detail": "The payload is larger than 20 MB."}),
    422: _error(
        "Fields of a wrong type.",
        {"detail": "Validation error", "errors": {"cost": ["A number is expected."]}},
    ),
    429: _error("Too much at once; nothing was stored.", {"detail": "Rate limit exceeded", "retry_after": 1}),
    503: _error("No database; nothing was stored.", {"detail": "The log store is not available; try again."}),
}
_READ_REFUSALS = {**_REFUSALS, 413: _WRITE_REFUSALS[413]}


def _describe(name: str, summary: str, request: Json, example: Json, responses: Any, **options: Any) -> Callable:
    sent = [OpenApiExample("Request", value=example, request_only=True)] if example is not None else []
    return extend_schema(
        operation_id=f"keywordsai_{name}",
        tags=[_TAG],
        summary=summary,
        request={"application/json": request} if request else None,
        examples=sent,
        responses=responses,
        **options,
    )


def _describe_writing(name: str, summary: str, request: Json, example: Json, responses: Any) -> Callable:
    """As `_describe`, for an operation that needs a body; the schema class of a method is read off its kwargs."""
    describe = _describe(name, summary, request, example, {**responses, **_WRITE_REFUSALS})

    def decorate(method: Callable) -> Callable:
        method.kwargs = {"schema": BodyRequired}
        return describe(method)

    return decorate


def describe_create(name: str) -> Callable:
    """Create; each of its two paths needs an id of its own."""
    created = _answer(CREATED, "Stored.", {"message": "log successful", **_SHOWN})
    return _describe_writing(name, "Store one log", LOG, _SENT, {200: created})


def describe_list(name: str) -> Callable:
    """List by query parameters."""
    parameters = [*PAGE_PARAMETERS, *FILTER_PARAMETERS]
    return _describe(name, "List logs", None, None, {200: _LISTED, **_REFUSALS}, parameters=parameters)


_LISTED = _answer(PAGE, "One page.", {"count": 1, "next": None, "previous": None, "results": [_SHOWN]})
_SUMMED_UP = _answer(SUMMARY, "The sums.", _SUMMED)
describe_batch = _describe_writing(
    "batch_create",
    "Store up to 5,000 logs",
    _BATCH,
    {"logs": [_SENT]},
    {200: _answer(BATCH_RESULTS, "A result for each log.", {"results": [{"id": _ID, "status": "success"}]})},
)
describe_bulk = _describe_writing(
    "bulk_create",
    "Store up to 500 logs",
    _BATCH,
    {"logs": [_SENT]},
    {201: _answer(BULK_COUNTS, "At least one was stored.", {"success_count": 1, "error_count": 0, "errors": []})},
)
describe_retrieve = _describe(
    "retrieve",
    "One log",
    None,
    None,
    {200: _answer(ITEM, "The log.", _SHOWN), **_REFUSALS, 404: _error("No such log.", {"detail": "Not found."})},
    parameters=[OpenApiParameter("log_id", str, OpenApiParameter.PATH, description="The caller's own id, or ours.")],
)
describe_filter = _describe(
    "filter",
    "List logs that match conditions",
    BODY,
    _CONDITION,
    {200: _LISTED, **_READ_REFUSALS},
    parameters=[*PAGE_PARAMETERS, *FILTER_PARAMETERS],
)
describe_summary = _describe(
    "summary", "Sum up logs", None, None, {200: _SUMMED_UP, **_REFUSALS}, parameters=FILTER_PARAMETERS
)
describe_filtered_summary = _describe(
    "filtered_summary",
    "Sum up logs that match conditions",
    BODY,
    _CONDITION,
    {200: _SUMMED_UP, **_READ_REFUSALS},
    parameters=FILTER_PARAMETERS,
)
