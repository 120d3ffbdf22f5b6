"""`manage.py unlock_sign_in`."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from accounts.tests.sign_in.test_throttle import RIGHT, fail, on_page


def unlock(*args):
    return call_command("unlock_sign_in", *args)


@pytest.mark.parametrize("args", [["OWNER@example.com"], ["--address", "127.0.0.1"], ["--all"]])
def test_command_unlocks(client, owner, args, capsys):
    fail(on_page, client)
    unlock(*args)

    assert "unlocked." in capsys.readouterr().out
    assert on_page(client, RIGHT).status_code == 302
    assert AuditEntry.objects.filter(action="sign_in.unlocked", actor="command unlock_sign_in").exists()


def test_command_unlocks_nobody_else(client, owner):
    fail(on_page, client)
    unlock("nobody@example.com")

    assert on_page(client, RIGHT).status_code == 429


def test_command_wants_to_know_whom(db):
    with pytest.raises(CommandError):
        unlock()
