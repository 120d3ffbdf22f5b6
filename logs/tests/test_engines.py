"""What differs by engine: the key's column, partitions, counts without counting."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from logs import bodies
from logs.engines import engine_of
from logs.engines.migrations import without_rowid
from logs.tests.factories import NOON, make_log, make_logs

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's tables")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's partitions")


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@on_sqlite
@pytest.mark.parametrize("table", ["logs_log", "logs_logbody"])
def test_the_key_is_the_rowid_and_has_no_index_of_its_own(db, table):
    assert rows(f"SELECT count(*) FROM sqlite_master WHERE name LIKE 'sqlite_autoindex%' AND tbl_name = '{table}'") == [
        (0,)
    ]


@on_sqlite
def test_indexes_do_not_store_the_key_twice(db):
    (sql,) = rows("SELECT sql FROM sqlite_master WHERE name = 'log_project'")[0]
    assert sql.endswith('("project_id")')


@on_sqlite
def test_callers_ids_stand_in_one_tree(db):
    (sql,) = rows("SELECT sql FROM sqlite_master WHERE name = 'logs_logsource'")[0]
    assert sql.endswith("WITHOUT ROWID")


@on_sqlite
def test_a_table_made_anew_without_rowid_keeps_its_rows(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ids (digest BLOB PRIMARY KEY, log_id bigint NOT NULL)")
        cursor.execute("INSERT INTO ids VALUES (x'02', 7), (x'01', 8)")
    without_rowid("ids")(None, SimpleNamespace(connection=connection, quote_name=connection.ops.quote_name))
    assert rows("SELECT * FROM ids") == [(b"\x01", 8), (b"\x02", 7)]
    assert rows("SELECT count(*) FROM sqlite_master WHERE name = 'ids_old'") == [(0,)]


@on_postgresql
@pytest.mark.parametrize("table", ["logs_log", "logs_logbody"])
def test_tables_have_a_partition_for_odd_dates_and_one_a_month(db, table):
    partitions = rows(f"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{table}'::regclass")
    names = {name for (name,) in partitions}
    assert f"{table}_default" in names
    assert f"{table}_{datetime.now(UTC):%Y%m}" in names
    assert len(names) == 5


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
def test_logs_of_a_month_without_a_partition_move_when_it_is_made(project):
    log = make_log(project, started_at=NOON.replace(year=2001), ended_at=NOON)
    odd = make_log(project, started_at=NOON.replace(year=1999), ended_at=NOON)
    engine_of("default").prepare("default", since=NOON.replace(year=2001))
    found = rows("SELECT tableoid::regclass::text, id FROM logs_log ORDER BY id")
    assert found == [("logs_log_default", odd.id), ("logs_log_200111", log.id)]
    assert len(bodies.canonicals([log, odd])) == 2


@on_postgresql
def test_a_month_gets_its_partition_once_enough_logs_have_come(project, monkeypatch):
    monkeypatch.setattr("logs.engines.partitions.WORTH_A_PARTITION", 3)
    make_logs(project, [{"started_at": NOON.replace(year=2001, day=day), "ended_at": NOON} for day in (1, 2, 30)])
    make_logs(project, [{"started_at": NOON.replace(year=2002), "ended_at": NOON}] * 2)
    engine_of("default").prepare("default")
    found = rows("SELECT tableoid::regclass::text, COUNT(*) FROM logs_log GROUP BY 1 ORDER BY 1")
    assert found == [("logs_log_200111", 3), ("logs_log_default", 2)]


@on_postgresql
def test_a_new_month_has_the_indexes_of_the_others(db):
    engine_of("default").prepare("default", since=NOON.replace(year=2024))
    counted = "SELECT COUNT(*) FROM pg_indexes WHERE tablename = 'logs_log_202411'"
    assert rows(counted) == rows("SELECT COUNT(*) FROM pg_indexes WHERE tablename = 'logs_log'")
    unattached = "SELECT COUNT(*) FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname LIKE '%202411%'"
    assert rows(f"{unattached} AND NOT relispartition") == [(0,)]


@on_postgresql
def test_a_new_index_on_an_old_month_gets_its_statistics(project):
    engine_of("default").prepare("default", since=NOON)
    make_logs(project, [{}] * 50)
    known = "SELECT COUNT(*) > 0 FROM pg_stats WHERE tablename = 'logs_log_202611_model'"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE logs_log")
        cursor.execute("CREATE INDEX logs_log_202611_model ON logs_log_202611 (SUBSTR(model, 1, 9))")
    assert rows(known) == [(False,)]
    engine_of("default").refresh_statistics("default")
    assert rows(known) == [(True,)]


def test_an_estimate_is_near_the_truth_once_the_engine_has_looked(project):
    make_logs(project, [{}] * 50)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert engine_of("default").estimated_count("default", "logs_log") == 50


def test_every_engine_offers_the_same(db):
    public = [{name for name in vars(module) if not name.startswith("_")} for module in _engines()]
    names = {"estimated_count", "size_bytes", "create", "prepare", "hold", "only_one", "reclaim", "refresh_statistics"}
    assert names | {"whole_partitions", "drop_partition"} <= set.intersection(*public)


def _engines():
    from logs.engines import postgresql, sqlite

    assert connections["default"].vendor in ("sqlite", "postgresql")
    return sqlite, postgresql
