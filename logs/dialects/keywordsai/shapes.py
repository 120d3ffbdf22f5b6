"""JSON schema of a create payload, made from the tables that `translate.py` runs on."""

from collections.abc import Callable

from ...canonical import Json
from .. import values
from ..components import Schema, component, one_of
from . import fields, nested
from .fields import PARAMS, RULES, STATUSES

ANY: Schema = {}
_STRING: Schema = {"type": "string", "nullable": True}
_OBJECT: Schema = {"type": "object", "nullable": True, "additionalProperties": True}
_LIST: Schema = {"type": "array", "nullable": True, "items": ANY}
_NUMBER: Schema = {"type": "number", "nullable": True}
_INTEGER: Schema = {"type": "integer", "nullable": True}
_NUMERAL: Schema = {"type": "string", "pattern": r"^[0-9]{1,9}$", "description": "A number may come as text."}
_IDENTIFIER: Schema = {"type": "string", "maxLength": values.MAX_IDENTIFIER, "nullable": True}
_WHOLE: Schema = {"type": "integer", "minimum": -values.MAX_COUNT, "maximum": values.MAX_COUNT}
_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": values.MAX_COUNT, "nullable": True}
_DOLLARS: Schema = {"type": "number", "exclusiveMinimum": True, "exclusiveMaximum": True, "nullable": True} | {
    "minimum": -values.MAX_USD,
    "maximum": values.MAX_USD,
}
_SECONDS: Schema = {"type": "number", "minimum": 0, "maximum": values.MAX_SECONDS, "nullable": True}
# Any ISO 8601 and more is taken; a pattern of the plainest form is what a schema can promise.
TIME: Schema = {
    "type": "string",
    "pattern": r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
    "example": "2026-11-20T12:00:00Z",
}
# Seconds from 1900, or a larger unit up to the nanoseconds of the year 9000.
_EPOCH: Schema = {"type": "number", "minimum": -2_208_988_800, "maximum": 221_876_928_000 * 10**9 - 1}
_BOOLEAN: Schema = {"type": "boolean", "nullable": True}
FLAG: Schema = {
    "anyOf": [
        {"type": "boolean"},
        {"type": "string", "enum": ["true", "false", "1", "0"]},
        {"type": "integer", "enum": [0, 1]},
    ]
}


def _any_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _object_of(**properties: Schema) -> Schema:
    return {**_OBJECT, "properties": properties}


# What each reader takes; less than that where a schema cannot say it (any notation of a time, JSON inside text).
_TAKEN: dict[Callable[[Json], object], Schema] = {
    values.identifier: _any_of(_IDENTIFIER, _WHOLE),
    values.string: _STRING,
    values.any_text: ANY,
    values.anything: ANY,
    values.number: _any_of(_NUMBER, _NUMERAL),
    values.integer: _any_of(_INTEGER, _NUMERAL),
    values.count: _any_of(_COUNT, _NUMERAL),
    values.status_code: {"type": "integer", "minimum": 0, "maximum": values.MAX_STATUS_CODE, "nullable": True},
    values.milliseconds: _any_of(_SECONDS, _NUMERAL),
    values.dollars: _DOLLARS,
    values.boolean: _any_of(_BOOLEAN, FLAG),
    values.moment: _any_of({**TIME, "nullable": True}, _EPOCH),
    values.mapping: _OBJECT,
    values.mapping_or_json: _OBJECT,
    values.sequence: _any_of(_LIST, _OBJECT),
    values.string_or_mapping: _any_of(_STRING, _OBJECT),
    values.string_or_sequence: _any_of(_STRING, _LIST),
    fields.status: one_of([*STATUSES, "", None], nullable=True),
    fields.kind: _any_of(_IDENTIFIER, _WHOLE),
    fields.provider: _any_of(_IDENTIFIER, _WHOLE),
    fields.response_format: _any_of(_STRING, _OBJECT),
    fields.messages: _any_of(_LIST, _STRING, _OBJECT),
    fields.reply: _any_of(_OBJECT, _STRING),
    fields.replies: _any_of(_LIST, _STRING, _OBJECT),
    fields.warnings: _any_of(_STRING, _OBJECT, _LIST),
    fields.flag_or_count: _any_of(_BOOLEAN, _INTEGER),
    nested.failure: _any_of(_BOOLEAN, FLAG),
    nested.error: ANY,
    nested.usage: _object_of(prompt_tokens=_COUNT, completion_tokens=_COUNT, total_tokens=_COUNT)
    | {"description": "Token counts under OpenAI's or Anthropic's names."},
    nested.customer: _object_of(customer_identifier=_any_of(_IDENTIFIER, _WHOLE), name=_STRING, email=_STRING),
    nested.prompt_id: _any_of(_object_of(prompt_id=_any_of(_IDENTIFIER, _WHOLE)), _STRING),
    nested.controls: _object_of(block=_any_of(_BOOLEAN, FLAG)),
}
LOG = component(
    "KeywordsAICreate",
    {
        "type": "object",
        "description": "One call. No field is required; fields not listed here are kept as they are.",
        "properties": {
            **{name: _TAKEN[read] for name, (_, read) in RULES.items()},
            **{name: _TAKEN[read] for name, read in PARAMS.items()},
        },
        "additionalProperties": True,
    },
)
