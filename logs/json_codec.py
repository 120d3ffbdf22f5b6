"""JSON in and out: fast where it can be, exact where it must be.

orjson turns integers beyond 64 bits into floats and refuses lone surrogates; both occur in real payloads and must
read back equal, so such text takes the standard library's way.
"""

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

import orjson
from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from .canonical import Json

MAX_DEPTH = 200
# A search for 19 digits in a row walks every byte; for one digit written 19 times it leaps.
_DIGITS_AS_ZERO = bytes(ord("0") if chr(byte).isascii() and chr(byte).isdigit() else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19


class JsonError(ValueError):
    """Bytes that are no acceptable JSON; the message says why and, where known, at which character."""


def decode(raw: bytes) -> Json:
    """Parse one JSON text from outside. Refused: what `parse` refuses, and more than 200 levels."""
    value = parse(raw)
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        _check_depth(value)
    return value


def parse(raw: bytes) -> Json:
    """Parse one JSON text. Refused: NaN, Infinity and numbers beyond a double."""
    if _LONG_NUMBER in raw.translate(_DIGITS_AS_ZERO):
        return _parse_exactly(raw)
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _parse_exactly(raw)


def _parse_exactly(raw: bytes) -> Json:
    """The standard library's parser: digits of any length and lone surrogates survive."""
    try:
        return json.loads(raw, parse_constant=_refuse_constant, parse_float=_finite_float)
    except RecursionError as error:
        raise JsonError(f"The JSON is nested deeper than {MAX_DEPTH} levels.") from error
    except json.JSONDecodeError as error:
        raise JsonError(f"The JSON cannot be read: {error.msg} at character {error.pos}.") from error
    except UnicodeDecodeError as error:
        raise JsonError(f"The JSON is not UTF-8 at byte {error.start}.") from error
    except JsonError:
        raise
    except ValueError as error:  # an integer of more digits than Python converts
        raise JsonError("The JSON holds a number with too many digits.") from error


def encode(value: Json) -> bytes:
    """Compact JSON, UTF-8. Decimal and the like become numbers and text; NaN never occurs in what is stored."""
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return json.dumps(value, default=_plain, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Any) -> Json:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def _refuse_constant(name: str) -> float:
    raise JsonError(f"{name} is not a JSON number.")


def _finite_float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise JsonError("The JSON holds a number too large for a double.")
    return number


def _check_depth(value: Json) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise JsonError(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]


class BodyTooLargeError(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."
    default_code = "too_large"


class JSONParser(BaseParser):
    """DRF parser over `decode`, for bodies that are no logs: of bounded size and depth, also from the anonymous."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Json:
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyTooLargeError
        try:
            return decode(raw)
        except JsonError as error:
            raise ParseError(str(error)) from error


class JSONRenderer(BaseRenderer):
    """DRF renderer over `encode`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else encode(data)
