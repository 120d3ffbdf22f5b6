"""`manage.py rebuild_rollups`: anew, checked, and by itself where logs were stored before there were rollups."""

import pytest
from django.core.management import CommandError, call_command

from logs import rollups
from logs.models import Log, RollupCell, RollupDelta, RollupState
from logs.tests.factories import make_log, make_logs


@pytest.fixture
def logs(project):
    make_logs(project, [{"model": "a", "customer_id": "c1"}, {"model": "nul\x00"}, {"provider": "b"}])
    return Log.objects.of_project(project.pk)


def break_a_cell():
    cell = RollupCell.objects.first()
    cell.total += 1
    cell.save()


@pytest.mark.parametrize("folded", [True, False])
def test_rollups_of_the_writer_agree_with_the_logs(logs, folded, capsys):
    if folded:
        rollups.fold()
    call_command("rebuild_rollups", verify=True)
    assert capsys.readouterr().out == "The rollups agree with the logs.\n"


def test_a_wrong_cell_is_counted(logs):
    rollups.fold()
    break_a_cell()
    with pytest.raises(CommandError, match="^1 cells differ"):
        call_command("rebuild_rollups", verify=True)


@pytest.mark.parametrize("folded", [True, False])
def test_what_is_wrong_is_made_anew(logs, folded, capsys):
    if folded:
        rollups.fold()
        break_a_cell()
    call_command("rebuild_rollups")
    call_command("rebuild_rollups", verify=True)
    assert (logs.count(), RollupDelta.objects.count()) == (3, 0)


def test_one_project_is_made_anew_and_others_are_left_alone(logs, project, stranger_project):
    make_log(stranger_project)
    rollups.fold()
    RollupCell.objects.all().delete()
    call_command("rebuild_rollups", project=project.name)
    assert logs.count() == 3
    assert Log.objects.of_project(stranger_project.pk).count() == 0


def test_notes_are_folded_again_afterwards(logs):
    call_command("rebuild_rollups")
    assert RollupState.objects.get().resumes_at is None


def test_migrating_fills_the_rollups_of_a_store_that_had_none(logs):
    for model in (RollupCell, RollupDelta, RollupState):
        model.objects.all().delete()
    assert logs.count() == 0
    call_command("migrate", verbosity=0)
    assert logs.count() == 3


def test_a_project_that_is_not_there_is_an_error(db):
    with pytest.raises(CommandError, match="no project called nobody"):
        call_command("rebuild_rollups", project="nobody")
