"""What differs by engine: the key's column, partitions, counts without counting."""

from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from logs.engines import engine_of
from logs.models import Log
from logs.tests.factories import NOON, make_log, make_logs

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's tables")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's partitions")


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@on_sqlite
@pytest.mark.parametrize("table", ["logs_log", "logs_logbody", "logs_logtext"])
def test_the_key_is_the_rowid_and_has_no_index_of_its_own(db, table):
    assert rows(f"SELECT count(*) FROM sqlite_master WHERE name LIKE 'sqlite_autoindex%' AND tbl_name = '{table}'") == [
        (0,)
    ]


@on_sqlite
def test_indexes_do_not_store_the_key_twice(db):
    (sql,) = rows("SELECT sql FROM sqlite_master WHERE name = 'log_project'")[0]
    assert sql.endswith('("project_id")')


@on_postgresql
@pytest.mark.parametrize("table", ["logs_log", "logs_logbody", "logs_logtext"])
def test_tables_have_a_partition_for_odd_dates_and_one_a_month(db, table):
    partitions = rows(f"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{table}'::regclass")
    names = {name for (name,) in partitions}
    assert f"{table}_default" in names
    assert f"{table}_{datetime.now(UTC):%Y%m}" in names
    assert len(names) == 17


@on_postgresql
def test_a_log_goes_into_the_partition_of_its_start(project):
    make_log(project, started_at=datetime.now(UTC), ended_at=datetime.now(UTC))
    make_log(project, started_at=NOON.replace(year=1999), ended_at=NOON)
    found = rows("SELECT tableoid::regclass::text FROM logs_log ORDER BY id")
    assert found == [("logs_log_default",), (f"logs_log_{datetime.now(UTC):%Y%m}",)]


@on_postgresql
def test_preparing_again_makes_nothing_new(db):
    count = "SELECT count(*) FROM pg_inherits"
    before = rows(count)
    engine_of("default").prepare("default")
    assert rows(count) == before


@on_postgresql
def test_a_month_whose_logs_are_in_the_default_partition_stays_there(project):
    name = f"logs_log_{datetime.now(UTC):%Y%m}"
    rows_made = make_log(project, started_at=datetime.now(UTC), ended_at=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE logs_log DETACH PARTITION {name}")
        cursor.execute(f"INSERT INTO logs_log SELECT * FROM {name}")
        cursor.execute(f"DROP TABLE {name}")
    engine_of("default").prepare("default")
    assert Log.objects.get().id == rows_made.id


def test_an_estimate_is_near_the_truth_once_the_engine_has_looked(project):
    make_logs(project, [{}] * 50)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert engine_of("default").estimated_count("default", "logs_log") == 50


def test_every_engine_offers_the_same(db):
    public = [{name for name in vars(module) if not name.startswith("_")} for module in _engines()]
    assert {"estimated_count", "prepare"} <= set.intersection(*public)


def _engines():
    from logs.engines import postgresql, sqlite

    assert connections["default"].vendor in ("sqlite", "postgresql")
    return sqlite, postgresql
