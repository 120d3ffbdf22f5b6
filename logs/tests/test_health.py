"""Health checks."""

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor


def test_alive_asks_no_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_migrated(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_not_ready_when_a_migration_is_missing(client, db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("logs", "9999")])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["databases"] == {"default": "1 migrations are not applied"}


def test_not_ready_when_the_database_is_away(client, db, monkeypatch):
    def away(self, targets):
        raise OperationalError("password=secret")

    monkeypatch.setattr(MigrationExecutor, "migration_plan", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"secret" not in response.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reads(client, db, path):
    assert client.post(path).status_code == 405


def test_metrics_are_prometheus_text(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert b"llmlogs_logs_accepted_total" in answer.content
