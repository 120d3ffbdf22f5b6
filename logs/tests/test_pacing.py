"""The writer rests where the search index falls behind, and nowhere else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError
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


def pace_of(*behind):
    """A pace that looks at an index which is so many seconds behind, look by look; None where nothing waits."""
    looks = iter(behind)

    def waiting_since():
        seconds = next(looks)
        return None if seconds is None else timezone.now() - timedelta(seconds=seconds)

    return Pace(waiting_since)


def rests(pace, clock, count, *, apart=1.0):
    """The rests after so many transactions of a tenth of a second each."""
    found = []
    for _ in range(count):
        found.append(round(pace.rest_after(0.1), 2))
        clock.now += apart
    return found


@pytest.mark.parametrize(("seconds", "rest"), [(0.3, 0), (1.25, 0.1), (2.0, 0.2), (9.0, 0.4), (11.0, 0), (86_400, 0)])
def test_rests_the_longer_the_further_the_index_is_behind(clock, seconds, rest):
    assert rests(pace_of(0.1, seconds), clock, 2) == [0, rest]
    assert [round(one, 2) for one in clock.rests] == ([rest] if rest else [])


def test_nothing_waits(clock):
    assert rests(pace_of(0.1, None, None), clock, 3) == [0, 0, 0]


def test_an_index_that_nobody_is_at_is_not_waited_for(clock):
    begun = timezone.now() - timedelta(seconds=2)
    assert rests(Pace(lambda: begun), clock, 3) == [0, 0, 0]


def test_an_index_that_gets_on_no_more_is_waited_for_a_few_seconds(clock):
    begun = timezone.now() - timedelta(seconds=2)
    looks = iter([begun - timedelta(seconds=1)] + [begun] * 9)
    found = rests(Pace(lambda: next(looks)), clock, 10)
    assert found[0] == 0
    assert found[1:4] == [0.2] * 3
    assert found[-3:] == [0] * 3


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_store_that_is_away_is_no_reason_to_rest(clock, error):
    def away():
        raise error

    assert Pace(away).rest_after(0.1) == 0


def test_looks_seldom(clock):
    looks = []
    pace = Pace(lambda: looks.append(clock.now))
    for _ in range(10):
        pace.rest_after(0.01)
        clock.now += 0.06
    assert len(looks) == 5


@pytest.mark.django_db(transaction=True)
def test_the_writer_rests_where_the_index_is_behind(project, clock, monkeypatch):
    monkeypatch.setattr(writer.WRITER, "_pace", Pace(writer.waiting_since))

    def store_one():
        make_log(project)
        writer.WRITER.stop()
        clock.now += 1

    store_one()
    assert not clock.rests
    SearchQueue.objects.update(queued_at=timezone.now() - timedelta(seconds=3))
    store_one()
    assert len(clock.rests) == 1
    index_pending()
    store_one()
    assert len(clock.rests) == 1
