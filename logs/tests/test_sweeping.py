"""Removing the parts of conversations that nothing refers to any more, also beside those who write."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction  # noqa: F401 - the marks ask for the connection

from logs.bodies import canonicals, sweep_parts, sweeping
from logs.models import Log, LogBody, LogPart
from logs.tests.factories import make_log, make_logs
from logs.upkeep.runner import run_once

# SQLite has one write lock, which its tests in memory cannot show: see test_conversations for a part that was swept
# between the packing and the storing of a log.
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about row locks")
TOOLS = [{"type": "function", "function": {"name": f"tool{n}", "description": "d" * 90}} for n in range(10)]


def said(count):
    return [{"role": "user", "content": f"message {n}"} for n in range(count)]


def drop(*logs):
    for model in (LogBody, Log):
        model.objects.filter(id__in=[log.id for log in logs]).delete()


def beside(work: Callable[[], Any]) -> threading.Thread:
    """Do something at the same time, on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_whole_conversation_goes_when_its_logs_are_gone(project):
    drop(*make_logs(project, [{"input_messages": said(n), "tools": TOOLS} for n in range(3, 20)]))
    assert len(sweep_parts().removed) == 18
    assert LogPart.objects.count() == 0


def test_what_a_log_still_refers_to_stays_with_all_before_it(project):
    logs = make_logs(project, [{"input_messages": said(n), "tools": TOOLS} for n in range(3, 9)])
    drop(*logs[:2], *logs[4:])
    assert len(sweep_parts().removed) == 2
    (canonical,) = canonicals(logs[3:4])
    assert (canonical.input_messages, canonical.tools) == (said(6), TOOLS)


def test_a_branch_goes_and_the_trunk_stays(project):
    trunk = make_log(project, input_messages=said(3))
    kept, gone = (make_log(project, input_messages=[*said(3), *said(n)]) for n in (1, 2))
    drop(trunk, gone)
    assert len(sweep_parts().removed) == 1
    assert canonicals([kept])[0].input_messages == [*said(3), *said(1)]


def test_steps_go_on_where_the_last_one_stopped(project):
    drop(*make_logs(project, [{"input_messages": said(n)} for n in range(3, 10)]))
    first = sweep_parts(stretch=4)
    second = sweep_parts(first.before, stretch=4)
    assert [len(first.removed), len(second.removed), second.before] == [4, 3, None]


def test_upkeep_sweeps_every_part(project, monkeypatch):
    monkeypatch.setattr(sweep_parts, "__defaults__", (None, 2))
    drop(*make_logs(project, [{"input_messages": said(n)} for n in range(3, 10)]))
    assert run_once() == []
    assert LogPart.objects.count() == 0


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_part_that_a_writer_has_taken_hold_of_is_left(project):
    drop(make_log(project, input_messages=said(3)))
    with transaction.atomic():
        log = make_log(project, input_messages=said(5))
        beside(sweep_parts).join()
    assert canonicals([log])[0].input_messages == said(5)
    assert LogPart.objects.count() == 2


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_writer_that_comes_while_a_part_is_removed_writes_it_anew(project, monkeypatch):
    drop(make_log(project, input_messages=said(3)))
    looks, writers, dead = [], [], sweeping._dead

    def look(keys):
        looks.append(keys)
        if len(looks) == 2:  # the rows are taken, and not yet removed
            writers.append(beside(lambda: make_log(project, input_messages=said(5))))
            writers[0].join(0.5)
            assert writers[0].is_alive()
        return dead(keys)

    monkeypatch.setattr(sweeping, "_dead", look)
    assert len(sweep_parts().removed) == 1
    writers[0].join()
    assert canonicals(list(Log.objects.all()))[0].input_messages == said(5)
    assert LogPart.objects.get().depth == 1
