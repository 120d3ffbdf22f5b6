"""The runner of upkeep, and what its jobs do to the store."""

import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from logs.engines import engine_of, sqlite
from logs.upkeep import runner
from logs.upkeep.jobs import JOBS, Job

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's files")


@pytest.fixture
def open_store(django_db_setup, django_db_blocker, tmp_path):
    """open_store(alias) -> the alias of another connection to one database, which is an empty file on SQLite."""
    opened = []

    def open_one(alias):
        name = str(tmp_path / "store.sqlite3") if connection.vendor == "sqlite" else connection.settings_dict["NAME"]
        connections.settings[alias] = {**connection.settings_dict, "NAME": name}
        opened.append(alias)
        return alias

    with django_db_blocker.unblock():
        yield open_one
        for alias in opened:
            connections[alias].close()
            del connections[alias], connections.settings[alias]


def pragma(alias, name):
    with connections[alias].cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def test_a_job_runs_again_while_there_is_more_to_do(db):
    left = [True, True, False]
    assert runner.run_once([Job("counting", 60, lambda alias: left.pop(0))]) == []
    assert left == []


def test_a_job_that_fails_holds_up_no_other_and_is_reported_without_its_words(db, caplog):
    def fails(alias):
        raise DatabaseError("the prompt was: pizza")

    done = []
    assert runner.run_once([Job("failing", 60, fails), Job("working", 60, lambda alias: done.append(alias))]) == [
        "failing"
    ]
    assert done == ["default"]
    assert "failing: DatabaseError" in caplog.text
    assert "pizza" not in caplog.text


def test_a_job_that_failed_is_tried_again(db, monkeypatch):
    monkeypatch.setattr(runner, "LONGEST_PAUSE_SECONDS", 0.01)
    tries, done = [], threading.Event()

    def fails_once(alias):
        tries.append(alias)
        if len(tries) == 1:
            raise DatabaseError
        done.set()

    runner.run_until(done.is_set, [Job("failing", 60, fails_once)])
    assert len(tries) == 2


def test_one_upkeep_works_on_a_store_and_another_waits(open_store):
    first, second = open_store("first"), open_store("second")
    with engine_of(first).only_one(first, "testing") as is_alone:
        assert is_alone
        with engine_of(second).only_one(second, "testing") as is_second_alone:
            assert not is_second_alone
    with engine_of(second).only_one(second, "testing") as is_alone:
        assert is_alone


def test_is_known_by_the_lock_that_it_holds(open_store, monkeypatch):
    working, asking = open_store("first"), open_store("second")
    monkeypatch.setattr(runner, "logs_alias", lambda: asking)
    with engine_of(working).only_one(working, runner.PURPOSE) as is_alone:
        assert is_alone
        assert runner.is_running()
    assert not runner.is_running()


def test_jobs_have_names_of_their_own():
    assert len({job.name for job in JOBS}) == len(JOBS)


@on_sqlite
def test_a_new_file_gives_space_back_in_steps(open_store, monkeypatch):
    monkeypatch.setattr(sqlite, "SPARE_PAGES", 10)
    monkeypatch.setattr(sqlite, "SPARE_SHARE", 1)
    store = open_store("store")
    engine_of(store).create(store)
    with connections[store].cursor() as cursor:
        cursor.execute("CREATE TABLE wide (id INTEGER PRIMARY KEY, blob BLOB)")
        cursor.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
            "INSERT INTO wide SELECT i, zeroblob(4000) FROM n"
        )
        cursor.execute("DELETE FROM wide")
    assert [engine_of(store).reclaim(store) for _ in range(4)] == [True, True, False, False]
    assert pragma(store, "freelist_count") == 10
    assert pragma(store, "page_count") < 50
    monkeypatch.undo()
    assert not engine_of(store).reclaim(store)
    assert pragma(store, "freelist_count") == 0  # of a file so small none are kept


@on_sqlite
def test_migrating_a_new_database_makes_it_so(open_store):
    store = open_store("store")
    call_command("migrate", "contenttypes", database=store, verbosity=0)
    assert pragma(store, "auto_vacuum") == 2
    assert pragma(store, "page_size") == sqlite.PAGE_BYTES
    assert pragma(store, "journal_mode") == "wal"
