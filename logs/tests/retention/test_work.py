"""A pass: in steps, gone on with after a stop, and what it says it removed."""

from decimal import Decimal

import pytest

from logs import deleting, rollups
from logs.models import Log, LogBody
from logs.retention import work
from logs.retention.models import RetentionRun
from logs.rollups.history import history_of
from logs.tests.factories import NOON
from logs.tests.retention.conftest import DAY, keep, log_a_day, run, sources

pytestmark = pytest.mark.django_db


def test_says_what_it_removed(project):
    log_a_day(project, 5)
    size = len(bytes(LogBody.objects.first().blob))
    keep(project, body_days=1, log_days=3)
    run()
    (found,) = RetentionRun.objects.all()
    assert (found.project_id, found.logs, found.bodies) == (project.pk, 1, 2)
    assert 2 * size < found.body_bytes < 5 * size
    assert found.finished_at is not None


def test_a_second_pass_finds_nothing(project):
    log_a_day(project, 4)
    keep(project, body_days=1, log_days=2)
    run()
    assert run() == []
    assert RetentionRun.objects.count() == 1


def test_goes_on_after_a_stop(project, logs, monkeypatch):
    monkeypatch.setattr(work, "STEP", 1)
    log_a_day(project, 4)
    keep(project, log_days=1)
    next(work.follow_rules(NOON))
    assert sources(logs) == ["d0", "d1", "d2"]
    assert RetentionRun.objects.get().finished_at is None
    run()
    assert sources(logs) == ["d0", "d1"]
    assert (RetentionRun.objects.get().logs, RetentionRun.objects.get().finished_at is None) == (2, False)


@pytest.mark.parametrize("tier", ["body_days", "log_days"])
def test_says_what_it_removed_before_it_was_killed_inside_a_step(project, logs, monkeypatch, tier):
    class KilledError(BaseException):
        pass

    def killed(*_):
        raise KilledError

    monkeypatch.setattr(work, "BATCH", 1)
    monkeypatch.setattr("logs.deleting.BATCH", 1)
    for where in (work, deleting):
        monkeypatch.setattr(where, "rest", killed)
    log_a_day(project, 4)
    keep(project, **{tier: 1})
    with pytest.raises(KilledError):
        run()
    found = RetentionRun.objects.get()
    left = Log.objects.count() if tier == "log_days" else LogBody.objects.count()
    assert (found.logs + found.bodies, left) == (1, 3)
    assert found.body_bytes > 0


def test_a_log_that_comes_late_goes_with_the_next_pass(project, logs):
    keep(project, log_days=1)
    run()
    log_a_day(project, 3)
    run()
    assert sources(logs) == ["d0", "d1"]


def test_numbers_outlive_their_logs(project, logs):
    log_a_day(project, 4, cost_usd=Decimal(1), model="o3", customer_id="ann")
    keep(project, log_days=1)
    run()
    for _ in range(2):
        assert (logs.count(), logs.stats().cost_usd) == (2, Decimal(2))
        told = logs.with_history()
        assert (told.count(), told.stats().cost_usd) == (4, Decimal(4))
        assert told.filter(model="o3", customer_id="ann").count() == 4
        assert [one.stats.total for one in told.histogram("day").bins] == [1, 1, 1, 1]
        assert told.started_between(NOON - 3 * DAY - DAY / 2).percentiles().count == logs.percentiles().count
        rollups.fold()


def test_verifying_and_rebuilding_rollups_leave_history_alone(project, logs):
    log_a_day(project, 4)
    keep(project, log_days=1)
    run()
    assert rollups.differences(Log.objects.all(), None, lambda done: None) == 0
    rollups.rebuild(Log.objects.all(), None, lambda done: None)
    rollups.fold()
    assert logs.with_history().count() == 4
    assert Log.objects.of_project(history_of(project.pk)).count() == 2


def test_a_second_write_does_not_bring_content_back(project, logs):
    log_a_day(project, 3)
    keep(project, body_days=1)
    run()
    log_a_day(project, 3)
    assert LogBody.objects.count() == 2
