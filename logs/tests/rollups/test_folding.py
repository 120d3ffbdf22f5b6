"""Notes become cells: once, whoever folds, and what is deleted leaves nothing behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logs import rollups
from logs.deleting import delete
from logs.models import Log, RollupCell, RollupDelta, RollupSeries, RollupState
from logs.rollups import applying, folding
from logs.tests.factories import NOON, make_log, make_logs
from logs.upkeep.runner import run_once


@pytest.fixture
def logs(project):
    return Log.objects.of_project(project.pk)


def test_a_transaction_leaves_one_note_a_project(project, stranger_project):
    make_logs(project, [{}, {}])
    make_log(stranger_project)
    assert list(RollupDelta.objects.order_by("id").values_list("project_id", "size")) == [
        (project.pk, 2),
        (stranger_project.pk, 1),
    ]


def test_folding_counts_each_note_once(project, logs):
    make_logs(project, [{}, {}, {}])
    assert (rollups.fold(), rollups.fold()) == (3, 0)
    assert (logs.count(), RollupDelta.objects.count()) == (3, 0)


def test_upkeep_folds(project):
    make_log(project)
    assert run_once() == []
    assert RollupDelta.objects.count() == 0


def test_many_notes_are_folded_in_steps(project, logs, monkeypatch):
    monkeypatch.setattr(folding, "MAX_FACTS", 2)
    for number in range(5):
        make_log(project, started_at=NOON + number * timedelta(days=20))
    assert [rollups.fold_some() for _ in range(4)] == [2, 2, 1, 0]
    assert logs.count() == 5


def test_the_writer_folds_where_nobody_else_does(project, logs, monkeypatch):
    monkeypatch.setattr(folding, "MAX_WAITING", 3)
    monkeypatch.setattr(applying, "_LOOK_EVERY", 1)
    for _ in range(5):
        make_log(project)
    assert RollupDelta.objects.count() <= 3
    assert logs.count() == 5


def test_nothing_is_folded_while_the_cells_are_made_anew(project, logs):
    make_log(project)
    RollupState.objects.create(id=1, resumes_at=timezone.now() + timedelta(hours=1))
    assert rollups.fold() == 0
    assert logs.count() == 1
    RollupState.objects.update(resumes_at=timezone.now() - timedelta(hours=1))
    assert rollups.fold() == 1


def test_deleted_logs_leave_no_cell_and_no_name(project, logs):
    make_logs(project, [{"customer_id": "c1"}, {"customer_id": "c2"}])
    rollups.fold()
    delete(logs.filter(customer_id="c1"))
    rollups.fold()
    assert "c1" not in RollupSeries.objects.values_list("customer_id", flat=True)
    assert logs.count() == 1
    delete(logs)
    rollups.fold()
    assert (RollupCell.objects.count(), RollupSeries.objects.count()) == (0, 0)


def test_numbers_that_no_call_has_are_summed_from_the_rows(project, logs, django_assert_num_queries):
    make_logs(project, [{"prompt_tokens": 2**63 - 1, "completion_tokens": 0}, {"prompt_tokens": 1, "model": "b"}])
    rollups.fold()
    with django_assert_num_queries(2):
        assert logs.stats().prompt_tokens == 2**63
    with django_assert_num_queries(1):
        assert logs.filter(model="b").stats().prompt_tokens == 1
    assert logs.count() == 2


def test_a_second_write_and_a_new_price_are_in_the_sums(project, logs):
    for said in (
        {"source_id": "a", "status": "processing"},
        {"source_id": "a", "status": "success", "cost_usd": "0.5"},
    ):
        make_log(project, **said)
        rollups.fold()
    stats = logs.stats()
    assert (stats.total, stats.completed, str(stats.cost_usd)) == (1, 1, "0.500000000000")
