"""Entries of the audit log: who, what, and in turn."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory
from rest_framework.request import Request

from accounts.audit import Action, record
from accounts.audit.chain import ORIGIN, verify
from accounts.audit.models import AppendOnlyError, AuditEntry


def request_of(user):
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    request.user = user
    return request


def test_names_the_person_and_the_address(owner, project):
    entry = record(Action.KEY_CREATED, by=request_of(owner), project_id=project.pk, target="key llk_abcd1234")

    found = AuditEntry.objects.get()
    assert (found.action, found.actor, found.user_id, found.key_id) == (
        "key.created",
        "owner@example.com",
        owner.pk,
        None,
    )
    assert (found.ip, found.target, found.project_id) == ("192.0.2.7", "key llk_abcd1234", project.pk)
    assert (found.id, found.previous_hash, found.hash) == (1, ORIGIN, entry.hash)


def test_names_the_key(issued, project):
    request = Request(request_of(AnonymousUser()))
    request.user, request.auth = AnonymousUser(), issued[0]

    entry = record(Action.EXPORT_STARTED, by=request, project_id=project.pk)
    assert (entry.actor, entry.key_id, entry.user_id) == (f"key llk_{issued[0].prefix}", issued[0].pk, None)


def test_names_the_app(project):
    app, _ = project.bot_apps.model.objects.issue(project, None, "reports")
    request = Request(request_of(AnonymousUser()))
    request.user, request.auth = AnonymousUser(), app

    entry = record(Action.EXPORT_STARTED, by=request, project_id=project.pk)
    assert entry.actor == f"app {app.client_id}"


def test_names_nobody_who_did_not_sign_in(db):
    entry = record(Action.SIGN_IN_FAILED, by=request_of(AnonymousUser()), project_id=None, target="a@example.com")
    assert (entry.actor, entry.user_id, entry.project_id) == ("anonymous", None, None)


def test_names_the_command(db):
    assert record(Action.LOGS_DELETED, by="command prune_logs", project_id=None).actor == "command prune_logs"


def test_keeps_details(db):
    details = {"scopes": ["read"], "expires_at": None, "rate": 1.0, "note": "é\0\ud800"}
    record(Action.KEY_CHANGED, by="test", project_id=1, details=details)

    assert AuditEntry.objects.get().facts == details
    assert verify().broken is None


def test_takes_any_text(db):
    record(Action.CUSTOMER_ERASED, by="test", project_id=1, target="customer a\0b\ud800")

    assert AuditEntry.objects.get().target == "customer a\\x00b\\ud800"
    assert verify().broken is None


def test_is_gone_with_the_change_that_failed(transactional_db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Action.KEY_CREATED, by="test", project_id=1)
        raise ZeroDivisionError
    record(Action.KEY_REVOKED, by="test", project_id=1)

    assert list(AuditEntry.objects.values_list("id", "action")) == [(1, "key.revoked")]


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(actor="nobody"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.create(id=2, actor="me"),
        lambda entry: AuditEntry.objects.bulk_create([entry]),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["actor"]),
    ],
)
def test_model_refuses_changes(db, change):
    entry = record(Action.KEY_CREATED, by="test", project_id=1)

    with pytest.raises(AppendOnlyError):
        change(entry)
