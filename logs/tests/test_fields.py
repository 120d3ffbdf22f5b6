"""Fields that keep what was sent, on the engine of the run."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from logs.fields import escape_text, unescape_text
from logs.models import Customer, Log
from logs.tests.factories import NOON, make_log, make_logs


@given(st.text(st.characters(codec=None)))
def test_any_text_survives_escaping(text):
    assert unescape_text(escape_text(text)) == text


def test_escaped_text_is_storable_everywhere():
    assert escape_text("a\x00b\ud800\x1a") == "a\x1a0000b\x1ad800\x1a\x1a"


@pytest.mark.parametrize("text", ["nul \x00", "lone \udfff", "sub \x1a0000", "emoji 😀 ß"])
def test_a_column_reads_back_equal_and_is_found_by_it(project, text):
    make_log(project, customer_id=text)
    found = Log.objects.of_project(project.pk).get(customer_id=text)
    assert found.customer_id == text


def test_identifiers_that_share_their_first_characters_are_told_apart(project):
    make_logs(project, [{"customer_id": "x" * 1000 + "a"}, {"customer_id": "x" * 1000 + "b"}])
    logs = Log.objects.of_project(project.pk)
    assert logs.filter(customer_id="x" * 1000 + "a").count() == 1
    assert logs.filter(customer_id__in=["x" * 1000 + "a", "x" * 1000 + "b"]).count() == 2
    assert logs.filter(customer_id="x" * 200).count() == 0


@pytest.mark.parametrize(
    "wanted", [{"customer_id": "c7"}, {"customer_id__in": ["c7"]}, {"customer_id__in": ["c7", "c8"]}]
)
def test_an_identifier_is_found_through_its_index(project, wanted):
    make_logs(project, [{"customer_id": f"c{n}"} for n in range(200)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # 200 rows are read faster than an index
    plan = Log.objects.of_project(project.pk).filter(**wanted).values("id").explain()
    assert "log_customer (project_id=? AND <expr>=?)" in plan if connection.vendor == "sqlite" else "substr" in plan
    assert "log_project" not in plan


def test_a_long_identifier_of_wide_characters_is_stored_whole(project):
    # 4,096 bytes: over what a PostgreSQL index entry holds.
    log = make_log(project, thread_id="😀" * 1024, model="🧠" * 1024)
    assert Log.objects.get(id=log.id).thread_id == "😀" * 1024


def test_dollars_keep_twelve_places(project):
    log = make_log(project, cost_usd=Decimal("0.000000000001"))
    assert Log.objects.get(id=log.id).cost_usd == Decimal("0.000000000001")


def test_dollars_sum_exactly_beyond_64_bits(project):
    make_logs(project, [{"cost_usd": Decimal("999999.999999999999")}] * 12)
    assert Log.objects.of_project(project.pk).stats().cost_usd == Decimal("11999999.999999999988")


def test_negative_dollars_sum_exactly(project):
    make_logs(project, [{"cost_usd": Decimal("-0.0000015")}, {"cost_usd": Decimal("0.0000005")}])
    assert Log.objects.of_project(project.pk).stats().cost_usd == Decimal("-0.000001")


def test_a_json_value_with_odd_characters_survives(db):
    details = {"plan\x00": ["\ud800", 2**70, 1.5, None]}
    Customer.objects.create(
        project_id=1, identifier="c", digest=b"c", details=details, first_seen_at=NOON, last_seen_at=NOON
    )
    assert Customer.objects.get().details == details
