"""JSON as text, for the payloads that a door shows inside a string. Pure."""

import json

import orjson

from ..canonical import Json


def json_text(value: Json) -> str:
    """Compact JSON; long integers and lone surrogates stand in it as they came."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
