"""Query values as Go reads them. What Go's parsers refuse is None here, and the door ignores it. Pure."""

import math
import re
from datetime import UTC, datetime, timedelta

_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_TRUTHS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
# The spans that generation C names.
_PERIODS = {
    "1h": timedelta(hours=1),
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}


def items(text: str) -> list[str]:
    """The parts of a comma list, trimmed, without empty ones and repetitions; there is no escape for a comma."""
    return list(dict.fromkeys(part for piece in text.split(",") if (part := piece.strip())))


def whole_number(text: str) -> int | None:
    """strconv.Atoi: decimal digits with a sign, within 64 bits."""
    if not _WHOLE.fullmatch(text):
        return None
    try:
        number = int(text)
    except ValueError:  # more digits than Python converts
        return None
    return number if -(2**63) <= number < 2**63 else None


def number(text: str) -> float | None:
    """strconv.ParseFloat, except that NaN, which compares with nothing, and hexadecimal floats count as unreadable."""
    if _INFINITE.fullmatch(text):
        return float(text)
    if not _DECIMAL.fullmatch(text):
        return None
    found = float(text)
    return found if math.isfinite(found) else None


def truth(text: str) -> bool | None:
    """strconv.ParseBool."""
    return _TRUTHS.get(text)


def moment(text: str) -> datetime | None:
    """time.Parse with RFC 3339, the zone required; digits beyond microseconds are dropped."""
    if not _RFC3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day, or beyond the calendar in UTC
        return None


def period(text: str) -> timedelta | None:
    """How far back a named span reaches."""
    return _PERIODS.get(text)


def not_blank(text: str) -> str | None:
    """The text as it is unless it is only spaces."""
    return text if text.strip() else None
