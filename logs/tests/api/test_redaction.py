"""`/api/v2/redaction-rules/` over HTTP."""

import pytest

from accounts.audit.models import AuditEntry
from logs.redaction.models import RedactionRule
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with

pytestmark = pytest.mark.django_db

RULES = "/api/v2/redaction-rules/"


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("admin"))


def test_is_for_those_who_may_change_the_project(anonymous_api, api, admin_api):
    assert problem_of(anonymous_api.get(RULES), 401)
    assert problem_of(api.get(RULES), 403)["detail"] == "This needs the scope admin."
    assert [rule["name"] for rule in admin_api.get(RULES).json()["results"]] == ["secrets"]


def test_a_rule_is_set_changed_and_removed(admin_api, project):
    made = admin_api.put(RULES, {"kind": "email", "mode": "hash"}, format="json").json()
    changed = admin_api.put(RULES, {"kind": "email", "is_on": False}, format="json").json()
    assert made["id"] == changed["id"]
    assert (changed["name"], changed["mode"], changed["is_on"]) == ("email", "hash", False)
    assert admin_api.delete(f"{RULES}{made['id']}/").status_code == 204
    assert problem_of(admin_api.delete(f"{RULES}{made['id']}/"), 404)
    assert AuditEntry.objects.filter(action="redaction.changed", project_id=project.pk).count() == 3


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({}, "kind"),
        ({"kind": "names"}, "kind"),
        ({"kind": "email", "mode": "burn"}, "mode"),
        ({"kind": "custom", "name": "x", "expression": "("}, "expression"),
        ({"kind": "custom", "name": "A b", "expression": "x"}, "name"),
        ({"kind": "phone", "region": "XX"}, "region"),
        ({"kind": "email", "surprise": 1}, "surprise"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(admin_api, rule, field):
    response = admin_api.put(RULES, rule, format="json")
    assert [error["field"] for error in problem_of(response, 400)["errors"]] == [field]


def test_the_rule_of_another_project_is_not_there(admin_api, stranger_project):
    rule = RedactionRule.objects.get(project_id=stranger_project.pk)
    assert problem_of(admin_api.delete(f"{RULES}{rule.pk}/"), 404)
    assert RedactionRule.objects.filter(pk=rule.pk).exists()
