"""API keys: issued once, stored as a digest, verified, expired and revoked."""

import re
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from django.db import connection
from django.utils import timezone

from accounts.authentication import key_from_header
from accounts.keys.changing import revoke
from accounts.models import ApiKey, Scope


def test_key_text_is_mark_prefix_and_secret(issued):
    key, text = issued

    assert re.fullmatch(r"llk_[A-Za-z0-9]{8}_[A-Za-z0-9]{32}", text)
    assert text[4:12] == key.prefix


def test_keys_differ(project):
    texts = {ApiKey.objects.issue(project, "k", ["read"])[1] for _ in range(20)}

    assert len(texts) == 20


def test_key_is_not_stored_in_clear(issued):
    key, text = issued

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_apikey")
        stored = repr(cursor.fetchall())
    assert key.prefix in stored
    assert text[13:] not in stored


def test_key_verifies(issued):
    key, text = issued

    assert ApiKey.objects.verify(text) == key


def test_issue_keeps_the_scopes_in_order_and_once(project):
    key, _ = ApiKey.objects.issue(project, "k", ["read", "ingest", Scope.READ])

    assert key.scopes == ["ingest", "read"]


def test_issue_refuses_an_unknown_scope(project):
    with pytest.raises(ValueError, match="everything"):
        ApiKey.objects.issue(project, "k", ["everything"])


def test_issue_remembers_who_and_until_when(project, owner):
    until = datetime(2126, 1, 2, tzinfo=UTC)
    key, _ = ApiKey.objects.issue(project, "k", ["read"], until, created_by=owner)

    key.refresh_from_db()
    assert (key.expires_at, key.created_by) == (until, owner)


def test_wrong_secret_is_refused(issued):
    _, text = issued
    last = "a" if text[-1] != "a" else "b"

    assert ApiKey.objects.verify(text[:-1] + last) is None


def test_unknown_prefix_is_refused(issued):
    assert ApiKey.objects.verify("llk_" + "0" * 8 + issued[1][12:]) is None


@pytest.mark.parametrize(
    "text", ["", "llk_", "llk_short_x", "sk-123", "llk_" + "é" * 8 + "_" + "a" * 32, "llk_aaaaaaaa_" + "\x00" * 32]
)
def test_malformed_key_is_refused_without_a_query(db, django_assert_num_queries, text):
    with django_assert_num_queries(0):
        assert ApiKey.objects.verify(text) is None


def test_key_with_a_line_end_is_refused(issued):
    assert ApiKey.objects.verify(issued[1] + "\n") is None


def test_expired_key_is_refused(project):
    _, text = ApiKey.objects.issue(project, "k", ["read"], timezone.now() - timedelta(seconds=1))

    assert ApiKey.objects.verify(text) is None


def test_key_is_good_until_it_expires(project):
    key, text = ApiKey.objects.issue(project, "k", ["read"], timezone.now() + timedelta(minutes=1))

    assert ApiKey.objects.verify(text) == key


def test_key_expires_at_its_instant():
    key = ApiKey(expires_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert key.is_usable(datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert not key.is_usable(datetime(2026, 1, 1, tzinfo=UTC))


def test_revoked_key_is_refused(issued):
    key, text = issued
    revoke(key, by="test")

    assert ApiKey.objects.verify(text) is None


def test_revoking_twice_keeps_the_first_time(issued):
    key, _ = issued
    assert revoke(key, by="test") is True
    first = key.revoked_at
    assert revoke(key, by="test") is False

    key.refresh_from_db()
    assert key.revoked_at == first


def test_revoking_many_counts_those_that_were_not(issued, project):
    ApiKey.objects.issue(project, "k", ["read"])
    revoke(issued[0], by="test")

    assert ApiKey.objects.revoke() == 1


def test_usable_leaves_out_expired_and_revoked_keys(issued, project):
    ApiKey.objects.issue(project, "late", ["read"], timezone.now() - timedelta(days=1))
    revoke(ApiKey.objects.issue(project, "gone", ["read"])[0], by="test")

    assert list(ApiKey.objects.usable()) == [issued[0]]


def test_verified_key_costs_no_query(issued, django_assert_num_queries):
    key_from_header(issued[1])

    with django_assert_num_queries(0):
        assert key_from_header(issued[1]) == issued[0]


def test_verified_key_is_looked_up_again_after_some_seconds(issued, monkeypatch, django_assert_num_queries):
    key_from_header(issued[1])
    later = monotonic() + 5.1
    monkeypatch.setattr("accounts.verified_keys.monotonic", lambda: later)

    with django_assert_num_queries(1):
        assert key_from_header(issued[1]) == issued[0]


def test_revoked_key_is_dead_at_once_here(issued):
    key, text = issued
    key_from_header(text)
    revoke(key, by="test")

    assert key_from_header(text) is None


def test_keys_revoked_together_are_dead_at_once_here(issued):
    key_from_header(issued[1])
    ApiKey.objects.all().revoke()

    assert key_from_header(issued[1]) is None


def test_deleted_key_is_dead_at_once_here(issued):
    key_from_header(issued[1])
    issued[0].delete()

    assert key_from_header(issued[1]) is None


def test_key_expires_while_it_is_remembered(project, monkeypatch):
    _, text = ApiKey.objects.issue(project, "k", ["read"], timezone.now() + timedelta(minutes=1))
    assert key_from_header(text)

    later = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr("accounts.models.timezone.now", lambda: later)
    assert key_from_header(text) is None
