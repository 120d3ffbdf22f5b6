"""Every field that the create call documents with every JSON type: what is refused, and with which sentence."""

from collections.abc import Mapping

from logs.canonical import Json

VALUES: Mapping[str, Json] = {
    "text": "text",
    "empty text": "",
    "a fraction": 1.5,
    "a negative": -1,
    "41 digits": 10**40,
    "true": True,
    "a list": [1],
    "an object": {},
    "null": None,
}
_ALL_BUT_NULL = tuple(VALUES)[:-1]
_NUMBERS = ("a fraction", "a negative", "41 digits")


def _refused(sentence: str, *values: str) -> dict[str, str]:
    return dict.fromkeys(values, sentence)


_NO_TEXT = ("text", "empty text", "true", "a list", "an object")
_IDENTIFIER = {
    **_refused("A string or an integer is expected.", "a fraction", "true", "a list", "an object"),
    "41 digits": "At most 1,024 characters are accepted.",
}
_STRING = _refused("A string is expected.", *_NUMBERS, "true", "a list", "an object")
_NUMBER = _refused("A number is expected.", *_NO_TEXT)
_COUNT = {
    **_NUMBER,
    "a fraction": "An integer is expected.",
    **_refused("An integer from 0 to 9223372036854775807 is expected.", "a negative", "41 digits"),
}
_SECONDS = {
    **_NUMBER,
    **_refused("A number of seconds from 0 to 1,000,000,000 is expected.", "a negative", "41 digits"),
}
_DOLLARS = _refused("An amount in US dollars below 1,000,000 is expected.", *_NO_TEXT, "41 digits")
_TIME = _refused("A time is expected, ISO 8601 for example, between the years 1900 and 9000.", *_NO_TEXT, "41 digits")
_BOOLEAN = _refused("true or false is expected.", "text", "empty text", *_NUMBERS, "a list", "an object")
_OBJECT = _refused("An object is expected.", *(value for value in _ALL_BUT_NULL if value != "an object"))
_OBJECT_OR_TEXT = _refused("An object is expected.", *_NUMBERS, "true", "a list")
_CHOICE = _refused("A string or an object is expected.", *_NUMBERS, "true", "a list")
_LIST = _refused("A list is expected.", "text", "empty text", *_NUMBERS, "true")
_MESSAGES = _refused("A list is expected.", *_NUMBERS, "true")

# By path: the sentence for each value that is refused; the others are stored. A message may be plain text, a list may
# be its one item, an object may be the JSON of one, because the vendor's own exporters send these.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "model": _IDENTIFIER,
    "prompt_messages": _MESSAGES,
    "completion_message": _OBJECT_OR_TEXT,
    "completion_messages": _MESSAGES,
    "tools": _LIST,
    "tool_choice": _CHOICE,
    "tool_calls": _LIST,
    "response_format": _OBJECT_OR_TEXT,
    "type": _OBJECT_OR_TEXT,
    "prompt_tokens": _COUNT,
    "completion_tokens": _COUNT,
    "usage": _OBJECT,
    "usage.prompt_tokens_details.cached_tokens": _COUNT,
    "usage.cache_creation_prompt_tokens": _COUNT,
    "cost": _DOLLARS,
    "prompt_unit_price": _DOLLARS,
    "completion_unit_price": _DOLLARS,
    "latency": _SECONDS,
    "generation_time": _SECONDS,
    "time_to_first_token": _SECONDS,
    "ttft": _SECONDS,
    "timestamp": _TIME,
    "metadata": _OBJECT,
    "customer_params": _OBJECT,
    "customer_params.customer_identifier": _IDENTIFIER,
    "customer_params.name": _STRING,
    "customer_params.email": _STRING,
    "group_identifier": _IDENTIFIER,
    "thread_identifier": _IDENTIFIER,
    "custom_identifier": _IDENTIFIER,
    "temperature": _NUMBER,
    "top_p": _NUMBER,
    "frequency_penalty": _NUMBER,
    "presence_penalty": _NUMBER,
    "stop": _refused("A string or a list is expected.", *_NUMBERS, "true", "an object"),
    "status_code": {
        **_COUNT,
        **_refused("An integer from 0 to 999 is expected.", "a negative", "41 digits"),
    },
    "error_message": {},
    "warnings": _refused("A string or an object is expected.", *_NUMBERS, "true"),
    "stream": _BOOLEAN,
    "is_custom_prompt": _BOOLEAN,
    "prompt_id": _IDENTIFIER,
    "prompt_name": _IDENTIFIER,
    "full_request": {},
    "keywordsai_api_controls": _OBJECT,
    "keywordsai_api_controls.block": _BOOLEAN,
    "positive_feedback": _BOOLEAN,
}


def payload_of(path: str, value: Json) -> dict[str, Json]:
    """A payload of nothing but this value at this path."""
    for step in reversed(path.split(".")):
        value = {step: value}
    return value
