"""Deleting takes everything of a log along and leaves everything else as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from logs import bodies, deleting, rollups
from logs.deleting import delete, prune
from logs.engines import engine_of
from logs.ids import key_at
from logs.models import Log, LogBody, LogSource, SearchQueue
from logs.search.index import index_pending
from logs.tests.factories import NOON, make_log, make_logs

DAY = timedelta(days=1)
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's partitions")


@pytest.fixture
def logs(project):
    return Log.objects.of_project(project.pk)


def days(project, count, **fields):
    """One log a day before noon of the 20th, the newest first."""
    return make_logs(
        project,
        [
            {"started_at": NOON - n * DAY, "source_id": f"s{n}", "ended_at": None, "cost_usd": Decimal(1), **fields}
            for n in range(count)
        ],
    )


def test_everything_of_a_log_goes(project, logs):
    (log,) = days(project, 1, output_message={"role": "assistant", "content": "pizza"})
    assert delete(logs) == 1
    assert not any(model.objects.exists() for model in (Log, LogBody, LogSource, SearchQueue))
    assert Log.objects.find(project.pk, "s0") is None
    assert logs.search("pizza").count() == 0
    assert bodies.fetch([log.pk]) == {}


def test_other_logs_stay_as_they_were(project, stranger_project, logs):
    kept = make_log(stranger_project, source_id="s0", output_message={"role": "assistant", "content": "pizza"})
    days(project, 3)
    assert delete(logs.filter(id__lt=key_at(NOON - DAY))) == 1
    assert [log.source_id for log in logs.newest()] == ["s0", "s1"]
    assert Log.objects.find(stranger_project.pk, "s0") == kept
    assert Log.objects.of_project(stranger_project.pk).search("pizza").count() == 1


def test_batches_go_on_where_the_last_one_ended(project, logs, monkeypatch):
    monkeypatch.setattr(deleting, "BATCH", 2)
    days(project, 5)
    said = []
    assert delete(logs, said.append) == 5
    assert said == [2, 4, 5]
    assert not logs.exists()


def test_counts_and_sums_are_told(project, logs):
    days(project, 4, model="o3")
    days_left = logs.started_between(NOON - DAY, NOON)
    delete(logs.filter(started_at__lt=NOON - DAY))
    assert (logs.count(), logs.stats().cost_usd, days_left.count()) == (2, Decimal(2), 2)
    rollups.fold()
    assert (logs.count(), logs.stats().cost_usd) == (2, Decimal(2))
    assert rollups.differences(Log.objects.all(), None, lambda done: None) == 0


def test_what_was_indexed_is_found_no_more(project, logs):
    days(project, 3, output_message={"role": "assistant", "content": "pizza"})
    index_pending()
    delete(logs.filter(started_at__lt=NOON))
    assert [log.source_id for log in logs.search("pizza").newest().page(0, 10)] == ["s0"]
    assert logs.search("pizza").count() == 1


def test_a_deleted_log_can_be_sent_again(project, logs):
    days(project, 1)
    delete(logs)
    assert days(project, 1)[0].source_id == "s0"
    assert logs.count() == 1


@on_postgresql
def test_whole_months_are_dropped_and_the_rest_is_deleted(project, logs):
    engine_of("default").prepare("default", since=NOON - 60 * DAY)
    days(project, 60)
    assert prune(logs, key_at(NOON - 10 * DAY)) == 60
    partitions = engine_of("default").whole_partitions("default", key_at(NOON + 60 * DAY))
    assert partitions[0][0] == key_at(NOON.replace(day=1, hour=0))
    assert not LogBody.objects.exists()
    assert logs.count() == 0


@on_postgresql
def test_a_month_with_a_log_left_is_not_dropped(project, logs):
    engine_of("default").prepare("default", since=NOON - 60 * DAY)
    kept, gone = days(project, 50)[-2:]
    assert prune(logs.exclude(id=kept.pk), key_at(NOON)) == 49
    assert list(logs) == [kept]
    assert bodies.fetch([kept.pk]).keys() == {kept.pk}
    assert bodies.fetch([gone.pk]) == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM logs_log")
        assert cursor.fetchall() == [("logs_log_202610",)]
