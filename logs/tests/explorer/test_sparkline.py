"""The geometry of small charts."""

from datetime import UTC, datetime, timedelta

from logs.explorer.sparkline import days_to, sparkline

DAY = datetime(2026, 11, 20, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)


def test_lists_days_up_to_one():
    assert days_to(DAY + timedelta(hours=5), 2) == [DAY - timedelta(days=1), DAY]


def test_draws_the_greatest_day_full_and_leaves_none_out():
    found = sparkline({DAY: 10, NEXT: 5}, [DAY - timedelta(days=1), DAY, NEXT])
    assert found.path == "M3 20v-20h2V20zM6 20v-10h2V20z"
    assert (found.peak, found.peak_day) == (10, DAY)


def test_draws_nothing_of_nothing():
    assert sparkline({}, [DAY]).path == ""


def test_shows_the_least_as_something():
    assert sparkline({DAY: 10_000, NEXT: 1}, [DAY, NEXT]).path == "M0 20v-20h2V20zM3 20v-1h2V20z"
