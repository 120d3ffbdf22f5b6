"""`manage.py redact_logs`: rules followed through logs that were there before."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.audit.models import AuditEntry
from logs.holds import place
from logs.models import Customer, Log, LogBody
from logs.redaction.models import RedactionRule
from logs.tests.factories import make_log, post_log
from logs.tests.redaction.test_redaction_doors import MAIL, everything_stored, payload

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(api, project):
    """Three logs from before the rules: one with everything, one with its content gone, one with nothing to find."""
    RedactionRule.objects.all().delete()
    post_log(api, **payload())
    gone = make_log(project, input_messages=[{"role": "user", "content": MAIL}], metadata={"who": MAIL})
    LogBody.objects.filter(id=gone.id).delete()
    make_log(project, input_messages=[{"role": "user", "content": "hello"}])
    for kind in ("email", "secrets"):
        RedactionRule.objects.create(project_id=project.pk, kind=kind, name=kind, in_identifiers=True)


def run(**options):
    out = StringIO()
    call_command("redact_logs", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_says_what_would_go_and_changes_nothing(stored):
    before = everything_stored()
    assert "Would change 2 of 3 logs and 1 customers." in run(dry_run=True)
    assert everything_stored() == before


def test_takes_out_what_ingest_would_have(stored, api, project):
    said = run()
    assert "email: 10\nsecrets: 1\nChanged 2 of 3 logs and 1 customers." in said
    parts = [str(row) for row in Log.objects.values()] + [str(row) for row in Customer.objects.values()]
    assert MAIL not in "".join(parts)
    assert Log.objects.get(customer_id__isnull=False).customer_id == Customer.objects.get().identifier
    assert AuditEntry.objects.filter(action="redaction.changed", target="logs", project_id=project.pk).exists()
    assert "Changed 0 of 3 logs and 0 customers." in run()
    # The same call sent again completes its log and makes no other.
    post_log(api, **payload())
    assert Log.objects.count() == 3


def test_leaves_what_a_legal_hold_keeps(stored, project):
    place(project.pk, by="a test", reason="case 17")
    assert "Changed 0 of 0 logs" in run()
    assert Log.objects.filter(customer_id=MAIL).exists()
