"""Readers of single values: each takes what JSON gave and returns the canonical form, or raises ValueError with a
sentence for the caller. Pure; the standard library and dateutil, which reads times that are not ISO 8601.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

from dateutil import parser as dateutil_parser

from ..canonical import MAX_COST_USD, MAX_COUNT, MAX_DURATION_MS, MAX_IDENTIFIER, MAX_YEAR, MIN_YEAR, Json

MAX_SECONDS = MAX_DURATION_MS / 1000
MAX_USD = int(MAX_COST_USD)  # exclusive, either side of 0
MAX_STATUS_CODE = 999
MAX_TIME_CHARACTERS = 100
MAX_DEPTH = 200  # of JSON inside a string, as for a payload

_NUMERAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_DOLLARS_EXPECTED = "An amount in US dollars below 1,000,000 is expected."
_TIME_EXPECTED = f"A time is expected, ISO 8601 for example, between the years {MIN_YEAR} and {MAX_YEAR}."
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Zones that RFC 2822 names, in hours; any other abbreviation means different things in different places.
_ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5} | {
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_TRUTHS = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}  # 1 == True, 0 == False


# -- text and identifiers


def identifier(value: Json) -> str | None:
    """A name or id, whole; an integer is its digits (field table: "str or int"), empty is absent."""
    if type(value) is int:
        value = str(value) if abs(value) <= MAX_COUNT else "9" * (MAX_IDENTIFIER + 1)
    if type(value) is not str:
        raise ValueError("A string or an integer is expected.")
    if len(value) > MAX_IDENTIFIER:
        raise ValueError(f"At most {MAX_IDENTIFIER:,} characters are accepted.")
    return value or None


def string(value: Json) -> str | None:
    """Text of any length; empty is absent."""
    if type(value) is not str:
        raise ValueError("A string is expected.")
    return value or None


def any_text(value: Json) -> str | None:
    """Text, or the JSON of whatever else was sent."""
    return (value if type(value) is str else json.dumps(value, ensure_ascii=False)) or None


# -- numbers: a numeric string is a number (ruling 11), a boolean is none


def number(value: Json) -> int | float:
    """A finite number."""
    if type(value) is float or type(value) is int:
        return value
    if type(value) is str and _NUMERAL.fullmatch(value.strip()) and math.isfinite(float(value)):
        return float(value) if set(value) & set(".eE") else int(value)
    raise ValueError("A number is expected.")


def integer(value: Json) -> int:
    """A whole number; 5.0 is 5."""
    whole = number(value)
    if type(whole) is float:
        if not whole.is_integer():
            raise ValueError("An integer is expected.")
        whole = int(whole)
    return whole


def count(value: Json) -> int:
    """A number of tokens or the like."""
    whole = integer(value)
    if not 0 <= whole <= MAX_COUNT:
        raise ValueError("An integer from 0 to 9223372036854775807 is expected.")
    return whole


def status_code(value: Json) -> int:
    """An HTTP status."""
    code = integer(value)
    if not 0 <= code <= MAX_STATUS_CODE:
        raise ValueError(f"An integer from 0 to {MAX_STATUS_CODE} is expected.")
    return code


def milliseconds(value: Json) -> float:
    """Seconds as the vendor counts them (field table: latency and ttft are in seconds)."""
    seconds = number(value)
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError("A number of seconds from 0 to 1,000,000,000 is expected.")
    # Nanoseconds are kept; what float multiplication adds below them is not (0.57 s is 570 ms, not 569.9999999999999).
    return round(seconds * 1000.0, 6)


def dollars(value: Json) -> Decimal:
    """US dollars, with the digits as they were written."""
    try:
        number(value)
        amount = Decimal(value.strip() if type(value) is str else str(value))
    except ValueError as error:
        raise ValueError(_DOLLARS_EXPECTED) from error
    if not abs(amount) < MAX_USD:
        raise ValueError(_DOLLARS_EXPECTED)
    return amount


def boolean(value: Json) -> bool:
    """true or false, also as a word or as 1 and 0."""
    known = _TRUTHS.get(value.lower() if type(value) is str else value) if not isinstance(value, dict | list) else None
    if known is None:
        raise ValueError("true or false is expected.")
    return known


# -- times


def moment(value: Json) -> datetime:
    """A time in UTC: ISO 8601, other notations, or seconds since 1970; naive is UTC (ruling 5)."""
    if type(value) is str and value[4:5] == "-":
        try:
            return _in_range(datetime.fromisoformat(value))
        except ValueError:
            pass  # the slow path knows more notations, and why a year is refused
    try:
        return _in_range(_other_moment(value))
    except (ValueError, OverflowError) as error:
        raise ValueError(_TIME_EXPECTED) from error


def _other_moment(value: Json) -> datetime:
    if type(value) is not str:
        return _from_epoch(number(value))
    if len(value) > MAX_TIME_CHARACTERS:
        raise ValueError("No notation of a time is that long.")
    if _NUMERAL.fullmatch(value) and len(value) > len("20240415"):
        return _from_epoch(number(value))
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return _by_dateutil(value)


def _from_epoch(instant: float) -> datetime:
    """Seconds since 1970; numbers that are too large for that are milliseconds, microseconds or nanoseconds."""
    microseconds = instant * 1_000_000
    for limit in (1e11, 1e14, 1e17):
        if instant >= limit:
            microseconds = microseconds / 1000 if type(instant) is float else microseconds // 1000
    return _EPOCH + timedelta(microseconds=microseconds)


def _by_dateutil(text: str) -> datetime:
    """A notation that dateutil knows. It fills gaps from a default date, so two defaults show whether there are any."""
    defaults = datetime(2000, 1, 1, tzinfo=UTC), datetime(2003, 2, 2, tzinfo=UTC)
    one, other = (dateutil_parser.parse(text, default=default, tzinfos=_zone) for default in defaults)
    if one != other:
        raise ValueError("The date is incomplete.")
    return one


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is None and name is None:
        return None
    if offset is None and name not in _ZONES:
        raise ValueError(f"The time zone {name} is ambiguous.")
    return timezone(timedelta(seconds=_ZONES[name] * 3600 if offset is None else offset))


def _in_range(found: datetime) -> datetime:
    if not MIN_YEAR <= found.year <= MAX_YEAR:
        raise ValueError("The year is out of range.")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# -- JSON structures


def mapping(value: Json) -> Mapping[str, Json]:
    """An object."""
    if not isinstance(value, dict):
        raise ValueError("An object is expected.")
    return value


def mapping_or_json(value: Json) -> Mapping[str, Json]:
    """An object, or the JSON text of one (contract 3: "A JSON-string metadata is parsed")."""
    return mapping(from_json_text(value) if type(value) is str else value)


def sequence(value: Json) -> list[Json]:
    """A list; a single object stands for a list of one."""
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise ValueError("A list is expected.")
    return value


def string_or_mapping(value: Json) -> Json:
    if not isinstance(value, str | dict):
        raise ValueError("A string or an object is expected.")
    return value


def string_or_sequence(value: Json) -> Json:
    if not isinstance(value, str | list):
        raise ValueError("A string or a list is expected.")
    return value


def anything(value: Json) -> Json:
    """Whatever was sent, by reference."""
    return value


def along(value: Json, path: Sequence[str]) -> Json:
    """What the keys of `path` lead to; None where there is nothing."""
    for step in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def from_json_text(text: str) -> Json:
    """The object or list that a text is the JSON of; None for any other text."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        found = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return found if _is_shallow(found) else None


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number.")


def _finite(digits: str) -> float:
    found = float(digits)
    return found if math.isfinite(found) else _refuse(digits)


def _is_shallow(value: Json) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for item in level for child in _children(item) if isinstance(child, dict | list)]
        if not level:
            return True
    return False


def _children(value: Json) -> list[Json]:
    return list(value.values()) if isinstance(value, dict) else value
