"""Every argument of Kore.ai's body and the fields of LiteLLM's payload with every JSON type, as `fields.py` does."""

import json
from collections.abc import Mapping

from logs.canonical import Json
from logs.tests.dialects.kore_client import PERIOD

from .fields import FIELDS, VALUES
from .table import OK, Answer

INVALID: Answer = (412, "Validation errors/ Invalid arguments")
BAD_LIMIT: Answer = (400, "limit must be between 1 and 10000")
BAD_SKIP: Answer = (400, "skip must be between 0 and 1000000000000000")


def _answers(**groups: tuple[Answer, str]) -> dict[str, Answer]:
    """What is not said is fine."""
    said = {name: answer for answer, names in groups.values() for name in names.split("; ")}
    return {name: said.get(name, OK) for name in VALUES}


_NUMBER = "a fraction; a negative; 41 digits"
_TEXTS = _answers(
    invalid=(INVALID, "a fraction; true; an object"),
)
_DATE = dict.fromkeys(VALUES, INVALID)
KORE_ARGUMENTS: Mapping[str, Mapping[str, Answer]] = {
    "dateFrom": _DATE,
    "dateTo": _DATE,
    "limit": _answers(
        invalid=(INVALID, "text; empty text; a fraction; true; a list; an object; null"),
        range=(BAD_LIMIT, "a negative; 41 digits"),
    ),
    **dict.fromkeys(
        ("skip", "offset"),
        _answers(invalid=(INVALID, "text; a fraction; true; a list"), range=(BAD_SKIP, "a negative; 41 digits")),
    ),
    "isDeveloper": _answers(invalid=(INVALID, f"text; {_NUMBER}; a list; an object")),
    **dict.fromkeys(("channel", "featureName", "taskId", "channelUIds", "channelUserIds", "userId", "userIds"), _TEXTS),
    "sort": _answers(invalid=(INVALID, f"text; {_NUMBER}; true; a list")),
    "anything else": _answers(),
}


def _as_keywordsai(field: str, *names: str) -> dict[str, dict[str, str]]:
    """Fields that are read as this one of Keywords AI's, except that an empty text is none."""
    refused = {value: sentence for value, sentence in FIELDS[field].items() if value != "empty text"}
    return dict.fromkeys(names, refused)


# By field: the sentence for each value that is refused; the others are stored.
LITELLM_FIELDS: Mapping[str, Mapping[str, str]] = {
    **_as_keywordsai("model", "id", "trace_id", "session_id", "litellm_call_id", "call_type", "custom_llm_provider"),
    **_as_keywordsai("model", "model", "end_user", "requester_ip_address"),
    **_as_keywordsai("timestamp", "startTime", "endTime", "completionStartTime"),
    **_as_keywordsai("stream", "stream", "cache_hit"),
    **_as_keywordsai("latency", "response_time"),
    **_as_keywordsai("prompt_tokens", "prompt_tokens", "completion_tokens", "total_tokens"),
    **_as_keywordsai("cost", "response_cost"),
    **_as_keywordsai("customer_params.name", "api_base", "user_agent"),
    **_as_keywordsai("metadata", "metadata", "model_parameters", "hidden_params", "error_information"),
    **_as_keywordsai("tools", "request_tags"),
    "status": {**_as_keywordsai("customer_params.name", "status")["status"], "text": "success or failure is expected."},
    **dict.fromkeys(("error_str", "messages", "response", "colour"), {}),
}


def kore_body(argument: str, value: Json) -> bytes:
    """A good body with this value for one argument."""
    return json.dumps({**PERIOD, argument: value}).encode()
