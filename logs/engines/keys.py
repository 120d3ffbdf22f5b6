"""The key of a log and the indexes that end in it, so that on SQLite the key is the rowid and is stored once."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models


class KeyField(models.BigIntegerField):
    """A 63-bit key that we give. SQLite takes only the type `integer` for its rowid and keeps any other beside one."""

    def db_type(self, connection: Any) -> str:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class KeyedIndex(models.Index):
    """An index whose last expression is the key; SQLite is not told, because its entries end in the rowid anyway."""

    def create_sql(self, model: type[models.Model], schema_editor: Any, using: str = "", **options: Any) -> Any:
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using, **options)
        bare = copy(self)
        bare.expressions = self.expressions[:-1]
        return models.Index.create_sql(bare, model, schema_editor, using, **options)


class KeyIn(models.Lookup):
    """Whether the key is among given ones, any number of them: as one parameter, where `IN` takes one for each."""

    lookup_name = "key_in"
    prepare_rhs = False

    def keys(self, compiler: Any) -> Sequence[int]:
        """The keys, asked for when the query runs."""
        return self.rhs

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return self._among(compiler, "(SELECT value FROM json_each(%s))", lambda keys: f"[{','.join(map(str, keys))}]")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return self._among(compiler, "(SELECT unnest(%s::bigint[]))", list)

    def _among(self, compiler: Any, sql: str, value: Callable[[Sequence[int]], Any]) -> tuple[str, list]:
        keys = self.keys(compiler)
        if not keys:
            raise EmptyResultSet
        left, params = self.process_lhs(compiler, compiler.connection)
        return f"{left} IN {sql}", [*params, value(keys)]


class KnownIndex(KeyedIndex):
    """An index of known values of which some are common; PostgreSQL indexes the unknown, too.

    It takes what it knows of an expression's values from whole indexes alone, and else believes every value rare.
    """

    def create_sql(self, model: type[models.Model], schema_editor: Any, using: str = "", **options: Any) -> Any:
        whole = copy(self)
        if schema_editor.connection.vendor != "sqlite":
            whole.condition = None
        return KeyedIndex.create_sql(whole, model, schema_editor, using, **options)
