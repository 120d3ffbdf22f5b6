"""`/settings/retention/`: rules, holds and passes on a page."""

import pytest
from django.test import Client

from logs.holds import LegalHold
from logs.retention.models import RetentionRule
from logs.tests.retention.conftest import keep, log_a_day, run

pytestmark = pytest.mark.django_db

PAGE = "/settings/retention/"


@pytest.fixture
def browser(owner, project):
    client = Client()
    client.force_login(owner)
    return client


def text(response):
    return response.content.decode()


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_viewers_may_not(viewer_browser):
    assert viewer_browser.get(PAGE).status_code == 403
    assert viewer_browser.post(PAGE, {"log_days": 1}).status_code == 403


def test_shows_that_there_are_no_rules(browser):
    assert "Without a rule, for ever." in text(browser.get(PAGE))


def test_sets_a_rule(browser, project):
    page = browser.post(PAGE, {"body_days": 30, "log_days": 365}, follow=True)
    assert "Saved the rule for everything else." in text(page)
    rule = RetentionRule.objects.get()
    assert (rule.project_id, rule.body_days, rule.log_days) == (project.pk, 30, 365)
    assert f'data-rule-id="{rule.pk}"' in text(page)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Say after how many days"),
        ({"log_days": "0"}, "greater than or equal to 1"),
        ({"log_days": "9", "bot_id": "st-nobody"}, "There is no such bot in the project."),
    ],
)
def test_says_what_is_wrong_with_a_rule(browser, sent, sentence):
    response = browser.post(PAGE, sent)
    assert response.status_code == 400
    assert sentence in text(response)


def test_removes_a_rule(browser, project):
    rule = keep(project, log_days=1)
    browser.post(f"{PAGE}rules/{rule.pk}/remove/")
    assert not RetentionRule.objects.exists()


def test_another_projects_rule_and_hold_are_not_found(browser, stranger_project):
    rule = keep(stranger_project, log_days=1)
    hold = LegalHold.objects.create(project_id=stranger_project.pk, reason="x", placed_by="y")
    assert browser.post(f"{PAGE}rules/{rule.pk}/remove/").status_code == 404
    assert browser.post(f"{PAGE}holds/{hold.pk}/lift/").status_code == 404


def test_places_and_lifts_a_hold(browser, project):
    page = browser.post(f"{PAGE}holds/", {"reason": "<b>17</b>", "customer_id": "ann"}, follow=True)
    hold = LegalHold.objects.get()
    assert (hold.subject, hold.placed_by) == ("customer ann", "owner@example.com")
    assert "&lt;b&gt;17&lt;/b&gt;" in text(page)
    browser.post(f"{PAGE}holds/{hold.pk}/lift/")
    hold.refresh_from_db()
    assert hold.lifted_by == "owner@example.com"


def test_a_hold_needs_a_reason(browser):
    response = browser.post(f"{PAGE}holds/", {"customer_id": "ann"})
    assert response.status_code == 400
    assert "This field is required." in text(response)


def test_counts_what_is_due(browser, project):
    log_a_day(project, 5)
    keep(project, body_days=1, log_days=2)
    assert "0 whole logs" not in text(browser.get(PAGE))
    run()
    assert "The next pass removes" in text(browser.get(f"{PAGE}?due"))


def test_costs_as_much_with_many_rules_as_with_one(browser, project, django_assert_num_queries):
    keep(project, log_days=1)
    with django_assert_num_queries(8):
        browser.get(PAGE)
    for number in range(20):
        keep(project, log_days=1, customer_id=f"c{number}")
    with django_assert_num_queries(8):
        browser.get(PAGE)
