"""The writer rests where the search index falls behind, and nowhere else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone

from logs import pacing, writer
from logs.pacing import Pace
from logs.search.index import index_pending
from logs.search.models import SearchQueue
from logs.tests.factories import make_log


@pytest.fixture
def clock(monkeypatch):
    """Time that passes by resting alone."""
    clock = SimpleNamespace(now=1000.0, rests=[])

    def sleep(seconds):
        clock.rests.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(pacing, "time", SimpleNamespace(monotonic=lambda: clock.now, sleep=sleep))
    return clock


def behind(seconds):
    return Pace(lambda: timezone.now() - timedelta(seconds=seconds))


@pytest.mark.parametrize(("seconds", "rest"), [(0.3, 0), (1.25, 0.1), (2.0, 0.2), (9.0, 0.4), (11.0, 0), (86_400, 0)])
def test_rests_the_longer_the_further_the_index_is_behind(clock, seconds, rest):
    assert behind(seconds).rest_after(0.1) == pytest.approx(rest, abs=0.01)
    assert clock.rests == ([pytest.approx(rest, abs=0.01)] if rest else [])


def test_nothing_waits(clock):
    assert Pace(lambda: None).rest_after(0.1) == 0


def test_a_store_that_is_away_is_no_reason_to_rest(clock):
    def away():
        raise OperationalError

    assert Pace(away).rest_after(0.1) == 0


def test_looks_seldom(clock):
    looks = []
    pace = Pace(lambda: looks.append(clock.now))
    for _ in range(10):
        pace.rest_after(0.01)
        clock.now += 0.06
    assert len(looks) == 5


@pytest.mark.django_db(transaction=True)
def test_the_writer_rests_after_its_transactions(project, clock):
    make_log(project)
    writer.WRITER.stop()
    assert not clock.rests
    SearchQueue.objects.update(queued_at=timezone.now() - timedelta(seconds=2))
    make_log(project)
    writer.WRITER.stop()
    assert len(clock.rests) == 1
    index_pending()
    make_log(project)
    writer.WRITER.stop()
    assert len(clock.rests) == 1
