"""The time axis: steps that fit, and columns that begin where a person's clock says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from logs.explorer.charts.timeline import Timeline

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")


def timeline(length, zone=UTC, *, end=NOON, is_fine=True):
    return Timeline.over(end - length, end, zone, is_fine=is_fine)


@pytest.mark.parametrize(
    ("length", "is_fine", "step", "columns"),
    [
        (timedelta(minutes=15), True, "minute", 15),
        (timedelta(hours=1), True, "minute", 60),
        (timedelta(hours=4), True, "2 min", 120),
        (timedelta(hours=24), True, "15 min", 96),
        (timedelta(hours=24), False, "hour", 24),
        (timedelta(days=7), True, "3 h", 56),
        (timedelta(days=30), True, "6 h", 120),
        (timedelta(days=90), False, "day", 91),
        (timedelta(days=365), True, "week", 53),
        (timedelta(days=8 * 365), True, "month", 97),
        (timedelta(days=40 * 365), True, "year", 41),
        (timedelta(days=2000 * 365), True, "year", 121),
    ],
)
def test_takes_the_shortest_steps_that_fit(length, is_fine, step, columns):
    found = timeline(length, is_fine=is_fine)
    assert (found.step.label, len(found.starts)) == (step, columns)


def test_days_are_those_of_the_zone():
    found = timeline(timedelta(days=90), BERLIN, end=datetime(2026, 11, 20, 12, tzinfo=BERLIN))
    assert found.starts[-1] == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert found.name(found.starts[-1]) == "Fri 20 Nov 2026"
    assert found.step.bucket == "hour"
    assert timeline(timedelta(days=90)).step.bucket == "day"


def test_a_day_may_have_25_hours():
    found = timeline(timedelta(days=90), BERLIN)
    change = found.starts.index(datetime(2026, 10, 24, 22, tzinfo=UTC))
    assert found.starts[change + 1] == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert found.place(datetime(2026, 10, 25, 22, 30, tzinfo=UTC)) == change


def test_every_moment_has_its_column():
    for zone in (UTC, BERLIN, KOLKATA):
        for days in (1, 7, 30, 90, 365):
            found = timeline(timedelta(days=days), zone)
            assert found.starts == sorted(set(found.starts))
            for hours in range(0, days * 24, 5):
                moment = found.start + timedelta(hours=hours)
                place = found.place(moment)
                assert found.starts[place] <= moment < found.after(found.starts[place])


def test_what_is_outside_has_none():
    assert timeline(timedelta(hours=1)).place(NOON) is None
    assert timeline(timedelta(hours=1)).place(NOON - timedelta(days=1)) is None


def test_names_some_columns_below_the_axis():
    assert [text for _, text in timeline(timedelta(hours=1)).labels(7)][:2] == ["11:00", "11:09"]
    assert list(timeline(timedelta(hours=24)).labels(7))[0] == (0, "Thu 12:00")
    assert [text for _, text in timeline(timedelta(days=7)).labels(7)] == [
        *("13 Nov", "14 Nov", "15 Nov", "16 Nov", "17 Nov", "18 Nov", "19 Nov"),
    ]
