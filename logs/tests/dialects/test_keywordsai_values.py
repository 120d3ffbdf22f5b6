"""Readers of single values of the Keywords AI dialect: notations of times, numbers, texts."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from logs.dialects import values


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2024-04-15T08:30:37.721313Z", utc(2024, 4, 15, 8, 30, 37, 721313)),
        ("2024-04-15T08:30:37.721313999Z", utc(2024, 4, 15, 8, 30, 37, 721313)),
        ("2024-04-15T10:30:37+02:00", utc(2024, 4, 15, 8, 30, 37)),
        ("2024-04-15T08:30:37", utc(2024, 4, 15, 8, 30, 37)),
        ("2024-04-15 08:30:37", utc(2024, 4, 15, 8, 30, 37)),
        ("2024-04-15", utc(2024, 4, 15)),
        ("20240415T083037Z", utc(2024, 4, 15, 8, 30, 37)),
        ("Mon, 15 Apr 2024 08:30:37 GMT", utc(2024, 4, 15, 8, 30, 37)),
        ("Mon, 15 Apr 2024 03:30:37 EST", utc(2024, 4, 15, 8, 30, 37)),
        ("April 15, 2024 8:30 AM", utc(2024, 4, 15, 8, 30)),
        (1713169837, utc(2024, 4, 15, 8, 30, 37)),
        (1713169837.5, utc(2024, 4, 15, 8, 30, 37, 500000)),
        ("1713169837", utc(2024, 4, 15, 8, 30, 37)),
        (1713169837721, utc(2024, 4, 15, 8, 30, 37, 721000)),
        (1713169837721313, utc(2024, 4, 15, 8, 30, 37, 721313)),
        (1713169837721313999, utc(2024, 4, 15, 8, 30, 37, 721313)),
        (0, utc(1970, 1, 1)),
        ("1900-01-01T00:00:00Z", utc(1900, 1, 1)),
        ("9000-12-31T23:59:59-12:00", utc(9001, 1, 1, 11, 59, 59)),
    ],
)
def test_a_time_is_read_in_utc(sent: Any, expected: datetime) -> None:
    assert values.moment(sent) == expected
    assert values.moment(sent).tzinfo is UTC


@pytest.mark.parametrize(
    "sent",
    ["", "soon", "10", "12:30", "April 2024", "2024-13-01", "2024-04-15T25:00:00Z", "1899-12-31", "9001-01-01"]
    + ["2024-04-15 08:30 IST", "0" * 5000, 10**400, 1e300, -1e300, True, [], {}, "NaN", "9" * 40],
)
def test_a_time_that_cannot_be_read_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError, match="A time is expected"):
        values.moment(sent)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(5, 5), (5.0, 5), ("5", 5), (" 5.0 ", 5), ("1e3", 1000), ("+7", 7), (-3, -3), (10**30, 10**30)],
)
def test_an_integer_may_be_written_otherwise(sent: Any, expected: int) -> None:
    assert values.integer(sent) == expected
    assert isinstance(values.integer(sent), int)


@pytest.mark.parametrize(
    "sent", [5.5, "5.5", "", " ", "five", "1_000", "٣", "0x10", "1e400", "NaN", True, None, [5], {}]
)
def test_what_is_no_integer_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        values.integer(sent)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(0.07, 70.0), (0.57, 570.0), (1e-9, 1e-6), ("1.25", 1250.0), (0, 0.0), (10**9, 1e12)],
)
def test_seconds_become_milliseconds_without_noise(sent: Any, expected: float) -> None:
    assert values.milliseconds(sent) == expected


@pytest.mark.parametrize("sent", [-1, 1e9 + 1, 10**400, "-0.5", False, "fast"])
def test_a_duration_beyond_reason_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        values.milliseconds(sent)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(0.1, "0.1"), (1e-12, "1E-12"), ("0.123456789012", "0.123456789012"), (-5, "-5"), (0, "0"), ("1e-400", "1E-400")],
)
def test_dollars_keep_the_digits_that_were_written(sent: Any, expected: str) -> None:
    assert values.dollars(sent) == Decimal(expected)


@pytest.mark.parametrize("sent", [1e6, -1e6, "1e300", "1e9999", "inf", "$5", True, None, []])
def test_an_amount_beyond_reason_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError, match="US dollars"):
        values.dollars(sent)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(True, True), (False, False), (1, True), (0, False), ("TRUE", True), ("false", False), ("1", True), ("0", False)],
)
def test_a_boolean_may_be_written_otherwise(sent: Any, expected: bool) -> None:
    assert values.boolean(sent) is expected


@pytest.mark.parametrize("sent", ["yes", "", 2, -1, 0.5, [], {}, [True]])
def test_what_is_no_boolean_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError, match="true or false"):
        values.boolean(sent)


def test_an_identifier_is_kept_whole() -> None:
    assert values.identifier("x" * 1024) == "x" * 1024
    assert values.identifier(" padded ") == " padded "
    assert values.identifier(2**60) == "1152921504606846976"
    assert values.identifier("") is None


@pytest.mark.parametrize("text", ["{", "[1", "text", "", "5", '"x"', "[1e999]", "[NaN]", "[" * 300 + "]" * 300])
def test_text_that_is_not_the_json_of_a_structure_is_no_json(text: str) -> None:
    assert values.from_json_text(text) is None


def test_json_inside_text_is_found() -> None:
    assert values.from_json_text(' {"a": [1, 2.5]}') == {"a": [1, 2.5]}
    assert values.from_json_text('["' + "{" * 500 + '"]') == ["{" * 500]
