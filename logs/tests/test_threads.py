"""Threads as the store knows them: sums by thread, and the newest by a walk over the newest logs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import Project
from logs.models import Log
from logs.querysets import LogQuerySet
from logs.tests.factories import NOON, make_log, make_logs
from logs.threads import newest_threads, of_thread, summed


def logs_of(project: Project) -> LogQuerySet:
    return Log.objects.of_project(project.pk)


def make_threads(project: Project, *names: str | None) -> list[Log]:
    """A log a second, the first named the oldest."""
    times = [NOON + timedelta(seconds=n) for n in range(len(names))]
    return make_logs(project, [{"thread_id": name, "started_at": at} for name, at in zip(names, times, strict=True)])


def names_of(page) -> list[str]:
    return [thread.id for thread in page.threads]


def test_sums_a_thread(project: Project):
    make_logs(
        project,
        [
            {"thread_id": "t", "model": "gpt-5", "latency_ms": 500.0, "cost_usd": Decimal("0.01"), "total_tokens": 10},
            {"thread_id": "t", "model": "gpt-5", "status_code": 500, "cost_usd": Decimal("0.02")},
            {"thread_id": "t", "model": "mystery", "latency_ms": 250.0},
            {"thread_id": "other", "cost_usd": Decimal("9")},
        ],
    )
    (thread,) = summed(of_thread(logs_of(project), "t"))
    assert (thread.id, thread.turns, thread.errors, thread.unpriced) == ("t", 3, 1, 1)
    assert (thread.models, thread.waited_ms) == (["gpt-5", "mystery"], 750.0)
    assert (thread.tokens, thread.cost_usd) == (10, Decimal("0.03"))


def test_knows_no_sum_where_nothing_is_known(project: Project):
    make_log(project, thread_id="t", model=None, ended_at=None)
    (thread,) = summed(logs_of(project))
    assert (thread.tokens, thread.cost_usd, thread.waited_ms, thread.models) == (None, None, None, [])


@pytest.mark.parametrize("name", ["a/b c", "x" * 1024, "half \ud83d", "nul \x00", "%_\\"])
def test_finds_a_thread_whatever_its_id(project: Project, name: str):
    make_threads(project, name, "another")
    assert [thread.id for thread in summed(of_thread(logs_of(project), name))] == [name]


def test_lists_the_thread_with_the_newest_log_first(project: Project):
    make_threads(project, "a", "b", "c", "a", None)
    page = newest_threads(logs_of(project))
    assert (names_of(page), page.older) == (["a", "c", "b"], None)


def test_keeps_projects_apart(project: Project, stranger_project: Project):
    make_threads(project, "a")
    make_threads(stranger_project, "b")
    assert names_of(newest_threads(logs_of(project))) == ["a"]


def test_goes_on_where_a_page_ended(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.threads.PAGE_SIZE", 2)
    logs = make_threads(project, "a", "b", "c", "a", "d")
    first = newest_threads(logs_of(project))
    assert (names_of(first), first.older) == (["d", "a"], logs[3].id)
    # The older log of `a` is passed by: it was on the page before.
    last = newest_threads(logs_of(project), first.older)
    assert (names_of(last), last.older) == (["c", "b"], None)


def test_walks_in_steps(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.threads.STEP", 2)
    make_threads(project, "a", None, None, "b", "b", "c")
    page = newest_threads(logs_of(project))
    assert (names_of(page), page.older) == (["c", "b", "a"], None)


def test_walks_no_further_than_it_may(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.threads.STEP", 2)
    monkeypatch.setattr("logs.threads.MOST_STEPS", 2)
    logs = make_threads(project, "a", "b", None, None, None, "c")
    page = newest_threads(logs_of(project))
    assert (names_of(page), page.older) == (["c"], logs[2].id)
    assert names_of(newest_threads(logs_of(project), page.older)) == ["b", "a"]


def test_asks_twice_for_a_page(project: Project, django_assert_num_queries):
    make_threads(project, *(f"t{n}" for n in range(60)))
    with django_assert_num_queries(2):
        newest_threads(logs_of(project))


def test_finds_the_logs_of_a_thread_by_its_index(project: Project):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table this small from end to end.")
    assert "log_thread" in of_thread(logs_of(project), "a").order_by("id").explain()
