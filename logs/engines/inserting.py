"""Rows into a table as one statement, past the cost of the ORM's way; columns and values stay what the models say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connections, models, router

from ..fields import ExactTextField, UsdField, escape_text
from . import engine_of
from .keys import KeyField

Adapt = Callable[[Any], Any]
# Fields whose values a driver takes as they are; of other kinds the model is asked each time.
_PLAIN = {models.TextField, models.BinaryField, models.BooleanField, models.FloatField, KeyField} | {
    models.IntegerField,
    models.BigIntegerField,
    models.SmallIntegerField,
}


class Column(NamedTuple):
    """One column of a table and how its values are written: as they are where `adapt` is None."""

    attribute: str
    name: str
    db_type: str
    adapt: Adapt | None


class Table(NamedTuple):
    """The table of a model without the column that the database numbers itself."""

    name: str
    columns: tuple[Column, ...]


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, tail: str = "") -> list[tuple]:
    """Insert rows, given as values by attribute (None where missing), with one statement. Inside a transaction.

    `tail` is the end of the statement, ON CONFLICT or RETURNING; what it returns is returned.
    """
    if not rows:
        return []
    alias = router.db_for_write(model)
    return engine_of(alias).insert(alias, table_of(model, alias), rows, tail)


@lru_cache
def table_of(model: type[models.Model], alias: str) -> Table:
    """The table of a model as the database `alias` has it."""
    return Table(model._meta.db_table, tuple(_columns(model, alias)))


def _columns(model: type[models.Model], alias: str) -> Iterable[Column]:
    connection, adapts = connections[alias], engine_of(alias).ADAPTS
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.AutoField | models.BigAutoField):
            adapt = _adapt_of(field, adapts, connection)
            yield Column(field.attname, field.column, field.db_type(connection), adapt)


def _adapt_of(field: models.Field, adapts: Mapping[type[models.Field], Adapt], connection: Any) -> Adapt | None:
    """What makes of a value what `get_db_prep_save` makes of it; None where that is the value itself."""
    of_engine = next((adapt for kind, adapt in adapts.items() if isinstance(field, kind)), None)
    if of_engine is not None:
        return of_engine
    if isinstance(field, UsdField):
        return UsdField.to_stored
    if isinstance(field, ExactTextField):
        return escape_text
    if type(field) in _PLAIN:
        return None
    return lambda value: field.get_db_prep_save(value, connection)
