"""Triggers by which the database itself keeps the audit log append-only, whoever is connected.

A migration that makes the table anew, as SQLite does to change a column, has to raise them again.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from .models import AuditEntry

TABLE = AuditEntry._meta.db_table
_SAYS = "the audit log is append-only"

_SQLITE = [
    f"CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
    f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
    # INSERT OR REPLACE takes a row away without asking the trigger of DELETE.
    f"CREATE TRIGGER {TABLE}_grows BEFORE INSERT ON {TABLE} WHEN NEW.id <= (SELECT MAX(id) FROM {TABLE})"  # noqa: S608
    f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
]
_POSTGRESQL = [
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$",
    f"CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_stays BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    # Also where somebody has told a connection to run no triggers, as a replica does.
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_keeps",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_stays",
]


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers anew."""
    lower_guards(connection)
    _execute(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def lower_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; for undoing the migration, and for tests, which empty all tables."""
    if connection.vendor == "sqlite":
        _execute(connection, [f"DROP TRIGGER IF EXISTS {TABLE}_{name}" for name in ("keeps", "stays", "grows")])
    else:
        _execute(connection, [f"DROP FUNCTION IF EXISTS {TABLE}_refuse() CASCADE"])


def are_raised(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database refuses changes now."""
    where = (
        "sqlite_master WHERE type = 'trigger' AND name" if connection.vendor == "sqlite" else "pg_trigger WHERE tgname"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {where} IN ('{TABLE}_keeps', '{TABLE}_stays')")  # noqa: S608 - our names
        return cursor.fetchone()[0] == 2


def forwards(apps: Any, schema_editor: Any) -> None:
    """RunPython of the migration that makes the table."""
    if schema_editor.connection.alias == "default":
        raise_guards(schema_editor.connection)


def backwards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.alias == "default":
        lower_guards(schema_editor.connection)


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
