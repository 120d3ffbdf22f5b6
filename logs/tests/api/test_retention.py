"""`/api/v2/retention-rules/`, `legal-holds/`, `retention-runs/` over HTTP."""

import pytest

from accounts.audit.models import AuditEntry
from logs.retention.models import RetentionRule
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with
from logs.tests.retention.conftest import keep, log_a_day, run

pytestmark = pytest.mark.django_db

RULES, HOLDS, RUNS = "/api/v2/retention-rules/", "/api/v2/legal-holds/", "/api/v2/retention-runs/"


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("admin"))


@pytest.mark.parametrize("path", [RULES, HOLDS, RUNS])
def test_is_for_those_who_may_change_the_project(anonymous_api, api, admin_api, path):
    assert problem_of(anonymous_api.get(path), 401)
    assert problem_of(api.get(path), 403)["detail"] == "This needs the scope admin."
    assert admin_api.get(path).json() == {"results": []}


def test_a_rule_is_set_replaced_and_removed(admin_api, project):
    made = admin_api.put(RULES, {"body_days": 30, "log_days": 365}).json()
    changed = admin_api.put(RULES, {"log_days": 90}).json()
    assert (made["id"], changed["body_days"], changed["log_days"]) == (changed["id"], None, 90)
    assert admin_api.get(RULES).json()["results"] == [changed]
    assert admin_api.delete(f"{RULES}{made['id']}/").status_code == 204
    assert not RetentionRule.objects.exists()


def test_a_change_stands_in_the_audit_log(admin_api, project):
    admin_api.put(RULES, {"customer_id": "ann", "log_days": 90})
    admin_api.put(RULES, {"customer_id": "ann", "log_days": 90})
    entry = AuditEntry.objects.get(action="retention.changed")
    assert (entry.project_id, entry.target) == (project.pk, "customer ann")
    assert entry.details == '{"after": {"body_days": null, "log_days": 90}, "before": null}'


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({}, "body_days"),
        ({"body_days": 0}, "body_days"),
        ({"log_days": "soon"}, "log_days"),
        ({"body_days": 9, "log_days": 8}, "body_days"),
        ({"log_days": 9, "customer_id": "ann", "bot_id": "st-shop"}, "bot_id"),
        ({"log_days": 9, "bot_id": "st-nobody"}, "bot_id"),
        ({"log_days": 9, "customer_id": "\x00"}, "customer_id"),
        ({"log_days": 9, "days": 9}, "days"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(admin_api, project, rule, field):
    response = admin_api.put(RULES, rule, format="json")
    assert [error["field"] for error in problem_of(response, 400)["errors"]] == [field]
    assert not RetentionRule.objects.exists()


def test_another_projects_rules_and_holds_do_not_exist(admin_api, stranger_project):
    rule = keep(stranger_project, log_days=1)
    assert admin_api.get(RULES).json() == {"results": []}
    same = [problem_of(admin_api.delete(f"{RULES}{number}/"), 404) for number in (rule.pk, rule.pk + 1, "x", "9" * 30)]
    assert same.count(same[0]) == 4


def test_a_hold_is_placed_and_lifted(admin_api, project):
    hold = admin_api.post(HOLDS, {"reason": "case 17", "customer_id": "ann"}).json()
    assert (hold["reason"], hold["lifted_at"], hold["placed_by"][:8]) == ("case 17", None, "key llk_")
    assert admin_api.delete(f"{HOLDS}{hold['id']}/").status_code == 204
    assert admin_api.get(HOLDS).json()["results"][0]["lifted_at"] is not None
    actions = AuditEntry.objects.filter(action__startswith="hold").order_by("id").values_list("action", "target")
    assert list(actions) == [("hold.placed", "customer ann"), ("hold.lifted", "customer ann")]


def test_a_hold_says_why(admin_api, project):
    assert problem_of(admin_api.post(HOLDS, {}), 400)["errors"][0]["field"] == "reason"


def test_passes_say_what_went(admin_api, project):
    log_a_day(project, 4)
    keep(project, log_days=1)
    run()
    (found,) = admin_api.get(RUNS).json()["results"]
    assert (found["logs"], found["bodies"], found["body_bytes"] > 0) == (2, 0, True)
