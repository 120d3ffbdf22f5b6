"""The newest log of each of several values of a column, in one statement of as many short walks of an index."""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connections

from .pages import by_value
from .querysets import LogQuerySet

# SQLite joins no more than 500 selects.
MOST_VALUES = 400


def newest_keys(logs: LogQuerySet, column: str, values: Sequence[str | None]) -> dict[str | None, int]:
    """The key of the newest log by value, of the first `MOST_VALUES` values; those without a log are left out."""
    values = list(values)[:MOST_VALUES]
    parts, params = [], []
    for place, value in enumerate(values):
        try:
            sql, more = _newest(logs, column, value)
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place}, k.id FROM ({sql}) AS k")  # noqa: S608
        params += more
    if not parts:
        return {}
    with connections[logs.db].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {values[place]: key for place, key in cursor.fetchall()}


def _newest(logs: LogQuerySet, column: str, value: str | None) -> tuple[str, Sequence]:
    """Raises EmptyResultSet."""
    condition = {f"{column}__isnull": True} if value is None else {column: value}
    newest = by_value(logs.filter(**condition).order_by("-id")).values_list("id", flat=True)[:1]
    return newest.query.get_compiler(logs.db).as_sql()
