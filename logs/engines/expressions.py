"""SQL expressions whose spelling differs by engine; the querysets use them without asking which one runs."""

from typing import Any

from django.db import models


class MapValue(models.Func):
    """Value of one key of a `TextMapField`, or NULL; key and value as they are kept, `fields.escape_text`."""

    output_field = models.TextField()

    def __init__(self, column: str, key: str) -> None:
        super().__init__(models.F(column), models.Value(key))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        # json_each compares keys as they are; a JSON path would need quoting that SQLite cannot express.
        template = "(SELECT value FROM json_each(%(expressions)s) LIMIT 1)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") WHERE (key = ", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="(%(expressions)s::text)", arg_joiner=" ->> ", **context)


class StoredBytes(models.Func):
    """How many bytes a blob takes as the engine keeps it; the blob itself is not read."""

    function = "LENGTH"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        return self.as_sql(compiler, connection, function="pg_column_size", **context)


class _WholeSum(models.Field):
    """Result of `ExactSum`: SQLite hands over millions and rest apart, PostgreSQL one number of any length."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        if isinstance(value, str):
            high, low = value.split(":")
            return int(high) * 1_000_000 + int(low)
        return value if value is None else int(value)


class ExactSum(models.Aggregate):
    """Sum of a whole-number column beyond 64 bits, where SQLite's own SUM fails: it adds millions and rest apart."""

    function = "SUM"
    output_field = _WholeSum()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        high, params = self.as_sql(compiler, connection, template="SUM(%(expressions)s / 1000000)", **context)
        rest = "SUM(%(expressions)s - %(expressions)s / 1000000 * 1000000)"
        low, more = self.as_sql(compiler, connection, template=rest, **context)
        return f"({high} || ':' || {low})", [*params, *more, *more]
