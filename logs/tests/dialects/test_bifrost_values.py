"""Query values as Go's parsers read them."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from logs.dialects.bifrost import values


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("openai", ["openai"]),
        (" openai , azure ,", ["openai", "azure"]),
        ("a,a", ["a"]),
        (",", []),
        ("a b", ["a b"]),
    ],
)
def test_splits_lists(text: str, parts: list[str]) -> None:
    assert values.items(text) == parts


@pytest.mark.parametrize(
    ("text", "number"), [("5", 5), ("+5", 5), ("-5", -5), ("007", 7), ("9223372036854775807", 2**63 - 1)]
)
def test_reads_whole_numbers(text: str, number: int) -> None:
    assert values.whole_number(text) == number


@pytest.mark.parametrize("text", ["", "5.0", "5 ", "1_000", "0x10", "٥", "1e3", "9223372036854775808", "9" * 5000])
def test_refuses_what_atoi_refuses(text: str) -> None:
    assert values.whole_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("-1e3", -1000.0), ("1E-2", 0.01), ("inf", inf), ("-Infinity", -inf)],
)
def test_reads_numbers(text: str, number: float) -> None:
    assert values.number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "1,5", " 1", "1_0", "1e400", "NaN", "5ms", "0x1p-2"])
def test_refuses_other_numbers(text: str) -> None:
    assert values.number(text) is None


@pytest.mark.parametrize(
    ("text", "truth"), [("1", True), ("T", True), ("True", True), ("0", False), ("FALSE", False), ("f", False)]
)
def test_reads_truths(text: str, truth: bool) -> None:
    assert values.truth(text) is truth


@pytest.mark.parametrize("text", ["", "yes", "tRUE", "2", " true"])
def test_refuses_other_truths(text: str) -> None:
    assert values.truth(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T12:00:00Z", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20T12:00:00.5Z", datetime(2026, 11, 20, 12, 0, 0, 500000, tzinfo=UTC)),
        ("2026-11-20T12:00:00.123456789Z", datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-20T14:00:00+02:00", datetime(2026, 11, 20, 12, tzinfo=UTC)),
    ],
)
def test_reads_times(text: str, moment: datetime) -> None:
    assert values.moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "2026-11-20T12:00:00",
        "2026-11-20 12:00:00Z",
        "2026-11-20t12:00:00z",
        "2026-11-20T14:00:00 02:00",  # a plus sign that was not percent-encoded
        "2026-02-30T12:00:00Z",
        "2026-11-20T12:00:60Z",
        "0001-01-01T00:00:00+23:00",
        "1732104000",
        "٢٠٢٦-11-20T12:00:00Z",
    ],
)
def test_refuses_other_times(text: str) -> None:
    assert values.moment(text) is None


def test_knows_five_periods() -> None:
    assert values.period("24h") == timedelta(hours=24)
    assert values.period("30d") == timedelta(days=30)
    assert values.period("2h") is None


def test_keeps_a_text_that_is_not_blank_as_it_is() -> None:
    assert values.not_blank(" a ") == " a "
    assert values.not_blank("  ") is None
