"""What is held stays, whoever wants it gone; what is not held goes."""

import pytest

from logs.deleting import delete
from logs.holds import LegalHold, lift
from logs.tests.factories import make_logs
from logs.tests.retention.conftest import keep, log_a_day, run, sources

pytestmark = pytest.mark.django_db


def hold(project, **subject):
    return LegalHold.objects.create(project_id=project.pk, reason="case 17", placed_by="owner@example.com", **subject)


@pytest.mark.parametrize("subject", [{}, {"customer_id": "ann"}, {"bot_id": "st-shop"}, {"thread_id": "t1"}])
def test_what_is_held_stays(project, logs, subject):
    log_a_day(project, 3, customer_id="ann", bot_id="st-shop", thread_id="t1")
    keep(project, body_days=1, log_days=1)
    hold(project, **subject)
    assert run() == []
    assert delete(logs) == 0
    assert logs.count() == 3


@pytest.mark.parametrize("subject", [{"customer_id": "bob"}, {"customer_id": "ann", "thread_id": "t2"}])
def test_what_is_not_held_goes(project, logs, subject):
    log_a_day(project, 3, customer_id="ann", thread_id="t1")
    make_logs(project, [{"source_id": "none"}])
    hold(project, **subject)
    assert delete(logs) == 4


def test_another_projects_hold_holds_nothing_here(project, stranger_project, logs):
    log_a_day(project, 2)
    hold(stranger_project)
    assert delete(logs) == 2


def test_what_was_held_goes_after_it_is_lifted(project, logs):
    log_a_day(project, 3)
    keep(project, log_days=1)
    held = hold(project)
    run()
    lift(held, by="owner@example.com")
    run()
    assert sources(logs) == ["d0", "d1"]
    assert held.lifted_by == "owner@example.com"
