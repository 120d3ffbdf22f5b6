"""Keys made, changed, rotated and revoked, and that each leaves its entry in the audit log."""

import json
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from django.utils import timezone

from accounts.authentication import key_from_header
from accounts.keys.changing import Limits, RevokedError, change, create, revoke, rotate
from accounts.keys.fields import read_ranges
from accounts.models import ApiKey, AuditEntry

UNTIL = datetime(2126, 1, 2, tzinfo=UTC)


def entry():
    found = AuditEntry.objects.get()
    return found.action, found.target, json.loads(found.details)


def test_created_with_limits_and_recorded(project):
    key, text = create(project, "backend", ["ingest"], by="test", limits=Limits(UNTIL, ("10.0.0.0/8",), 60))

    key.refresh_from_db()
    assert (key.expires_at, key.ip_ranges, key.rate_per_minute) == (UNTIL, ["10.0.0.0/8"], 60)
    limits = {"expires_at": "2126-01-02T00:00:00+00:00", "ip_ranges": ["10.0.0.0/8"], "rate_per_minute": 60}
    assert entry() == ("key.created", f"key llk_{key.prefix}", {"name": "backend", "scopes": ["ingest"], **limits})
    assert text not in AuditEntry.objects.get().details


def test_changed_and_recorded(issued):
    change(issued[0], by="test", name="front", rate_per_minute=5)

    assert ApiKey.objects.get().rate_per_minute == 5
    action, _, details = entry()
    assert action == "key.changed"
    assert details == {"name": {"from": "shop backend", "to": "front"}, "rate_per_minute": {"from": None, "to": 5}}


def test_no_change_is_not_recorded(issued):
    change(issued[0], by="test", name="shop backend")

    assert not AuditEntry.objects.exists()


def test_new_limit_counts_at_once_here(issued):
    key_from_header(issued[1])
    change(issued[0], by="test", rate_per_minute=5)

    assert key_from_header(issued[1]).rate_per_minute == 5


def test_rotated_key_has_its_prefix_and_another_secret(issued):
    key, old = issued
    new = rotate(key, timedelta(hours=1), by="test")

    assert new != old
    assert new[:13] == old[:13]
    assert (key_from_header(new), key_from_header(old)) == (key, key)
    assert entry()[0] == "key.rotated"
    assert new[13:] not in AuditEntry.objects.get().details


def test_old_secret_ends_with_the_overlap(issued, monkeypatch):
    key, old = issued
    new = rotate(key, timedelta(hours=1), by="test")
    key_from_header(old)
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("accounts.models.timezone.now", lambda: later)
    monkeypatch.setattr("accounts.verified_keys.monotonic", lambda: monotonic() + 10)

    assert key_from_header(old) is None
    assert key_from_header(new) == key


def test_old_secret_is_remembered_no_longer_than_it_works(issued, monkeypatch):
    key, old = issued
    rotate(key, timedelta(seconds=2), by="test")
    assert key_from_header(old) == key
    later, in_three = timezone.now() + timedelta(seconds=3), monotonic() + 3
    monkeypatch.setattr("accounts.models.timezone.now", lambda: later)
    monkeypatch.setattr("accounts.verified_keys.monotonic", lambda: in_three)

    assert key_from_header(old) is None


def test_old_secret_ends_at_once_without_overlap(issued):
    key_from_header(issued[1])
    rotate(issued[0], timedelta(0), by="test")

    assert key_from_header(issued[1]) is None


def test_second_rotation_ends_the_first_secret(issued):
    key, first = issued
    second = rotate(key, timedelta(hours=1), by="test")
    third = rotate(key, timedelta(hours=1), by="test")

    assert [key_from_header(text) for text in (first, second, third)] == [None, key, key]


def test_rotation_of_a_stale_row_keeps_the_secret_in_use(issued):
    stale = ApiKey.objects.get()
    second = rotate(issued[0], timedelta(hours=1), by="test")
    rotate(stale, timedelta(hours=1), by="test")

    assert key_from_header(second) is not None


def test_revoked_key_is_dead_with_both_secrets(issued):
    key, old = issued
    new = rotate(key, timedelta(hours=1), by="test")
    key_from_header(old), key_from_header(new)
    revoke(key, by="test")

    assert (key_from_header(old), key_from_header(new)) == (None, None)
    assert AuditEntry.objects.filter(action="key.revoked").count() == 1


def test_revoked_key_is_not_rotated_and_not_changed(issued):
    revoke(issued[0], by="test")

    with pytest.raises(RevokedError):
        rotate(issued[0], timedelta(hours=1), by="test")
    with pytest.raises(RevokedError):
        change(issued[0], by="test", name="front")
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("203.0.113.7", ("203.0.113.7/32",)),
        ("10.0.0.0/8, 10.0.0.0/8\n2001:db8::/32", ("10.0.0.0/8", "2001:db8::/32")),
        ("10.1.2.3/8", ("10.0.0.0/8",)),
    ],
)
def test_ranges_are_read_as_they_are_stored(text, expected):
    assert read_ranges(text) == expected


@pytest.mark.parametrize("text", ["home", "10.0.0.0/33", "1.2.3", "10.0.0.0/8 x", " ".join(["10.0.0.1"] * 51)])
def test_ranges_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match="no address|at most"):
        read_ranges(text)
