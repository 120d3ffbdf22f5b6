"""Pages of sorted lists are the same however they are found: by walking an index, by parts, by sorting."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F, Q

from logs import pages
from logs.models import Log
from logs.tests.factories import NOON, make_log, make_logs

MODELS = ("gpt-4o", "o3", None)
STATUSES = ("success", "success", "success", "error")


@pytest.fixture
def logs(project, monkeypatch):
    """Forty logs in every mixture, of which the walk looks at ten."""
    monkeypatch.setattr(pages, "WALKED", 10)
    make_logs(
        project,
        [
            {
                "started_at": NOON + n * timedelta(minutes=1),
                "model": MODELS[n % 3],
                "status": STATUSES[n % 4],
                "latency_ms": None if n % 7 == 0 else float(n * 37 % 11),
                "ended_at": None,
                "cost_usd": None if n % 5 == 0 else Decimal(n * 13 % 4),
            }
            for n in range(40)
        ],
    )
    return Log.objects.of_project(project.pk)


def expected(logs, column, *, descending, unknown_is=None):
    """The same order in Python: unknown last, or counted as a value; ties by key."""
    rows = [(getattr(log, column), log.pk) for log in logs.order_by("id")]
    rows = [(unknown_is if value is None else value, key) for value, key in rows]
    known = sorted((row for row in rows if row[0] is not None), reverse=descending)
    unknown = sorted((row for row in rows if row[0] is None), key=lambda row: row[1], reverse=descending)
    return [key for _, key in (*known, *unknown)]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("column", ["latency_ms", "cost_usd", "total_tokens"])
@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"model": "gpt-4o"},
        {"status": "success"},
        {"model": "o3", "status": "error"},
        {"model__in": ["o3", "gpt-4o"]},
    ],
)
def test_every_page_is_the_one_of_the_whole_order(logs, column, descending, conditions):
    found = logs.filter(**conditions)
    whole = expected(found, column, descending=descending)
    ordered = found.sorted_by(column, descending=descending)
    for offset, limit in ((0, 3), (2, 5), (0, 9), (7, 20), (30, 20), (100, 5)):
        assert [log.pk for log in ordered.page(offset, limit)] == whole[offset : offset + limit]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("conditions", [{}, {"status": "success"}])
def test_the_unknown_may_count_as_a_value(logs, descending, conditions):
    found = logs.filter(**conditions)
    whole = expected(found, "cost_usd", descending=descending, unknown_is=Decimal(0))
    ordered = found.sorted_by("cost_usd", descending=descending, unknown_is=Decimal(0))
    assert [log.pk for log in ordered] == whole
    for offset, limit in ((0, 3), (5, 9), (15, 20), (100, 5)):
        assert [log.pk for log in ordered.page(offset, limit)] == whole[offset : offset + limit]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "conditions", [{"status__in": ["error", "cancelled"]}, {"model": "o3", "status": "error"}, {"model": "m" * 300}]
)
def test_pages_in_order_of_time(logs, conditions, descending):
    found = logs.filter(**conditions)
    whole = list(found.order_by("-id" if descending else "id").values_list("id", flat=True))
    ordered = found.sorted_by("started_at", descending=descending)
    for offset, limit in ((0, 2), (1, 5), (0, 40), (100, 5)):
        assert [log.pk for log in ordered.page(offset, limit)] == whole[offset : offset + limit]


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_of_what_ended_within_a_time(logs, project, descending, is_late):
    logs.update(ended_at=F("started_at"))
    start, end = NOON + timedelta(minutes=4), NOON + timedelta(minutes=33)
    if is_late:  # a clock that went backwards: it ended before it started
        make_log(project, started_at=NOON + timedelta(hours=2), ended_at=NOON + timedelta(minutes=20))
    found = logs.ended_between(start, end)
    whole = list(found.order_by("-id" if descending else "id").values_list("id", flat=True))
    assert len(whole) == 30 + is_late
    ordered = found.sorted_by("id", descending=descending)
    for offset, limit in ((0, 2), (1, 5), (3, 6), (0, 50), (8, 20), (100, 5)):
        assert [log.pk for log in ordered.page(offset, limit)] == whole[offset : offset + limit]


def test_a_condition_may_stand_in_any_place(logs):
    either = logs.filter(Q(model="o3") | Q(status="error")).exclude(model="gpt-4o").filter(Q(Q(status="error")))
    whole = expected(either, "latency_ms", descending=True)
    assert [log.pk for log in either.sorted_by("latency_ms", descending=True).page(0, 50)] == whole


def test_another_projects_logs_are_on_no_page(logs, stranger_project):
    make_log(stranger_project, latency_ms=99.0, ended_at=None)
    ordered = logs.filter(status="success").sorted_by("latency_ms", descending=True)
    assert {log.project_id for log in ordered.page(0, 50)} == {logs[0].project_id}
