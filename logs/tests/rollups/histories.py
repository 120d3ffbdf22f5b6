"""Lives of random logs: stored, changed, deleted, with and without folds in between."""

from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from logs.keys import assign_keys
from logs.models import Log
from logs.rollups import apply, fold
from logs.tests.rollups.strategies import facts, row_of

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
        assign_keys(batch, looking=True)
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


def rolled_back(test):
    """Run a test on a database that no other example touched."""

    def run(*args):
        with transaction.atomic():
            test(*args)
            transaction.set_rollback(True)

    return run
