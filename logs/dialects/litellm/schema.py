"""The OpenAPI description of the path that LiteLLM posts to."""

from collections.abc import Callable

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema

from ...canonical import Json
from .. import values
from ..components import BodyRequired, Schema, component, one_of
from .fields import RULES, STATUSES, kind, provider, status

_NUMERAL: Schema = {"type": "string", "pattern": r"^[0-9]{0,9}$", "description": "A number may come as text."}
_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": values.MAX_COUNT, "nullable": True}
_OBJECT: Schema = {"type": "object", "nullable": True, "additionalProperties": True}
_FLAG: Schema = {"anyOf": [{"type": "boolean", "nullable": True}, one_of(["true", "false", "1", "0", ""])]}
_FLAG["anyOf"].append({"type": "integer", "minimum": 0, "maximum": 1})
_UNKNOWN: Schema = {"type": "string", "maxLength": 0, "description": "Text that LiteLLM does not know."}
_NAME: Schema = {
    "anyOf": [
        {"type": "string", "maxLength": values.MAX_IDENTIFIER, "nullable": True},
        {"type": "integer", "minimum": -values.MAX_COUNT, "maximum": values.MAX_COUNT},
    ]
}


def _number(**bounds: Json) -> Schema:
    return {"anyOf": [{"type": "number", "nullable": True, **bounds}, _NUMERAL]}


_TAKEN: dict[Callable[[Json], object], Schema] = {
    values.identifier: _NAME,
    kind: _NAME,
    provider: _NAME,
    status: one_of([*STATUSES, "", None], nullable=True),
    values.string: {"type": "string", "nullable": True},
    values.any_text: {},
    values.boolean: _FLAG,
    values.count: {
        "anyOf": [{"type": "integer", "minimum": 0, "maximum": values.MAX_COUNT, "nullable": True}, _NUMERAL]
    },
    values.milliseconds: _number(minimum=0, maximum=values.MAX_SECONDS),
    values.dollars: {
        "anyOf": [
            {
                "type": "number",
                "minimum": -values.MAX_USD,
                "exclusiveMinimum": True,
                "maximum": values.MAX_USD,
                "exclusiveMaximum": True,
                "nullable": True,
            },
            {"type": "string", "pattern": r"^[0-9]{0,6}$", "description": "A number may come as text."},
        ]
    },
    # Larger than seconds of the year 5000 are milliseconds and smaller units; some notations of text are read too.
    values.moment: {
        "type": "number",
        "minimum": -2_208_988_800,
        "maximum": 221_876_928_000 * 10**9 - 1,
        "nullable": True,
        "description": "Seconds since 1970.",
    },
    values.mapping: _OBJECT,
    values.sequence: {"anyOf": [{"type": "array", "items": {}, "nullable": True}, _OBJECT]},
}
LOG = component(
    "LiteLLMLog",
    {
        "type": "object",
        "description": "LiteLLM's StandardLoggingPayload. Any field may be absent; those not listed are kept as well.",
        "properties": {
            **{name: {"anyOf": [_TAKEN[read], _UNKNOWN]} for name, (_, read) in RULES.items()},
            "messages": {"description": "What was asked: messages, a message or text."},
            "response": {"description": "What came back, in OpenAI's shape."},
        },
        "additionalProperties": True,
    },
)
_BODY = component("LiteLLMLogs", {"anyOf": [LOG, {"type": "array", "minItems": 1, "items": LOG}]})
_RESULTS = component(
    "LiteLLMResults",
    {
        "type": "object",
        "required": ["results"],
        "properties": {
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "status"],
                    "properties": {
                        "id": {"type": "string", "nullable": True},
                        "status": one_of(["success", "error"]),
                        "errors": {
                            "type": "object",
                            "additionalProperties": True,
                            "description": "Sentences by field.",
                        },
                    },
                },
            },
        },
    },
)
_ERROR = component(
    "LiteLLMError",
    {
        "type": "object",
        "required": ["detail"],
        "properties": {
            "detail": {"type": "string"},
            "results": {"type": "array", "items": _OBJECT, "description": "What was wrong with each log."},
            "retry_after": {"type": "integer", "description": "Seconds."},
        },
    },
)
_ID = "chatcmpl-4bdafea2-d6ed-4903-95b8-ef54f5830054"
_SENT = {
    "id": _ID,
    "trace_id": "d4365430-48e7-4b41-a483-63bcbdd1962a",
    "call_type": "acompletion",
    "status": "success",
    "custom_llm_provider": "openai",
    "model": "gpt-4o-mini",
    "startTime": 1795262400.0,
    "endTime": 1795262401.25,
    "completionStartTime": 1795262401.25,
    "prompt_tokens": 10,
    "completion_tokens": 20,
    "total_tokens": 30,
    "response_cost": 0.0000135,
    "end_user": "customer_123",
    "request_tags": ["production"],
    "metadata": {"user_api_key_alias": "web", "requester_metadata": {"plan": "pro"}},
    "model_parameters": {"temperature": 0.3},
    "messages": [{"role": "user", "content": "Hi"}],
    "response": {"choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "Hello!"}}]},
}


def _answer(description: str, example: Json, schema: type = _ERROR) -> OpenApiResponse:
    examples = [OpenApiExample("Answer", value=example, response_only=True)]
    return OpenApiResponse(schema, description=description, examples=examples)


_RESPONSES = {
    200: _answer("At least one was stored.", {"results": [{"id": _ID, "status": "success"}]}, _RESULTS),
    400: _answer("Not the JSON expected.", {"detail": "Invalid request format: ..."}),
    401: _answer("No valid key.", {"detail": "Your API key is invalid or expired, please check your API key."}),
    403: _answer("The key may not do this.", {"detail": "This needs the scope ingest."}),
    413: _answer("More than 20 MB a log or 100 MB a batch.", {"detail": "The payload is larger than 100 MB."}),
    422: _answer(
        "Not one log could be stored.",
        {
            "detail": "Validation error",
            "results": [{"id": None, "status": "error", "errors": {"startTime": ["A time is expected."]}}],
        },
    ),
    429: _answer("Too much at once; nothing was stored.", {"detail": "Rate limit exceeded", "retry_after": 1}),
    503: _answer("No database; nothing was stored.", {"detail": "The log store is not available; try again."}),
}


def describe_create(method: Callable) -> Callable:
    """The description of the one operation; the schema class of a method is read off its kwargs."""
    method.kwargs = {"schema": BodyRequired}
    return extend_schema(
        operation_id="litellm_create",
        tags=["LiteLLM"],
        summary="Store what LiteLLM's generic callback posts",
        description="One StandardLoggingPayload, a list of up to 5,000, or one a line (LiteLLM's `single`, "
        "`json_array` and `ndjson`). A result for each, in order.",
        request={"application/json": _BODY},
        examples=[OpenApiExample("Request", value=_SENT, request_only=True)],
        responses=_RESPONSES,
    )(method)
