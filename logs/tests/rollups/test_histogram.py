"""Histograms and percentiles say what plain Python over the rows says."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.models import Log
from logs.rollups import fold
from logs.tests.factories import NOON, make_logs
from logs.tests.rollups.histories import PROJECT, histories, live_through, random_questions, rolled_back
from logs.tests.rollups.strategies import bounds, conditions
from logs.tests.rollups.test_exactness import check

HOUR = timedelta(hours=1)


def begin(bucket, at):
    if bucket == "minute":
        return at.replace(second=0, microsecond=0)
    hour = at.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    week = day - timedelta(days=at.weekday())
    return {"hour": hour, "day": day, "week": week, "month": day.replace(day=1)}[bucket]


@pytest.mark.django_db
@random_questions
@given(
    history=histories(),
    bound=bounds(),
    condition=conditions(),
    bucket=st.sampled_from(["minute", "hour", "day", "week", "month"]),
    by=st.sampled_from([None, "model", "status", "customer_id", "dialect"]),
)
def test_histograms_are_those_of_the_rows(history, bound, condition, bucket, by):
    @rolled_back
    def compare():
        present = live_through(history)
        (q, admits), (narrowed, within) = condition, bound
        expected = defaultdict(list)
        for row in present:
            if admits(row) and within(row):
                expected[begin(bucket, row.started_at), by and getattr(row, by)].append(row)
        found = narrowed(Log.objects.of_project(PROJECT).filter(q)).histogram(bucket, by)
        assert {(one.start, one.value) for one in found.bins} == expected.keys()
        for one in found.bins:
            check(one.stats, expected[one.start, one.value])

    compare()


@pytest.mark.django_db
@random_questions
@given(history=histories(), bound=bounds(), condition=conditions(), field=st.sampled_from(["latency_ms", "ttft_ms"]))
def test_percentiles_are_within_two_percent_of_the_rows(history, bound, condition, field):
    @rolled_back
    def compare():
        present = live_through(history)
        (q, admits), (narrowed, within) = condition, bound
        rows = [row for row in present if admits(row) and within(row)]
        known = sorted(value for row in rows if (value := getattr(row, field)) is not None)
        found = narrowed(Log.objects.of_project(PROJECT).filter(q)).percentiles(field, (0, 50, 95, 100))
        assert found.count == len(known)
        for point, value in found.values.items():
            exact = known[max(1, -(-len(known) * point // 100)) - 1] if known else None
            assert value == (None if exact is None else pytest.approx(exact, rel=0.02, abs=1e-6))

    compare()


def test_bins_are_in_order_of_time_and_value(project):
    said = [{"model": name, "started_at": NOON + n * HOUR} for n in (1, 0) for name in ("b", None, "a")]
    make_logs(project, said)
    fold()
    bins = Log.objects.of_project(project.pk).histogram("hour", "model").bins
    assert [(one.start - NOON, one.value) for one in bins] == [
        (n * HOUR, name) for n in (0, 1) for name in (None, "a", "b")
    ]


def test_a_week_begins_on_monday(project):
    make_logs(project, [{"started_at": datetime(2026, 11, day, tzinfo=UTC)} for day in (15, 16, 22)])
    fold()
    found = Log.objects.of_project(project.pk).histogram("week")
    assert [(one.start.day, one.stats.total) for one in found.bins] == [(9, 1), (16, 2)]


def test_an_unknown_bucket_or_field_is_an_error(project):
    logs = Log.objects.of_project(project.pk)
    with pytest.raises(ValueError, match="A bucket is one of"):
        logs.histogram("year")
    with pytest.raises(ValueError, match="Percentiles are known of"):
        logs.percentiles("cost_usd")
