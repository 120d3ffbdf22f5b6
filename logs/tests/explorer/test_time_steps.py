"""The stretches of time before and after the one that a page shows."""

import pytest
from django.test import Client

from accounts.models import Project
from logs.tests.explorer.reading import links_of
from logs.tests.factories import make_log

DAY = "since=2026-11-19T00:00Z&until=2026-11-19T23:59:59.999Z"


def test_leads_a_day_back_and_forward(browser: Client, project: Project):
    links = links_of(browser.get(f"/logs/?q=model:gpt-5&{DAY}"))
    before = "since=2026-11-18T00:00Z&until=2026-11-18T23:59:59.999Z"
    assert links["Earlier"] == f"/logs/?q=model:gpt-5&{before}"
    after = links["Later"]
    assert after.endswith("since=2026-11-20T00:00Z&until=2026-11-20T23:59:59.999Z")


def test_leads_back_and_forth(browser: Client, project: Project):
    back = links_of(browser.get(f"/logs/?{DAY}"))["Earlier"]
    assert links_of(browser.get(back))["Later"] == f"/logs/?{DAY}"


@pytest.mark.parametrize("time", ["time=24h", "since=2026-11-19T00:00Z"])
def test_leads_into_no_future(browser: Client, project: Project, time: str):
    links = links_of(browser.get(f"/logs/?{time}"))
    assert "Earlier" in links
    assert "Later" not in links


@pytest.mark.parametrize("time", ["", "until=2026-11-19T00:00Z", "since=2026-11-19T00:00Z&until=2026-11-18T00:00Z"])
def test_leads_nowhere_from_a_time_without_length(browser: Client, project: Project, time: str):
    make_log(project)
    assert not {"Earlier", "Later"} & links_of(browser.get(f"/logs/?{time}")).keys()


def test_leads_nowhere_before_the_first_year(browser: Client, project: Project):
    response = browser.get("/logs/?since=0001-01-01T00:00Z&until=0001-01-03T00:00Z")
    assert response.status_code == 200
    assert "Earlier" not in links_of(response)
