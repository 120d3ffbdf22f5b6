"""Whatever is asked, rollups say what plain Python over the rows says."""

from statistics import fmean

import pytest
from hypothesis import given

from logs.models import Log
from logs.tests.rollups.histories import PROJECT, histories, live_through, random_questions, rolled_back
from logs.tests.rollups.strategies import bounds, conditions


def known(rows, name):
    return [getattr(row, name) for row in rows if getattr(row, name) is not None]


def mean(values):
    return fmean(values) if values else None


def approx(value):
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-3)


def check(stats, rows):
    assert stats.total == len(rows)
    assert stats.succeeded == sum(row.status in ("success", "warning") for row in rows)
    assert stats.completed == sum(row.status in ("success", "warning", "error", "cancelled") for row in rows)
    assert stats.average_latency_ms == approx(mean(known(rows, "latency_ms")))
    assert stats.average_ttft_ms == approx(mean(known(rows, "ttft_ms")))
    for name in ("prompt_tokens", "completion_tokens", "total_tokens", "cost_usd"):
        assert getattr(stats, name) == sum(known(rows, name))
    assert stats.priced == len(known(rows, "cost_usd"))
    rates = [
        row.completion_tokens * 1000 / row.latency_ms
        for row in rows
        if row.completion_tokens is not None and row.latency_ms
    ]
    assert stats.average_tokens_per_second == approx(mean(rates))


@pytest.mark.django_db
@random_questions
@given(history=histories(), bound=bounds(), condition=conditions())
def test_stats_and_count_are_those_of_the_rows(history, bound, condition):
    @rolled_back
    def compare():
        present = live_through(history)
        (q, admits), (narrowed, within) = condition, bound
        logs = narrowed(Log.objects.of_project(PROJECT).filter(q))
        expected = [row for row in present if admits(row) and within(row)]
        check(logs.stats(), expected)
        assert logs.count() == len(expected)
        assert Log.objects.of_project(PROJECT + 1).count() == 0

    compare()
