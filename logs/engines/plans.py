"""Hints for SQLite's planner, which knows no values and misses by 100x either way; PostgreSQL knows them."""

from typing import Any

from django.db import models
from django.db.models.sql.datastructures import BaseTable


class IndexedTable(BaseTable):
    """A table that SQLite reads through one index: `INDEXED BY`. Where the index cannot be used, the query fails."""

    def __init__(self, table_name: str, alias: str, index: str) -> None:
        super().__init__(table_name, alias)
        self.index = index

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        sql, params = super().as_sql(compiler, connection)
        if connection.vendor == "sqlite":
            sql = f"{sql} INDEXED BY {connection.ops.quote_name(self.index)}"
        return sql, params

    def relabeled_clone(self, change_map: dict[str, str]) -> "IndexedTable":
        return type(self)(self.table_name, change_map.get(self.table_alias, self.table_alias), self.index)


class Sorted(models.Func):
    """A column to order by, of which SQLite shall sort what was found and not walk the column's index."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)
