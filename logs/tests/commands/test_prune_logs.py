"""`prune_logs`: what goes, what stays, what it says."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from logs.holds import LegalHold
from logs.models import Log, LogBody
from logs.retention.models import RetentionRule
from logs.tests.factories import NOON, make_log, make_logs


def sources():
    return sorted(Log.objects.values_list("source_id", flat=True))


def test_deletes_what_started_before_a_time(project, capsys):
    make_logs(project, [{"started_at": NOON + n * timedelta(milliseconds=1), "source_id": f"s{n}"} for n in range(3)])
    call_command("prune_logs", "--before=2026-11-20T12:00:00.001Z")
    assert capsys.readouterr().out == "Deleted 1 logs that started before 2026-11-20 12:00:00 UTC.\n"
    assert sources() == ["s1", "s2"]


def test_deletes_by_age(project):
    now = timezone.now()
    for age, name in ((timedelta(days=91), "old"), (timedelta(days=89), "young")):
        make_log(project, started_at=now - age, ended_at=now, source_id=name)
    call_command("prune_logs", "--older-than=90d")
    assert sources() == ["young"]


def test_says_what_it_would_do_and_does_nothing(project, capsys):
    make_log(project, source_id="s0")
    call_command("prune_logs", "--before=2027-01-01", "--dry-run")
    assert capsys.readouterr().out == "Would delete 1 logs that started before 2027-01-01 00:00:00 UTC.\n"
    assert sources() == ["s0"]


def test_keeps_to_a_project(project, stranger_project):
    make_log(project, source_id="mine")
    make_log(stranger_project, source_id="theirs")
    call_command("prune_logs", "--before=2027-01-01", "--project=acme")
    assert sources() == ["theirs"]


@pytest.mark.parametrize("age", ["90", "d", "0d", "-1d", "90 days", "999999w"])
def test_refuses_what_is_no_age(db, age):
    with pytest.raises(CommandError, match="is no age"):
        call_command("prune_logs", f"--older-than={age}")


def test_wants_one_bound(db):
    with pytest.raises(CommandError):
        call_command("prune_logs")


def days_old(project, *days, **fields):
    now = timezone.now()
    many = [
        {"started_at": now - timedelta(days=age), "ended_at": None, "source_id": f"d{age}", **fields} for age in days
    ]
    return make_logs(project, many)


def test_follows_the_rules_of_the_projects(project, stranger_project, capsys):
    days_old(project, 1, 10, 40)
    days_old(stranger_project, 40)
    RetentionRule.objects.create(project_id=project.pk, body_days=7, log_days=30)
    call_command("prune_logs", "--by-rules", "--dry-run")
    assert capsys.readouterr().out == "Would delete 1 logs and the content of 1 others.\n"
    call_command("prune_logs", "--by-rules")
    assert capsys.readouterr().out.startswith("Deleted 1 logs and the content of 1 others, ")
    assert sources() == ["d1", "d10", "d40"]
    assert LogBody.objects.count() == 2


def test_rules_are_followed_for_all_projects_at_once(project):
    with pytest.raises(CommandError, match="leave --project out"):
        call_command("prune_logs", "--by-rules", "--project=acme")


def test_what_is_held_stays_and_is_not_counted(project, capsys):
    days_old(project, 40, 50)
    LegalHold.objects.create(project_id=project.pk, reason="case 17", placed_by="owner@example.com")
    call_command("prune_logs", "--older-than=30d", "--dry-run")
    assert capsys.readouterr().out.startswith("Would delete 0 logs")
    call_command("prune_logs", "--older-than=30d")
    assert sources() == ["d40", "d50"]
