"""Rules, holds and passes in the admin: seen by operators for all projects, changed by nobody there."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from logs.holds import LegalHold
from logs.redaction.models import RedactionRule
from logs.retention.models import RetentionRule, RetentionRun
from logs.tests.explorer.reading import text_of

KINDS = ["retentionrule", "retentionrun", "legalhold", "redactionrule"]


@pytest.fixture
def operator(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.com", "correct horse battery"))
    return client


@pytest.fixture
def rows(project, stranger_project):
    RetentionRule.objects.create(project_id=stranger_project.pk, customer_id="acme-retail", log_days=9)
    return {
        "retentionrule": RetentionRule.objects.create(project_id=project.pk, log_days=365),
        "retentionrun": RetentionRun.objects.create(project_id=project.pk, started_at=timezone.now(), logs=12),
        "legalhold": LegalHold.objects.create(project_id=project.pk, reason="<b>Case 17</b>", placed_by="ann"),
        "redactionrule": RedactionRule.objects.create(project_id=project.pk, kind="email", name="email", mode="mask"),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_are_listed_with_their_projects(operator, rows, kind, django_assert_num_queries):
    # session, user, who demands a second factor; count, rows, names of projects, projects to filter by
    with django_assert_num_queries(7):
        response = operator.get(f"/admin/logs/{kind}/")
    assert "acme" in text_of(response)
    assert "<b>" not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_are_opened_and_changed_by_nobody(operator, rows, kind):
    page = f"/admin/logs/{kind}/{rows[kind].pk}/"
    response = operator.get(f"{page}change/")
    assert response.status_code == 200
    assert 'name="_save"' not in response.content.decode()
    assert operator.post(f"{page}change/", {"log_days": 1}).status_code == 403
    assert operator.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert operator.get(f"/admin/logs/{kind}/add/").status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_are_for_staff_only(client, owner, rows, kind):
    client.force_login(owner)
    assert client.get(f"/admin/logs/{kind}/").status_code == 302


def test_are_found_and_filtered(operator, rows, project):
    rules = "/admin/logs/retentionrule/"
    assert "acme-retail" in text_of(operator.get(f"{rules}?q=retail"))
    assert "365" not in text_of(operator.get(f"{rules}?q=retail"))
    assert "365" in text_of(operator.get(f"{rules}?project={project.pk}"))
