"""`manage.py verify_audit`: names the first broken entry, and proves by a known head that none is missing."""

import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.audit import Action, record
from logs.tests.server import ROOT, manage


@pytest.fixture
def entries(db):
    return [record(Action.KEY_CREATED, by="test", project_id=1, target=f"key {number}") for number in range(5)]


def run(**options):
    out = StringIO()
    call_command("verify_audit", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_prints_the_head(entries):
    assert run() == f"5 entries, the chain is whole.\nhead 5:{entries[4].hash}\n"


def test_empty_log_is_whole(db):
    assert run() == f"0 entries, the chain is whole.\nhead 0:{'0' * 64}\n"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'nobody'"),
        ("action", "'key.revoked'"),
        ("at", "'2026-01-01 00:00:00'"),
        ("project_id", "NULL"),
        ("user_id", "7"),
        ("key_id", "7"),
        ("ip", "'192.0.2.1'"),
        ("target", "''"),
        ("details", "'{}'"),
        ("hash", f"'{'1' * 64}'"),
    ],
)
def test_changed_entry_is_named(entries, column, value):
    execute(f"UPDATE accounts_auditentry SET {column} = {value} WHERE id = 3")

    with pytest.raises(CommandError, match="broken at entry 3: it was changed"):
        run()


def test_removed_entry_is_named(entries):
    execute("DELETE FROM accounts_auditentry WHERE id = 3")

    with pytest.raises(CommandError, match="broken at entry 3: it was removed"):
        run()


def test_removed_entry_is_named_where_the_rest_is_renumbered(entries):
    execute("DELETE FROM accounts_auditentry WHERE id = 3")
    execute("UPDATE accounts_auditentry SET id = 3 WHERE id = 4")

    with pytest.raises(CommandError, match="broken at entry 3: it does not follow the entry before it"):
        run()


def test_removed_end_is_noticed_by_a_known_head(entries):
    head = f"5:{entries[4].hash}"
    execute("DELETE FROM accounts_auditentry WHERE id > 3")

    assert run().startswith("3 entries, the chain is whole.")
    with pytest.raises(CommandError, match="broken at entry 4: .* the known head is missing"):
        call_command("verify_audit", f"--head={head}", stderr=StringIO())


def test_chain_written_anew_is_noticed_by_a_known_head(entries):
    head = f"5:{entries[4].hash}"
    execute("DELETE FROM accounts_auditentry")
    for _ in range(6):
        record(Action.KEY_CREATED, by="somebody else", project_id=1)

    with pytest.raises(CommandError, match="broken at entry 5: it is not the entry of the known head"):
        call_command("verify_audit", f"--head={head}", stderr=StringIO())


def test_longer_chain_contains_a_known_head(entries):
    out = StringIO()
    call_command("verify_audit", f"--head=3:{entries[2].hash}", stdout=out, stderr=StringIO())
    assert out.getvalue().startswith("5 entries, the chain is whole.")


@pytest.mark.parametrize("head", ["", "5", "5:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_nonsense_is_no_head(db, head):
    with pytest.raises(CommandError, match="A head is"):
        call_command("verify_audit", f"--head={head}")


_WRITES = """
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from accounts.audit import Action, record
def work(number):
    for _ in range(10):
        record(Action.KEY_CREATED, by="test", project_id=1)
    connection.close()
with ThreadPoolExecutor(2) as pool:
    list(pool.map(work, range(2)))
"""


def test_threads_and_processes_take_turns_under_guards(store):
    command = [sys.executable, "-c", _WRITES]
    writers = [subprocess.Popen(command, cwd=ROOT, env=store.environment) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]

    verified = manage(store.environment, "verify_audit")
    # And four of bootstrap: person, project, app, key.
    assert verified.stdout.startswith("64 entries, the chain is whole.\nhead 64:")
    assert "triggers" not in verified.stderr
