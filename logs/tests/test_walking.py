"""Logs that no index leads to are looked through so far and no further, and the answer says how far."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Project
from logs import walking
from logs.explorer import paging
from logs.explorer.paging import bounded_count, neighbours, page_by_time
from logs.ledger import Ledger
from logs.models import Log
from logs.querysets import Counted, LogQuerySet
from logs.tests.factories import make_logs

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def logs(project: Project) -> list[Log]:
    """Twelve, a minute apart; the third is marked."""
    return make_logs(
        project,
        [
            {
                "started_at": NOON + timedelta(minutes=number),
                "model": "m",
                "metadata": {"mark": "yes" if number == 2 else "no"},
            }
            for number in range(12)
        ],
    )


def marked(project: Project, mark: str = "yes") -> LogQuerySet:
    return Log.objects.of_project(project.pk).with_metadata("mark", mark)


def test_knows_what_an_index_leads_to(project: Project) -> None:
    every = Log.objects.of_project(project.pk)
    found = [every, every.started_between(NOON), every.filter(model="m"), every.search("word")]
    assert [walking.is_found(one) for one in found] == [True] * 4
    walked = [
        marked(project),
        every.filter(channel="web"),
        every.exclude(model="m"),
        every.filter(model="m", kind="chat"),
    ]
    assert [walking.is_found(one) for one in walked] == [False] * 4


def test_counts_among_the_newest_alone(project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNT_LOOKED", 5)
    assert bounded_count(marked(project, "no")) == Counted(5, is_whole=False)
    assert bounded_count(marked(project)) == Counted(0, is_whole=False)


def test_counts_what_is_within_the_time_that_is_asked_for(
    project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNT_LOOKED", 5)
    early = marked(project).started_between(NOON, NOON + timedelta(minutes=3))
    assert bounded_count(early) == Counted(1, is_whole=True)


def test_counts_all_where_rollups_know(project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNT_LOOKED", 5)
    assert bounded_count(Log.objects.of_project(project.pk).exclude(model="other")) == Counted(12, is_whole=True)


@pytest.mark.parametrize("is_descending", [True, False])
def test_finds_a_log_many_stretches_away(
    project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch, is_descending: bool
) -> None:
    monkeypatch.setattr(walking, "_FIRST", 1)
    page = page_by_time(marked(project), is_descending=is_descending)
    assert ([log.id for log in page.logs], page.searched_to) == ([logs[2].id], None)


def test_says_how_far_it_looked_when_the_time_is_up(
    project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "_FIRST", 4)
    monkeypatch.setattr(paging, "SEARCH_SECONDS", 0.0)
    page = page_by_time(marked(project), is_descending=True)
    assert (page.logs, page.searched_to, page.next.label) == ([], logs[8].started_at, "Search on")
    on = page_by_time(marked(project), is_descending=True, before=logs[4].id)
    assert [log.id for log in on.logs] == [logs[2].id]


def test_finds_the_neighbours(project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "_FIRST", 1)
    newer, older = neighbours(marked(project), logs[7].id)
    assert (newer, older.id) == (None, logs[2].id)


def test_tallies_what_it_looked_at(project: Project, logs: list[Log], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logs.ledger._LOOKED", 4)
    found = Ledger(marked(project, "no")).tallies("model")
    assert (found.whole().total, found.newest) == (4, 4)
