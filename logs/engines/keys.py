"""The key of a log and the indexes that end in it, so that on SQLite the key is the rowid and is stored once."""

from copy import copy
from typing import Any

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
