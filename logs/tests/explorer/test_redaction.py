"""`/settings/redaction/`: rules, expressions, and what they would do."""

import pytest
from django.test import Client

from accounts.audit.models import AuditEntry
from accounts.models import Project
from logs.redaction.models import RedactionRule
from logs.tests.factories import make_log

pytestmark = pytest.mark.django_db

PAGE = "/settings/redaction/"
MAIL = "jane.doe@example.com"


@pytest.fixture
def browser(owner, project):
    client = Client()
    client.force_login(owner)
    return client


def text(response):
    return response.content.decode()


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


@pytest.mark.parametrize("path", ["", "expressions/", "try/", "1/remove/"])
def test_viewers_may_not(viewer_browser, path):
    assert viewer_browser.post(PAGE + path).status_code == 403


def test_a_new_project_begins_with_secrets_masked(browser, project):
    assert list(RedactionRule.objects.filter(project_id=project.pk).values_list("name", "mode")) == [
        ("secrets", "mask")
    ]
    project.save()
    assert RedactionRule.objects.filter(project_id=project.pk).count() == 1
    assert '<option value="mask" selected>' in text(browser.get(PAGE))


def test_sets_a_built_in_rule_and_switches_it_off(browser, project):
    page = browser.post(PAGE, {"kind": "email", "mode": "hash", "in_identifiers": "on"}, follow=True)
    assert "E-mail addresses: hash, from now on." in text(page)
    rule = RedactionRule.objects.get(project_id=project.pk, name="email")
    assert (rule.is_on, rule.mode, rule.in_identifiers) == (True, "hash", True)
    browser.post(PAGE, {"kind": "email", "mode": "off"})
    rule.refresh_from_db()
    assert (rule.is_on, rule.mode) == (False, "hash")
    entries = AuditEntry.objects.filter(action="redaction.changed", target="rule email")
    assert [entry.project_id for entry in entries] == [project.pk] * 2


@pytest.mark.parametrize("sent", [{}, {"kind": "email", "mode": "burn"}, {"kind": "custom", "mode": "mask"}])
def test_refuses_what_is_no_rule(browser, sent):
    assert browser.post(PAGE, sent).status_code == 400


def test_refuses_a_country_that_has_no_phones(browser):
    response = browser.post(PAGE, {"kind": "phone", "mode": "mask", "region": "XX"})
    assert response.status_code == 400
    assert "Two letters of a country" in text(response)


def test_saves_and_removes_an_expression(browser, project):
    sent = {"name": "order", "expression": r"ORD-\d+", "mode": "mask"}
    assert r"<code>ORD-\d+</code>" in text(browser.post(f"{PAGE}expressions/", sent, follow=True))
    rule = RedactionRule.objects.get(name="order")
    assert "[redacted:order]" in make_log(project, input_messages=[{"role": "user", "content": "ORD-17"}]).input_preview
    browser.post(f"{PAGE}{rule.pk}/remove/")
    assert "ORD-17" in make_log(project, input_messages=[{"role": "user", "content": "ORD-17"}]).input_preview


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": "order", "expression": "(?=x)", "mode": "mask"}, "not there, as they can take for ever"),
        ({"name": "email", "expression": "x", "mode": "mask"}, "is no built-in rule"),
        ({"name": "", "expression": "", "mode": "mask"}, "This field is required."),
    ],
)
def test_says_what_is_wrong_with_an_expression(browser, sent, sentence):
    response = browser.post(f"{PAGE}expressions/", sent)
    assert response.status_code == 400
    assert sentence in text(response)


def test_the_rule_of_another_project_is_not_there(browser, stranger_project: Project):
    rule = RedactionRule.objects.get(project_id=stranger_project.pk)
    assert browser.post(f"{PAGE}{rule.pk}/remove/").status_code == 404


def test_tries_a_rule_on_a_text_and_keeps_nothing(browser):
    page = text(browser.post(f"{PAGE}try/", {"rule": "email", "text": f"<b>write to {MAIL}</b>"}))
    assert f"&lt;b&gt;write to <mark>{MAIL}</mark>&lt;/b&gt;" in page
    assert "<mark>[redacted:email]</mark>" in page
    assert "<strong>email</strong>: 1" in page
    assert not RedactionRule.objects.filter(name="email").exists()


def test_tries_an_expression_on_the_newest_logs(browser, project, stranger_project):
    make_log(stranger_project, input_messages=[{"role": "user", "content": "ORD-99"}])
    make_log(project, input_messages=[{"role": "user", "content": "my order ORD-17 please"}])
    make_log(project, input_messages=[{"role": "user", "content": "hello"}])
    page = text(browser.post(f"{PAGE}try/", {"expression": r"ORD-\d+"}))
    assert "Of 2 logs, 1 would change." in page
    assert "<mark>ORD-17</mark>" in page
    assert "ORD-99" not in page


def test_what_was_taken_out_is_told_beside_the_metadata(browser, project):
    RedactionRule.objects.create(project_id=project.pk, kind="email", name="email")
    log = make_log(project, input_messages=[{"role": "user", "content": MAIL}])
    page = text(browser.get(f"/logs/{log.public_id}/?tab=metadata"))
    assert "before it was stored" in page
    assert "E-mail addresses" in page
