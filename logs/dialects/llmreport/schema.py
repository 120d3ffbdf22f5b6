"""LLM Report's door as OpenAPI tells it: parameters, answers and refusals."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from .columns import COLUMNS
from .errors import BAD_KEY, BAD_METHOD, NOT_SIGNED_IN
from .filters import DEFAULT_PAGE_SIZE, MAX_PAGE_NUMBER, MAX_PAGE_SIZE

_FILTER_HELP = (
    "A rule group as react-querybuilder writes it, or a flat object of fields and the values they equal, as JSON. "
    "A rule's field is a field of the response, a request header or a metadata key; on a header, = means contains."
)
_FILTER_EXAMPLE = OpenApiExample(
    "A metadata header", '{"combinator":"and","rules":[{"field":"x-metadata-tier","operator":"=","value":"pro"}]}'
)
# More is understood; this much a pattern can promise: nothing, a flat object of a field, a group of a rule.
_FLAT = r'\{"(user_id|app_id|model|ip|url|method|x-[a-z-]{1,40})":"[A-Za-z0-9 ._-]{0,40}"\}'
_RULE = r'\{"field":"x-[a-z-]{1,40}","operator":"(=|!=|contains)","value":"[A-Za-z0-9 ._-]{0,40}"\}'
_FILTER = {"type": "string", "pattern": rf'^(null|{_FLAT}|\{{"combinator":"(and|or)","rules":\[{_RULE}\]\}})?$'}


def _up_to(limit: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": limit}


_PARAMETERS = [
    OpenApiParameter("pageNumber", _up_to(MAX_PAGE_NUMBER), default=1, description="The first page is 1."),
    OpenApiParameter("pageSize", _up_to(MAX_PAGE_SIZE), default=DEFAULT_PAGE_SIZE, description="Rows of a page."),
    OpenApiParameter("sortBy", enum=list(COLUMNS), default="createdAt", description="The field to sort by."),
    OpenApiParameter("sortOrder", enum=["asc", "desc"], default="desc"),
    OpenApiParameter("user_id", description="The user a call was made for, exactly."),
    OpenApiParameter("app_id", description="The app a call was made by, exactly."),
    OpenApiParameter(
        "search", description="A part of a prompt, a completion or an id, whatever the case; % and _ are plain."
    ),
    OpenApiParameter("filter", _FILTER, description=_FILTER_HELP, examples=[_FILTER_EXAMPLE]),
]

_REQUEST = inline_serializer(
    "LLMReportRequest",
    {
        "id": serializers.CharField(help_text="The caller's own id where it sent one, else a UUID."),
        "createdAt": serializers.DateTimeField(),
        "updatedAt": serializers.DateTimeField(),
        "ip": serializers.CharField(),
        "url": serializers.CharField(),
        "method": serializers.CharField(),
        "status": serializers.CharField(help_text='The status code as text, "200".'),
        "cached": serializers.BooleanField(),
        "streamed": serializers.BooleanField(),
        "user_id": serializers.CharField(allow_null=True),
        "completion": serializers.CharField(allow_null=True, help_text="The words of the reply."),
        "model": serializers.CharField(allow_null=True),
        "openai_id": serializers.CharField(help_text="The provider's id of the reply."),
        "prompt_tokens": serializers.IntegerField(allow_null=True),
        "completion_tokens": serializers.IntegerField(allow_null=True),
        "request_body": serializers.CharField(allow_null=True, help_text="JSON as text."),
        "response_body": serializers.CharField(allow_null=True, help_text="JSON as text; null of a streamed call."),
        "streamed_response_body": serializers.CharField(allow_null=True, help_text="The stream as it came."),
        "cost": serializers.FloatField(help_text="US dollars; 0 where unknown."),
        "app_id": serializers.CharField(allow_null=True),
        "request_headers": serializers.DictField(allow_null=True, help_text="Metadata is here as x-metadata-…"),
    },
    many=True,
)
_REQUESTS = inline_serializer("LLMReportRequests", {"requests": _REQUEST, "totalCount": serializers.IntegerField()})
_ERROR = inline_serializer("LLMReportError", {"error": serializers.CharField()})

_REQUESTS_EXAMPLE = OpenApiExample(
    "One request",
    {
        "requests": [
            {
                "id": "019a9d3e-5c40-7aa1-8f5e-3b2f6c1d9e07",
                "createdAt": "2026-11-20T06:38:54.008Z",
                "updatedAt": "2026-11-20T06:38:59.102Z",
                "ip": "",
                "url": "https://api.openai.com/v1/chat/completions",
                "method": "POST",
                "status": "200",
                "cached": False,
                "streamed": False,
                "user_id": "user_42",
                "completion": "Which size?",
                "model": "gpt-4o",
                "openai_id": "chatcmpl-90OAYDFF",
                "prompt_tokens": 614,
                "completion_tokens": 74,
                "request_body": '{"model":"gpt-4o","messages":[{"role":"user","content":"Order pizza"}]}',
                "response_body": '{"choices":[{"index":0,"message":{"role":"assistant","content":"Which size?"}}]}',
                "streamed_response_body": None,
                "cost": 0.002275,
                "app_id": None,
                "request_headers": {"x-metadata-tier": "pro"},
            }
        ],
        "totalCount": 1,
    },
    response_only=True,
    status_codes=["200"],
)


def describe_requests(operation_id: str) -> Callable[[Any], Any]:
    return extend_schema(
        operation_id=operation_id,
        summary="Requests, page by page",
        description="Calls of the project, the newest first unless sorted otherwise.",
        tags=["LLM Report"],
        parameters=_PARAMETERS,
        responses={
            200: OpenApiResponse(_REQUESTS, "A page, and how many match in all.", [_REQUESTS_EXAMPLE]),
            400: _refusal("A parameter is wrong.", "pageSize must be a whole number from 1 to 1000.", status=400),
            401: _refusal("No credential, a wrong one, or one that may not read.", NOT_SIGNED_IN, BAD_KEY, status=401),
            405: _refusal("Any method but GET.", BAD_METHOD, status=405),
        },
    )


def _refusal(description: str, *messages: str, status: int) -> OpenApiResponse:
    examples = [
        OpenApiExample(message, {"error": message}, response_only=True, status_codes=[str(status)])
        for message in messages
    ]
    return OpenApiResponse(_ERROR, description, examples)


class BrowserSessionScheme(OpenApiAuthenticationExtension):
    """The cookie of a signed-in browser."""

    target_class = "logs.dialects.llmreport.views.BrowserSession"
    name = "browserSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "A person who is signed in."}
