"""Whatever is asked, rollups say what plain Python over the rows says."""

from decimal import Decimal
from statistics import fmean

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from logs.keys import assign_keys
from logs.models import Log
from logs.rollups import apply, fold
from logs.tests.rollups.strategies import bounds, conditions, facts, row_of

PROJECT = 7


# Shrinking a history takes longer than reading it.
random_questions = settings(
    max_examples=100, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@st.composite
def histories(draw):
    """Batches of logs, some of which change or go, with folds in between."""
    batches = draw(st.lists(st.lists(facts, min_size=1, max_size=6), min_size=1, max_size=4))
    return [(batch, draw(st.integers(0, 6)), draw(st.booleans()), draw(st.integers(0, 3)) > 0) for batch in batches]


def live_through(history):
    """Store the batches; the rows that are there at the end."""
    present: list[Log] = []
    for said, changes, goes, folds in history:
        batch = [row_of(PROJECT, one) for one in said]
        assign_keys(batch)
        Log.objects.bulk_create(batch)
        apply(added=batch)
        present += batch
        if changes < len(present):
            old = present.pop(changes)
            if goes:
                Log.objects.filter(id=old.id).delete()
                apply(removed=[old])
            else:
                new = Log.objects.get(id=old.id)
                new.status, new.model, new.cost_usd, new.latency_ms = "error", "b", Decimal("0.25"), 12.5
                new.save()
                apply(removed=[old], added=[new])
                present.append(new)
        if folds:
            fold()
    return present


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
    rates = [
        row.completion_tokens * 1000 / row.latency_ms
        for row in rows
        if row.completion_tokens is not None and row.latency_ms
    ]
    assert stats.average_tokens_per_second == approx(mean(rates))


def rolled_back(test):
    """Run a test on a database that no other example touched."""

    def run(*args):
        with transaction.atomic():
            test(*args)
            transaction.set_rollback(True)

    return run


@pytest.mark.django_db
@settings(
    max_examples=300,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
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
