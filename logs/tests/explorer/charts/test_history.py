"""Charts and places go on telling what retention has removed; the list and its count do not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from logs import rollups
from logs.retention.work import follow_rules
from logs.rollups.history import forget_customer
from logs.tests.factories import make_logs
from logs.tests.retention.conftest import keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def pruned(project):
    """Three logs of a customer, of which the two older ones are removed."""
    now = timezone.now()
    days = [{"started_at": now - timedelta(days=n), "ended_at": None} for n in (1, 40, 70)]
    make_logs(project, [{**day, "customer_id": "ann", "model": "o3", "cost_usd": Decimal(2)} for day in days])
    keep(project, log_days=30)
    list(follow_rules())
    rollups.fold()


def text(response):
    return response.content.decode()


def test_figures_count_what_is_no_longer_stored(browser, pruned):
    page = text(browser.get("/logs/overview/"))
    assert "2 no longer stored" in page
    assert "$6.00" in page


def test_a_chart_begins_where_history_does(browser, pruned):
    page = text(browser.get("/charts/volume/"))
    assert page.count("<td") > 2


def test_the_list_shows_what_is_there(browser, pruned):
    assert text(browser.get("/logs/")).count("data-log-id") == 1


def test_places_tell_what_a_customer_used(browser, pruned):
    assert "$6.00" in text(browser.get("/customers/"))


def test_a_customer_that_is_forgotten_is_named_no_more(browser, project, pruned):
    forget_customer(project.pk, "ann")
    assert "$2.00" in text(browser.get("/customers/"))
    assert "2 no longer stored" in text(browser.get("/logs/overview/"))
