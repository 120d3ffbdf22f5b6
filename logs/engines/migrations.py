"""Migration operations for tables that PostgreSQL partitions by key and SQLite does not."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from ..routers import logs_alias
from . import engine_of


class CreateLogTable(migrations.CreateModel):
    """CreateModel, partitioned by range of the key on PostgreSQL, with a default partition for dates without one.

    Partitioning cannot be added to a table that has rows, so it is there from the first migration.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        table = schema_editor.quote_name(model._meta.db_table)
        sql, params = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} PARTITION BY RANGE ({schema_editor.quote_name('id')})", params or None)
        default = schema_editor.quote_name(f"{model._meta.db_table}_default")
        schema_editor.execute(f"CREATE TABLE {default} PARTITION OF {table} DEFAULT")
        schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))


def make_partitions(apps: Any, schema_editor: Any) -> None:
    """RunPython: the partitions of the months around now, where the log tables are."""
    alias = schema_editor.connection.alias
    if alias == logs_alias():
        engine_of(alias).prepare(alias)


def keep_as_written(table: str, column: str) -> Callable[[Any, Any], None]:
    """RunPython: PostgreSQL shall not try to compress a column whose values are compressed already."""

    def alter(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor == "postgresql" and connection.alias == logs_alias():
            name, field = schema_editor.quote_name(table), schema_editor.quote_name(column)
            schema_editor.execute(f"ALTER TABLE {name} ALTER COLUMN {field} SET STORAGE EXTERNAL")

    return alter


def without_rowid(table: str) -> Callable[[Any, Any], None]:
    """RunPython: on SQLite a row stands in the tree of its primary key, instead of in one that the key points to."""

    def remake(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor == "sqlite" and connection.alias == logs_alias():
            name, old = schema_editor.quote_name(table), schema_editor.quote_name(f"{table}_old")
            with connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
                definition = cursor.fetchone()[0]
                if definition.endswith("WITHOUT ROWID"):  # migrated back and forth
                    return
                cursor.execute(f"ALTER TABLE {name} RENAME TO {old}")
                cursor.execute(f"{definition} WITHOUT ROWID")
                cursor.execute(f"INSERT INTO {name} SELECT * FROM {old} ORDER BY 1")  # noqa: S608 - a table of ours
                cursor.execute(f"DROP TABLE {old}")

    return remake
