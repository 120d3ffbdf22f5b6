"""When keys were used, from where and how often: counted in memory, written after a response."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.keys import use
from accounts.models import ApiKey, KeyUse

HERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def key(issued):
    return issued[0]


def calls_of(key):
    return list(KeyUse.objects.filter(key=key).values_list("day", "calls"))


def test_use_is_written_after_the_response(key):
    use.note(key, HERE)
    assert calls_of(key) == []

    use.write()
    key.refresh_from_db()
    assert timezone.now() - key.last_used_at < timedelta(minutes=1)
    assert key.last_used_from == "203.0.113.7"
    assert calls_of(key) == [(timezone.now().date(), 1)]


def test_end_of_a_response_writes_the_use(client, key):
    use.note(key, HERE)
    client.get("/accounts/login/")

    assert calls_of(key) == [(timezone.now().date(), 1)]


def test_calls_are_added_up(key, project):
    other, _ = ApiKey.objects.issue(project, "other", ["read"])
    for _ in range(3):
        use.note(key, HERE)
    use.write_now()
    use.note(other, HERE)
    use.note(key, HERE)
    use.write_now()

    assert [count for _, count in calls_of(key)] == [4]
    assert [count for _, count in calls_of(other)] == [1]


def test_calls_are_counted_by_day(key, monkeypatch):
    for day in (1, 2):
        monkeypatch.setattr(use.timezone, "now", lambda day=day: datetime(2026, 11, day, 23, 59, tzinfo=UTC))
        use.note(key, HERE)
        use.write_now()

    assert [day.isoformat() for day, _ in calls_of(key)] == ["2026-11-01", "2026-11-02"]


def test_calls_of_a_while_cost_nothing(key, django_assert_num_queries):
    use.note(key, HERE)
    use.write()

    with django_assert_num_queries(0):
        use.note(key, HERE)
        use.write()


def test_calls_are_written_again_after_a_while(key, monkeypatch):
    use.note(key, HERE)
    use.write()
    use.note(key, HERE)
    later = monotonic() + 11
    monkeypatch.setattr(use, "monotonic", lambda: later)
    use.write()

    assert [count for _, count in calls_of(key)] == [2]


def test_key_deleted_meanwhile_is_left_out(key):
    use.note(key, HERE)
    ApiKey.objects.all().delete()
    use.write_now()

    assert not KeyUse.objects.exists()


def test_failed_note_of_use_harms_nobody(key, monkeypatch, caplog):
    def fail(*_, **__):
        raise DatabaseError("database is locked")

    monkeypatch.setattr("accounts.managers.ApiKeyQuerySet.update", fail)
    use.note(key, HERE)
    use.write_now()

    assert f"The use of key {key.pk} could not be noted: DatabaseError" in caplog.text


def test_only_one_thread_writes(key, monkeypatch, django_assert_num_queries):
    use.note(key, HERE)
    with use._writing, django_assert_num_queries(0):
        use.write_now()
