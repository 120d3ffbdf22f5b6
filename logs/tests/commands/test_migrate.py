"""`migrate` with a database of its own for the logs."""

import json
import sqlite3
import urllib.request

from logs.tests.server import serving

ROLLUPS = {"logs_rollupcell", "logs_rollupdelta", "logs_rollupseries", "logs_rollupstate"}
SEARCH = ("logs_searchpage", "logs_searchqueue", "logs_searchsegment", "logs_searchstale")


def tables(path):
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with sqlite3.connect(path) as connection:
        return {name for (name,) in connection.execute(names)}


def test_logs_may_live_in_another_database(tmp_path):
    logs_path = tmp_path / "logs.sqlite3"
    database_url = f"sqlite:///{tmp_path / 'accounts.sqlite3'}"
    with serving(tmp_path, database_url, LOGS_DATABASE_URL=f"sqlite:///{logs_path}") as server:
        headers = {"Authorization": f"Bearer {server.key}"}
        log = {"model": "gpt-4o", "unique_id": "a-b", "customer_identifier": "c1"}
        create = urllib.request.Request(f"{server.url}/api/request-logs/create/", json.dumps(log).encode(), headers)
        with urllib.request.urlopen(create) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(urllib.request.Request(f"{server.url}/api/logs/a-b", headers=headers)) as answer:
            assert json.loads(answer.read())["model"] == "gpt-4o"
    kept = {"logs_log", "logs_logbody", "logs_logpart", "logs_logsource", *SEARCH, *ROLLUPS}
    assert tables(logs_path) == {*kept, "django_migrations"}
    assert not kept & tables(tmp_path / "accounts.sqlite3")
    with sqlite3.connect(tmp_path / "accounts.sqlite3") as connection:
        assert connection.execute("SELECT identifier FROM logs_customer").fetchall() == [("c1",)]
