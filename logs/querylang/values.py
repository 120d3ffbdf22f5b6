"""Values of a query with their units: lengths of time, counts, dollars, moments, yes and no. Pure.

Every reader takes the text of a value and raises ValueError with a sentence that says what is expected.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*([a-zµ]*)\Z", re.IGNORECASE)
_MS = {"": 1, "ms": 1, "s": 1_000, "sec": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "us": 0.001, "µs": 0.001}
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_LARGEST = 10**15
_OFFSET = re.compile(r"now(?:([+-])([0-9]{1,9})(s|m|min|h|d|w))?\Z", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?\Z")
_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Span:
    """The moments [start, end) that a written time stands for; without an `end` it is one moment."""

    start: datetime
    end: datetime | None = None


def milliseconds(text: str) -> float:
    """`2s`, `350ms`, `1.5min`; a bare number is milliseconds."""
    number, unit = _split(text, "A length of time is expected, such as 350ms, 2s or 1.5min.")
    if unit not in _MS:
        raise ValueError(f"{unit} is no unit of time here; ms, s, min and h are.")
    return float(number) * _MS[unit]


def count(text: str) -> int:
    """`1000`, `1k`, `2.5M`."""
    number, unit = _split(text, "A number is expected, such as 1000, 1k or 2.5M.")
    if unit not in _TIMES:
        raise ValueError(f"{unit} is no unit here; k and M are.")
    value = number * _TIMES[unit]
    if value != int(value):
        raise ValueError("A whole number is expected, such as 1000 or 1k.")
    return int(value)


def dollars(text: str) -> Decimal:
    """`0.01` or `$0.01`."""
    number, unit = _split(text.removeprefix("$"), "An amount in US dollars is expected, such as 0.01.")
    if unit:
        raise ValueError("An amount in US dollars is expected, such as 0.01.")
    return number


def flag(text: str) -> bool:
    """`true`, `false`, `yes`, `no`."""
    try:
        return _YES[text.lower()]
    except KeyError:
        raise ValueError("true or false is expected.") from None


def moment(text: str, *, now: datetime, zone: tzinfo) -> Span:
    """`now`, `now-2h`, `today`, `yesterday`, `2026-11-21`, `2026-11`, `2026-11-21T10:00`; else in `zone`."""
    offset = _OFFSET.match(text)
    try:
        if offset:
            return Span(_shifted(now, offset))
        if text.lower() in ("today", "yesterday"):
            local = now.astimezone(zone)
            day = local.replace(hour=0, minute=0, second=0, microsecond=0)
            return _day(day - timedelta(days=text.lower() == "yesterday"))
        return _absolute(text, zone)
    except (ValueError, OverflowError):
        raise ValueError("A time is expected, such as now-2h, today, 2026-11-21 or 2026-11-21T10:00Z.") from None


def _split(text: str, expected: str) -> tuple[Decimal, str]:
    match = _NUMBER.match(text.replace(",", ""))
    if match is None:
        raise ValueError(expected)
    number = Decimal(match[1])
    if number > _LARGEST:
        raise ValueError("That number is too large.")
    return number, match[2].lower()


def _shifted(now: datetime, offset: re.Match[str]) -> datetime:
    if offset[1] is None:
        return now
    shift = timedelta(seconds=int(offset[2]) * _SECONDS[offset[3].lower()])
    return now - shift if offset[1] == "-" else now + shift


def _absolute(text: str, zone: tzinfo) -> Span:
    date = _DATE.match(text)
    if date is None:
        at = datetime.fromisoformat(text)
        return Span((at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC))
    year, month, day = int(date[1]), int(date[2] or 1), int(date[3] or 1)
    start = datetime(year, month, day, tzinfo=zone)
    if date[3]:
        return _day(start)
    after = (year + month // 12, month % 12 + 1) if date[2] else (year + 1, 1)
    return Span(start.astimezone(UTC), datetime(*after, 1, tzinfo=zone).astimezone(UTC))


def _day(start: datetime) -> Span:
    # Added to the local time, so that a day may have 23 or 25 hours.
    return Span(start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC))
