"""The database itself keeps the audit log append-only."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit import Action, guards, record
from accounts.audit.models import AuditEntry


@pytest.fixture
def guarded(db):
    """A log of two entries under its triggers, which are gone with the test's transaction."""
    guards.raise_guards(connection)
    for _ in range(2):
        record(Action.KEY_CREATED, by="test", project_id=1)


STATEMENTS = [
    "UPDATE accounts_auditentry SET actor = 'nobody' WHERE id = 1",
    "DELETE FROM accounts_auditentry WHERE id = 2",
    "DELETE FROM accounts_auditentry",
]
OF_ENGINE = {
    "sqlite": [
        "INSERT OR REPLACE INTO accounts_auditentry SELECT * FROM accounts_auditentry WHERE id = 1",
        "REPLACE INTO accounts_auditentry SELECT * FROM accounts_auditentry WHERE id = 2",
    ],
    "postgresql": ["TRUNCATE accounts_auditentry", "TRUNCATE accounts_auditentry CASCADE"],
}


@pytest.mark.parametrize("number", range(5))
def test_database_refuses_changes(guarded, number):
    statement = (STATEMENTS + OF_ENGINE[connection.vendor])[number]

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 2


def test_guards_are_known_to_be_up(guarded):
    assert guards.are_raised(connection)


def test_guards_are_known_to_be_down(guarded):
    guards.lower_guards(connection)
    assert not guards.are_raised(connection)
