"""`manage.py doctor`: a finding for every part, and an exit status a monitor can go by."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.audit import Action, guards, record
from accounts.models import BotApp
from logs import doctor
from logs.search.models import SearchQueue


@pytest.fixture
def healthy(db):
    """As `migrate` leaves a store: tests lower the guards of the audit log."""
    guards.raise_guards(connection)
    yield
    guards.lower_guards(connection)


def findings():
    return {finding.name: (finding.state.value, finding.text) for finding in doctor.examine()}


def test_says_how_each_part_is(healthy, capsys):
    call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"OK       database default: {connection.vendor}, all migrations applied"
    assert {line.partition(": ")[0].split(None, 1)[1] for line in lines} >= {"disk", "upkeep", "search index", "audit"}


def test_json_is_one_line(healthy, capsys):
    call_command("doctor", json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    assert set(said["findings"][0]) == {"name", "state", "text"}


def test_exits_with_1_where_a_database_is_away(db, monkeypatch, capsys):
    def away(self, targets):
        raise OperationalError("password=secret")

    monkeypatch.setattr(MigrationExecutor, "migration_plan", away)
    with pytest.raises(SystemExit) as stopped:
        call_command("doctor", json=True)
    assert stopped.value.code == 1
    said = capsys.readouterr().out
    assert "not reachable" in said
    assert "secret" not in said


@pytest.mark.parametrize(("minutes", "state"), [(0, "ok"), (5, "warning"), (15, "error")])
def test_tells_how_far_the_index_is_behind(healthy, minutes, state):
    queued_at = timezone.now() - timedelta(minutes=minutes)
    SearchQueue.objects.create(project_id=1, log_id=1, queued_at=queued_at)
    assert findings()["search index"][0] == state


@pytest.mark.parametrize(("free", "state"), [(500e6, "error"), (3e9, "warning"), (50e9, "ok")])
def test_tells_how_much_disk_is_left(healthy, monkeypatch, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert findings()["disk"][0] == state


def test_tells_the_head_of_the_audit_log(healthy):
    entry = record(Action.KEY_CREATED, by="test", project_id=1)
    assert findings()["audit"] == ("ok", f"head 1:{entry.hash}")


def test_tells_a_broken_chain_within_its_newest_entries(db, monkeypatch):
    monkeypatch.setattr(doctor, "_NEWEST_ENTRIES", 3)
    for number in range(6):
        record(Action.KEY_CREATED, by="test", project_id=1, target=f"key {number}")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditentry SET actor = 'nobody' WHERE id = 5")
    assert findings()["audit"] == ("error", "the chain is broken at entry 5: it was changed")


def test_tells_guards_that_are_not_there(db):
    assert findings()["audit"] == ("error", "the triggers that keep it append-only are not there")


def test_tells_a_secret_key_of_another_database(healthy, project, settings):
    BotApp.objects.issue(project, None, "app")
    assert findings()["secret key"][0] == "ok"
    settings.SECRET_KEY = "another-one-" + "z" * 50
    assert findings()["secret key"][0] == "error"


def test_tells_what_the_security_checks_find(healthy, settings):
    settings.HTTPS, settings.SECRET_KEY = True, "short"
    found = [finding for finding in doctor.examine() if finding.name == "settings"]
    assert any(finding.state == "error" and "llmlogs.E001" in finding.text for finding in found)
