"""`migrate` with a database of its own for the logs, and with rollups to make anew."""

import json
import sqlite3
import urllib.request
from decimal import Decimal

import pytest
from django.core.management import call_command

from logs import rollups
from logs.models import Log, RollupCell, RollupState
from logs.tests.factories import make_logs
from logs.tests.server import new_store, serving

ROLLUPS = {"logs_rollupcell", "logs_rollupdelta", "logs_rollupseries", "logs_rollupstate"}
SEARCH = ("logs_searchpage", "logs_searchqueue", "logs_searchsegment", "logs_searchstale")


def tables(path):
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with sqlite3.connect(path) as connection:
        return {name for (name,) in connection.execute(names)}


def test_logs_may_live_in_another_database(tmp_path):
    logs_path = tmp_path / "logs.sqlite3"
    database_url = f"sqlite:///{tmp_path / 'accounts.sqlite3'}"
    store = new_store(tmp_path, database_url, LOGS_DATABASE_URL=f"sqlite:///{logs_path}")
    with serving(store) as server:
        headers = {"Authorization": f"Bearer {server.key}"}
        log = {"model": "gpt-4o", "unique_id": "a-b", "customer_identifier": "c1"}
        create = urllib.request.Request(f"{server.url}/api/request-logs/create/", json.dumps(log).encode(), headers)
        with urllib.request.urlopen(create) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(urllib.request.Request(f"{server.url}/api/logs/a-b", headers=headers)) as answer:
            assert json.loads(answer.read())["model"] == "gpt-4o"
    bodies = {"logs_logbody", "logs_logpart", "logs_bodydictionary"}
    kept = {"logs_log", "logs_logsource", *bodies, *SEARCH, *ROLLUPS}
    assert tables(logs_path) == {*kept, "django_migrations"}
    assert not kept & tables(tmp_path / "accounts.sqlite3")
    with sqlite3.connect(tmp_path / "accounts.sqlite3") as connection:
        assert connection.execute("SELECT identifier FROM logs_customer").fetchall() == [("c1",)]


@pytest.mark.django_db(transaction=True)
def test_rollups_of_a_store_without_their_state_are_made_anew(project):
    make_logs(project, [{"cost_usd": Decimal("0.01")}, {"cost_usd": None}])
    rollups.fold()
    RollupCell.objects.update(cost_count=0)
    RollupState.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert Log.objects.of_project(project.pk).stats().priced == 1
