"""Rows that are inserted past the ORM are those that the ORM would have inserted."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, models, transaction

from logs.canonical import CanonicalLog
from logs.engines.inserting import insert, table_of
from logs.models import Customer, Log, LogSource
from logs.rows import row_of
from logs.tests.factories import NOON

pytestmark = pytest.mark.django_db

ODD = "nul \x00, half a pair \ud800, sub \x1a, ß and 日本"
EVERYTHING = {
    field.attname: {
        models.BooleanField: True,
        models.FloatField: 0.1 + 0.2,
        models.IntegerField: 418,
        models.BigIntegerField: 2**63 - 1,
        models.TextField: "plain",
        models.DateTimeField: NOON + timedelta(microseconds=7),
    }.get(type(field), ODD)
    for field in Log._meta.concrete_fields
} | {
    "id": 1,
    "cost_usd": Decimal("0.000000000042"),
    "metadata": {ODD: ODD},
    "attributes": {"a": "b"},
    "request_headers": {"x-a": "1"},
}
NOTHING = {
    name: value if name == "id" or not Log._meta.get_field(name).null else None for name, value in EVERYTHING.items()
}


def raw(key):
    """The row as the database has it; JSON by its meaning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM logs_log WHERE id = %s", [key])
        names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
    maps = ("metadata", "attributes", "request_headers")
    return {name: json.loads(value) if name in maps and value else value for name, value in row.items() if name != "id"}


@pytest.mark.parametrize("values", [EVERYTHING, NOTHING], ids=["everything", "nothing"])
def test_writes_every_field_as_the_model_would(values):
    with transaction.atomic():
        insert(Log, [{**values, "id": 1}])
    Log.objects.bulk_create([Log(**{**values, "id": 2})])
    assert raw(1) == raw(2)
    assert {**Log.objects.values().get(id=1), "id": 2} == Log.objects.values().get(id=2)


def test_a_row_made_for_inserting_has_every_field_of_the_model():
    row = row_of(CanonicalLog(started_at=NOON), 1, 0)
    assert {field.attname for field in Log._meta.concrete_fields} <= vars(row).keys()


def test_leaves_numbering_to_the_database():
    assert "id" not in {column.attribute for column in table_of(Customer, "default").columns}


@pytest.mark.parametrize("count", [1, 2, 33, 700])
def test_writes_any_number_of_rows(count):
    with transaction.atomic():
        insert(Log, [{**NOTHING, "id": number} for number in range(count)])
    assert Log.objects.count() == count


def test_returns_what_the_end_of_the_statement_asks_for():
    rows = [{"digest": bytes([number]) * 16, "log_id": number} for number in range(5)]
    with transaction.atomic():
        insert(LogSource, rows[1:3])
        found = insert(LogSource, rows, tail="ON CONFLICT DO NOTHING RETURNING log_id")
    assert sorted(found) == [(0,), (3,), (4,)]


def test_a_key_that_is_taken_is_an_error_of_djangos():
    with transaction.atomic():
        insert(Log, [{**NOTHING, "id": 7}])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Log, [{**NOTHING, "id": 7}])
