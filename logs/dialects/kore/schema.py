"""Kore.ai's door as OpenAPI tells it: arguments, answers, refusals and the token."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from rest_framework import serializers

from .arguments import MAX_CHARACTERS, MAX_VALUES, SORT_FIELD
from .errors import INVALID_ARGUMENTS, INVALID_CREDENTIALS, SDK_CODE, UNKNOWN_BOT, WRONG_SCOPE
from .filters import MAX_LIMIT, MAX_SKIP


def _argument(schema: dict[str, Any], help_text: str, *, required: bool = False) -> serializers.Field:
    """A field of exactly this schema; DRF copies fields by their class, so each schema has its own."""
    field_class = extend_schema_field(schema)(type("Argument", (serializers.Field,), {}))
    return field_class(required=required, help_text=help_text)


_TIME = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
_LIMIT = {
    "oneOf": [
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
        {"type": "string", "pattern": "^([1-9][0-9]{0,3}|10000)$"},
    ]
}
# What Django counts as an empty value is no argument at all.
_NOTHING = [{"type": "object", "maxProperties": 0}, {"type": "array", "items": {}, "maxItems": 0}]
_SKIP = {
    "oneOf": [
        {"type": "integer", "minimum": 0, "maximum": MAX_SKIP},
        {"type": "string", "pattern": "^[0-9]{0,15}$"},
        *_NOTHING,
    ],
    "nullable": True,
}
_FLAG = {"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["true", "false", ""]}], "nullable": True}
_TEXT = {"oneOf": [{"type": "string", "maxLength": MAX_CHARACTERS}, {"type": "integer"}], "nullable": True}
_TEXTS = {"oneOf": [*_TEXT["oneOf"], {"type": "array", "items": _TEXT, "maxItems": MAX_VALUES}], "nullable": True}
_SORT = {
    "oneOf": [
        {
            "type": "object",
            "required": ["order"],
            "properties": {
                "field": {"type": "string", "enum": [SORT_FIELD, None], "nullable": True},
                "order": {"type": "string", "enum": ["asc", "desc"]},
            },
        },
        {"type": "string", "maxLength": 0},
        *_NOTHING,
    ],
    "nullable": True,
}

_ARGUMENTS = inline_serializer(
    "KoreUsageLogArguments",
    {
        "dateFrom": _argument(_TIME, "A day or an instant, ISO 8601; UTC unless it says otherwise.", required=True),
        "dateTo": _argument(
            _TIME, "Inclusive; a day counts to its end. At most 90 days after dateFrom.", required=True
        ),
        "limit": _argument(_LIMIT, "Rows of the answer, 1 to 10,000.", required=True),
        "skip": _argument(_SKIP, "Rows to leave out at the start."),
        "offset": _argument(_SKIP, "Means skip, which goes before it."),
        "isDeveloper": _argument(_FLAG, "true: developers and end users; false, the default: end users alone."),
        "channel": _argument(_TEXTS, "Channels, exactly."),
        "featureName": _argument(_TEXTS, "Features, whatever the case."),
        "taskId": _argument(_TEXTS, "Dialog tasks."),
        "channelUserIds": _argument(_TEXTS, "Users as the channel knows them."),
        "channelUIds": _argument(_TEXTS, "Means channelUserIds; both together add up."),
        "userIds": _argument(_TEXTS, "Users."),
        "userId": _argument(_TEXTS, "Means userIds; both together add up."),
        "sort": _argument(_SORT, "Without it the newest come first."),
    },
)
_ARGUMENTS_EXAMPLE = OpenApiExample(
    "A page of a bot's calls",
    {
        "dateFrom": "2026-11-01",
        "dateTo": "2026-11-20",
        "limit": "50",
        "channel": ["msteams"],
        "sort": {"field": "Time Taken", "order": "desc"},
    },
    request_only=True,
)

_USAGE_LOG = inline_serializer(
    "KoreUsageLog",
    {
        "Prompt Name": serializers.CharField(),
        "Integration": serializers.CharField(),
        "start Date": serializers.DateTimeField(),
        "End Date": serializers.DateTimeField(),
        "Time Taken": serializers.IntegerField(allow_null=True, help_text="Milliseconds."),
        "statusCode": serializers.IntegerField(allow_null=True),
        "Bot ID": serializers.CharField(),
        "User ID": serializers.CharField(),
        "Feature Name ": serializers.CharField(help_text="The name of this key ends with a space."),
        "Model Name": serializers.CharField(),
        "Channel Name": serializers.CharField(),
        "Description": serializers.CharField(),
        "task Id": serializers.CharField(),
        "Status": serializers.CharField(help_text="Success or Failure."),
        "Payload Details": inline_serializer(
            "KorePayloadDetails",
            {
                "Prompt Name": serializers.CharField(),
                "Request Payload": serializers.DictField(),
                "Response Payload": serializers.DictField(),
                "Request Tokens": serializers.IntegerField(allow_null=True),
                "Response Tokens": serializers.IntegerField(allow_null=True),
            },
        ),
    },
    many=True,
)
_USAGE_LOGS_EXAMPLE = OpenApiExample(
    "One call",
    {
        "Prompt Name": "Default",
        "Integration": "OpenAI",
        "start Date": "2026-11-20T06:38:54.008Z",
        "End Date": "2026-11-20T06:38:58.386Z",
        "Time Taken": 4378,
        "statusCode": 200,
        "Bot ID": "st-0b6c7f5e-2f0d-4f54-9a53-5e6c8b3e7a10",
        "User ID": "u-9d2f4c1a-7b3e-4e8f-8a61-2c5d7e9f0b34",
        "Feature Name ": "GenAI Node",
        "Model Name": "gpt-4o",
        "Channel Name": "msteams",
        "Description": "Order pizza",
        "task Id": "dg-5a1e8c3d-6f2b-4d7a-9c40-1b3f5d7e9a26",
        "Status": "Success",
        "Payload Details": {
            "Prompt Name": "Default",
            "Request Payload": {"model": "gpt-4o", "messages": [{"role": "user", "content": "Order pizza"}]},
            "Response Payload": {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Which?"}}]},
            "Request Tokens": 614,
            "Response Tokens": 74,
        },
    },
    response_only=True,
    status_codes=["200"],
)

_ERRORS = inline_serializer(
    "KoreErrors",
    {
        "errors": inline_serializer(
            "KoreError", {"msg": serializers.CharField(), "code": serializers.IntegerField()}, many=True
        )
    },
)
_BOT_ID = OpenApiParameter("bot_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="Bot id, or stream id.")


def describe_usage_logs(operation_id: str) -> Callable[[Any], Any]:
    """The description of the operation; each of its two paths needs an id of its own."""
    return extend_schema(
        operation_id=operation_id,
        summary="Usage logs of a bot",
        description="Calls of a bot that have ended, the newest first. Reads only, although it is a POST.",
        tags=["Kore.ai"],
        parameters=[_BOT_ID],
        request=_ARGUMENTS,
        responses={
            200: OpenApiResponse(_USAGE_LOG, "The logs, or an empty array.", [_USAGE_LOGS_EXAMPLE]),
            400: _refusal(
                "An argument out of range, or an app of the account asks for an unknown bot.", UNKNOWN_BOT, 400
            ),
            401: OpenApiResponse(
                _ERRORS,
                "No token, a bad one, the wrong bot or the wrong scope.",
                [_example(INVALID_CREDENTIALS, SDK_CODE, 401), _example(WRONG_SCOPE, SDK_CODE, 401)],
            ),
            405: _refusal("Any method but POST.", "Method Not Allowed", 405),
            412: _refusal("No JSON object, or an argument is missing or invalid.", INVALID_ARGUMENTS, 412),
            413: _refusal("A body of more than 1 MB.", "The payload is larger than 1 MB.", 413),
        },
        examples=[_ARGUMENTS_EXAMPLE],
    )


def _refusal(description: str, message: str, code: int) -> OpenApiResponse:
    return OpenApiResponse(_ERRORS, description, [_example(message, code, code)])


def _example(message: str, code: int, status: int) -> OpenApiExample:
    return OpenApiExample(
        message, {"errors": [{"msg": message, "code": code}]}, response_only=True, status_codes=[str(status)]
    )


class KoreAppScheme(OpenApiAuthenticationExtension):
    """The bare token in the header `auth`."""

    target_class = "logs.dialects.kore.access.KoreAppAuthentication"
    name = "koreApp"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "auth",
            "description": 'HS256 token over {"appId": client id}, signed with the secret of the app; no "Bearer".',
        }
