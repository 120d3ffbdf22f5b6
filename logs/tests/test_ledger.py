"""Logs told apart by a column: exactly from rollups, else among the newest, and never a sum of what is not known."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import Project
from logs import ledger
from logs.ledger import Ledger
from logs.models import Log
from logs.pricing import list_price
from logs.querysets import LogQuerySet
from logs.recent import newest_keys
from logs.tests.factories import NOON, make_log, make_logs


@pytest.fixture
def logs(project: Project) -> LogQuerySet:
    base = {"ended_at": None}
    make_logs(
        project,
        [
            base | {"model": "a", "customer_id": "x", "latency_ms": 100.0, "total_tokens": 5, "cost_usd": Decimal(1)},
            base | {"model": "a", "customer_id": None, "status_code": 500, "feature": "f"},
            base | {"model": None, "customer_id": "x", "latency_ms": 900.0, "started_at": NOON + timedelta(days=1)},
        ],
    )
    return Log.objects.of_project(project.pk)


def test_counts_by_a_dimension(logs: LogQuerySet):
    found = Ledger(logs).tallies("model")
    assert found.newest is None
    assert {key: (one.total, one.errors) for key, one in found.by(0).items()} == {"a": (2, 1), None: (1, 0)}


def test_counts_by_a_column_that_no_rollup_has(logs: LogQuerySet):
    found = Ledger(logs).tallies("feature").by(0)
    assert {key: (one.total, one.errors) for key, one in found.items()} == {"f": (1, 1), None: (2, 0)}


def test_counts_by_two(logs: LogQuerySet):
    found = Ledger(logs).tallies("model", "customer_id")
    assert {key: one.total for key, one in found.by_key.items()} == {("a", "x"): 1, ("a", None): 1, (None, "x"): 1}
    assert found.whole().total == 3


@pytest.mark.parametrize("column", ["model", "feature"])
def test_knows_no_sum_where_nothing_is_known(logs: LogQuerySet, column: str):
    unknown = Ledger(logs.filter(total_tokens__isnull=True)).tallies(column).whole()
    known = Ledger(logs).tallies(column).whole()
    assert (unknown.tokens, unknown.cost_usd) == (None, None)
    assert (known.tokens, known.cost_usd, known.unpriced) == (5, Decimal(1), 2)


@pytest.mark.parametrize("column", ["model", "feature"])
def test_knows_a_cost_of_nothing(project: Project, column: str):
    make_log(project, cost_usd=Decimal(0))
    assert Ledger(Log.objects.of_project(project.pk)).tallies(column).whole().cost_usd == 0


@pytest.mark.parametrize("column", ["model", "customer_id", "feature"])
def test_knows_latencies_within_two_percent(logs: LogQuerySet, column: str):
    assert Ledger(logs).latencies(column).whole(50) == pytest.approx(100, rel=0.02)
    assert Ledger(logs).latencies(column).whole(95) == pytest.approx(900, rel=0.02)
    assert Ledger(logs).latencies(column).of("nothing") is None


def test_counts_the_newest_where_no_rollup_knows(logs: LogQuerySet, monkeypatch):
    monkeypatch.setattr(ledger, "NEWEST", 1)
    found = Ledger(logs).tallies("feature")
    assert (found.newest, found.whole().total) == (1, 1)
    assert Ledger(logs.filter(latency_ms__gt=500)).tallies("model").newest is None


@pytest.mark.parametrize(("bucket", "by"), [("day", "model"), ("day", "feature"), ("hour", "customer_id")])
def test_counts_by_time(logs: LogQuerySet, bucket: str, by: str):
    totals: dict[datetime, int] = {}
    for (moment, _), one in Ledger(logs).bins(bucket, by).items():
        totals[moment.replace(hour=0)] = totals.get(moment.replace(hour=0), 0) + one.total
    assert totals == {datetime(2026, 11, 20, tzinfo=UTC): 2, datetime(2026, 11, 21, tzinfo=UTC): 1}


def test_counts_what_was_searched_for(project: Project):
    make_log(project, feature="f", input_messages=[{"role": "user", "content": "an order of pizza"}])
    make_log(project, feature="g", input_messages=[{"role": "user", "content": "nothing"}])
    found = Ledger(Log.objects.of_project(project.pk).search("pizza"))
    assert list(found.tallies("feature").by(0)) == ["f"]
    assert [log.feature for log in found.newest_logs(5, ())] == ["f"]


def test_reads_rows_once(logs: LogQuerySet, django_assert_num_queries):
    found = Ledger(logs)
    with django_assert_num_queries(1):
        found.tallies("feature"), found.latencies("feature"), found.bins("day", "feature"), found.only("feature", "f")


def test_puts_what_is_missing_under_another_value(logs: LogQuerySet):
    assert Ledger(logs, stands_for={"feature": "f"}).tallies("feature").by(0)["f"].total == 3


def test_finds_the_newest_log_of_each_value(project: Project, logs: LogQuerySet, django_assert_num_queries):
    newest = make_log(project, model="a", started_at=NOON + timedelta(days=2))
    with django_assert_num_queries(1):
        found = newest_keys(logs, "model", ["a", None, "zzz"])
    assert found["a"] == newest.id
    assert set(found) == {"a", None}
    assert newest_keys(logs, "model", []) == {}


def test_knows_list_prices():
    found = list_price("gpt-4o", "openai")
    assert (found.input, found.output, found.read) == (Decimal("2.5"), Decimal(10), Decimal("1.25"))
    assert found.provider == "OpenAI"
    assert list_price("mine", "here") is None
    assert list_price(None) is None


def test_knows_no_price_by_the_token_where_seconds_are_paid():
    assert list_price("whisper-large-v3-turbo", "groq") is None
