"""`upkeep`, by hand and beside a server."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from logs.tests.server import serving
from logs.upkeep import runner
from logs.upkeep.jobs import Job


def upkeep_of(group):
    """Ids of the upkeep processes in a process group."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words, pid = (path / "cmdline").read_bytes().split(b"\0"), int(path.name)
            if b"upkeep" in words and os.getpgid(pid) == group:
                found.append(pid)
        except (OSError, ProcessLookupError):
            continue
    return found


def wait_for(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_refused(server):
    """Whether somebody else holds the lock of the store."""
    try:
        server.manage("upkeep", "--once")
    except RuntimeError as error:
        assert "Another upkeep works on this store" in str(error)
        return True
    return False


def test_once_does_every_job(db, capsys):
    call_command("upkeep", once=True)
    assert capsys.readouterr().out == "Done.\n"


def test_once_names_the_jobs_that_failed(db, monkeypatch):
    def fails(alias):
        raise ZeroDivisionError

    monkeypatch.setattr(runner.run_once, "__defaults__", ((Job("dividing", 1, fails),),))
    with pytest.raises(CommandError, match="Failed: dividing"):
        call_command("upkeep", once=True)


def test_a_server_has_one_upkeep_that_is_started_again_and_ends_with_it(store):
    with serving(store) as server:
        wait_for(lambda: len(upkeep_of(server.group)) == 1)
        first = upkeep_of(server.group)
        os.kill(first[0], signal.SIGKILL)
        wait_for(lambda: upkeep_of(server.group) not in ([], first))
        wait_for(lambda: is_refused(server))
    wait_for(lambda: upkeep_of(server.group) == [])
