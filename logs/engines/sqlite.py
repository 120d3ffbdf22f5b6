"""SQLite: the embedded default. One writer at a time; readers never wait (WAL)."""

from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from .folding import SQLITE_FUNCTION, fold_text


@receiver(connection_created)
def _add_functions(connection: Any, **kwargs: Any) -> None:
    """What SQLite has no SQL for, on each connection as it is opened."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(SQLITE_FUNCTION, 1, fold_text, deterministic=True)


def estimated_count(alias: str, table: str) -> int:
    """Exact here: SQLite keeps no statistics that say less, and counts the smallest index."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - a table name of ours
        return cursor.fetchone()[0]


def prepare(alias: str) -> None:
    """Nothing to make ahead of need."""
