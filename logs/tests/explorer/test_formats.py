"""How numbers and times are written on pages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from logs.templatetags import formats


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (None, None),
        (0, "0 ms"),
        (0.4, "<1 ms"),
        (612.4, "612 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (6840, "6.84 s"),
        (60_000, "60.00 s"),
        (134_000, "2 min 14 s"),
        (3_900_000, "1 h 5 min"),
    ],
)
def test_writes_a_duration(ms: float | None, text: str | None):
    assert formats.duration(ms) == text


@pytest.mark.parametrize(
    ("usd", "text"),
    [(None, None), ("0", "$0.00"), ("0.00001", "<$0.0001"), ("0.010441", "$0.0104"), ("1234.5", "$1,234.50")],
)
def test_writes_a_cost_in_a_list(usd: str | None, text: str | None):
    assert formats.cost(None if usd is None else Decimal(usd)) == text


@pytest.mark.parametrize(
    ("usd", "text"),
    [(None, None), ("0", "$0.00"), ("0.010441", "$0.010441"), ("0.000000000001", "$0.000000000001"), ("12", "$12.00")],
)
def test_writes_a_cost_in_a_breakdown(usd: str | None, text: str | None):
    assert formats.exact_cost(None if usd is None else Decimal(usd)) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, None), (612, "612 B"), (1400, "1.4 kB"), (41_000, "41 kB"), (999_999, "1.0 MB"), (20_000_000, "20.0 MB")],
)
def test_writes_a_size(count: int | None, text: str | None):
    assert formats.size(count) == text


@pytest.mark.parametrize(("count", "text"), [(None, None), (0, "0"), (12420, "12,420"), (70.4, "70")])
def test_writes_a_count(count: float | None, text: str | None):
    assert formats.thousands(count) == text


def test_writes_unknown_as_a_dash_and_zero_as_zero():
    assert "–" in formats.or_unknown(None)
    assert formats.or_unknown(0) == 0


def test_writes_a_time_in_the_zone_of_the_server(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    moment = datetime(2026, 11, 20, 23, 30, 5, 118_900, tzinfo=UTC)
    assert (formats.clock(moment), formats.milliseconds(moment)) == ("00:30:05", ".118")
    assert (formats.day(moment), formats.zone(moment)) == ("Sat 21 Nov 2026", "CET")


@pytest.mark.parametrize(
    ("share", "written"), [(None, None), (0, "0%"), (0.01, "<0.1%"), (0.44, "0.4%"), (12.3, "12%"), (100.0, "100%")]
)
def test_writes_shares(share: float | None, written: str | None):
    assert formats.percent(share) == written


@pytest.mark.parametrize(
    ("count", "written"), [(None, None), (999_999, "999,999"), (318_600_000, "318.6 M"), (2_210_000_000, "2.21 B")]
)
def test_writes_large_counts_short(count: int | None, written: str | None):
    assert formats.short_count(count) == written


@pytest.mark.parametrize(
    ("usd", "written"),
    [(None, None), ("0", "$0"), ("2.5", "$2.50"), ("0.075", "$0.075"), ("15", "$15.00"), ("0.0375", "$0.0375")],
)
def test_writes_prices(usd: str | None, written: str | None):
    assert formats.price(usd and Decimal(usd)) == written
