"""Dates that no key can hold, and the edges of hours, days and months: each against each, by time and by key."""

from datetime import timedelta

import pytest

from logs.ids import key_at
from logs.models import Log
from logs.tests.rollups.histories import PROJECT, live_through
from logs.tests.rollups.strategies import BASE, ODD

NOTHING_KNOWN = dict.fromkeys(
    ("provider", "customer_id", "latency_ms", "ttft_ms", "prompt_tokens", "completion_tokens", "total_tokens")
)
SAID = {**NOTHING_KNOWN, "cost_usd": None, "kind": "chat", "model": "a", "status": "success"}
MOMENTS = [*ODD, BASE, BASE + timedelta(hours=2), BASE + timedelta(hours=5, minutes=3)]


@pytest.mark.django_db
@pytest.mark.parametrize("folds", [True, False])
@pytest.mark.parametrize("at", MOMENTS, ids=str)
def test_every_bound_includes_and_excludes(at, folds):
    (row,) = live_through([([{**SAID, "started_at": at}], 9, False, folds)])
    logs = Log.objects.of_project(PROJECT)
    for bound in MOMENTS:
        key = key_at(bound)
        for narrowed, is_in in (
            (logs.started_between(start=bound), at >= bound),
            (logs.started_between(end=bound), at <= bound),
            (logs.filter(started_at__gt=bound), at > bound),
            (logs.filter(started_at__lt=bound), at < bound),
            (logs.filter(id__gte=key), row.id >= key),
            (logs.filter(id__lt=key), row.id < key),
        ):
            # Hours by status, hours by model, days by customer.
            for asked in (narrowed, narrowed.filter(model="a"), narrowed.filter(customer_id=None)):
                assert asked.count() == is_in, asked.query.where
