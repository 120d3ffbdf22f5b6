"""The query layer, on the engine of the run."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Q

from logs.models import Log
from logs.tests.factories import NOON, make_log, make_logs

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def logs(project):
    return Log.objects.of_project(project.pk)


def test_a_project_sees_its_own_logs_only(project, stranger_project, logs):
    mine = make_log(project)
    make_log(stranger_project)
    assert list(logs) == [mine]


def test_started_between_is_inclusive_to_the_microsecond(project, logs):
    make_logs(project, [{"started_at": NOON + n * MICROSECOND} for n in range(4)])
    assert logs.started_between(NOON + MICROSECOND, NOON + 2 * MICROSECOND).count() == 2
    assert logs.started_between(start=NOON + 2 * MICROSECOND).count() == 2
    assert logs.started_between(end=NOON).count() == 1


def test_of_several_bounds_of_the_key_the_tightest_are_asked_for(project, logs):
    first, second, third, fourth = make_logs(project, [{"started_at": NOON + n * HOUR} for n in range(4)])
    bounded = logs.started_between(NOON, NOON + 3 * HOUR).filter(id__lt=fourth.id).filter(id__gt=first.id, id__gte=5)
    assert list(bounded.order_by("id")) == [second, third]
    assert [str(bounded.query).count(f'"id" {sign}') for sign in "<>"] == [1, 1]


def test_bounds_of_the_key_that_are_alternatives_are_all_kept(project, logs):
    first, _, third = make_logs(project, [{"started_at": NOON + n * HOUR} for n in range(3)])
    assert list(logs.filter(Q(id__lte=first.id) | Q(id__gte=third.id)).filter(id__lte=third.id)) == [first, third]
    assert list(logs.filter(id__lt=third.id).exclude(id__lt=third.id)) == []


def test_started_between_takes_dates_no_key_can_hold(project, logs):
    make_log(project, started_at=NOON.replace(year=1950), ended_at=NOON)
    make_log(project, started_at=NOON.replace(year=2500), ended_at=NOON)
    assert logs.started_between(NOON.replace(year=1940), NOON.replace(year=1960)).count() == 1
    assert logs.started_between(start=NOON.replace(year=2499)).count() == 1
    assert logs.started_between(NOON, NOON).count() == 0


def test_ended_between_is_inclusive(project, logs):
    make_logs(project, [{"ended_at": NOON + n * HOUR} for n in range(3)])
    assert logs.ended_between(NOON + HOUR, NOON + HOUR).count() == 1


def test_a_bot_has_its_logs_and_the_default_bot_those_that_name_none(project, logs):
    make_logs(project, [{"bot_id": "st-1"}, {"bot_id": "st-2"}, {}])
    assert logs.of_bot("st-1", is_default=False).count() == 1
    assert logs.of_bot("st-1", is_default=True).count() == 2


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [
        ("env", "prod", 1),
        ("env", "Prod", 0),
        ("n", "5", 1),
        ("b", "true", 1),
        ('a"b.$', "x", 1),
        ("0", "zero", 1),
        ("gone", "", 0),
        ("nul\x00", "\ud800", 1),
        ("env", "\x00", 0),
    ],
)
def test_metadata_is_compared_as_text_under_any_key(project, logs, key, value, count):
    make_log(project, metadata={"env": "prod", "n": 5, "b": True, 'a"b.$': "x", "0": "zero", "gone": None})
    make_log(project, metadata={"env": "staging", "nul\x00": "\ud800"})
    make_log(project)
    assert logs.with_metadata(key, value).count() == count


def test_headers_are_found_by_name_in_any_case_and_part_of_the_value(project, logs):
    make_log(project, request_headers={"X-Metadata-Tier": "pro_100%"})
    assert logs.with_header("x-metadata-TIER", "o_100%").count() == 1
    assert logs.with_header("x-metadata-tier", "oo100%").count() == 0
    assert logs.with_header("x-metadata-tier", "PRO").count() == 0


@pytest.mark.parametrize(
    ("needle", "count"),
    [
        ("PIZZA", 1),
        ("izz", 1),
        ("100%", 1),
        ("1_0%", 0),
        ("straße", 1),
        ("STRASSE", 1),
        ("注文", 1),
        ("pasta", 0),
        ("\x00", 0),
    ],
)
def test_search_folds_case_and_takes_wildcards_literally(project, logs, needle, count):
    make_log(project, input_messages=[{"role": "user", "content": "Order pizza 100% Straße 注文する"}])
    make_log(project, input_messages=[{"role": "user", "content": "something else"}])
    assert logs.search(needle).count() == count


def test_a_very_long_needle_is_no_error(project, logs):
    make_log(project)
    assert logs.search("x" * 100_000).count() == 0


def test_an_empty_needle_is_no_filter(project, logs):
    make_log(project)
    assert logs.search("").count() == 1


@pytest.mark.parametrize(("descending", "order"), [(True, [3.0, 1.0, None]), (False, [1.0, 3.0, None])])
def test_sorting_puts_the_unknown_last_either_way(project, logs, descending, order):
    make_logs(project, [{"latency_ms": value, "ended_at": None} for value in (3.0, None, 1.0)])
    assert [log.latency_ms for log in logs.sorted_by("latency_ms", descending=descending)] == order


def test_equal_values_are_ordered_by_time_in_the_same_direction(project, logs):
    make_logs(project, [{"total_tokens": 5, "started_at": NOON + n * HOUR} for n in range(3)])
    started = [log.started_at for log in logs.sorted_by("total_tokens", descending=True)]
    assert started == [NOON + 2 * HOUR, NOON + HOUR, NOON]


def test_newest_starts_last(project, logs):
    make_logs(project, [{"started_at": NOON + n * MICROSECOND} for n in range(5)])
    assert [log.started_at for log in logs.newest()] == [NOON + n * MICROSECOND for n in (4, 3, 2, 1, 0)]


def test_a_page_is_two_queries_however_deep(project, logs, django_assert_num_queries):
    make_logs(project, [{"started_at": NOON + n * HOUR} for n in range(9)])
    with django_assert_num_queries(2):
        page = logs.newest().page(3, 2)
    assert [log.started_at for log in page] == [NOON + 5 * HOUR, NOON + 4 * HOUR]


def test_a_page_past_the_end_is_empty(project, logs):
    make_log(project)
    assert logs.newest().page(5, 10) == []


def test_a_log_is_found_by_its_callers_id_or_ours(project, stranger_project):
    log = make_log(project, source_id="their-id")
    for text in ("their-id", str(log.public_id), log.public_id.hex, log.public_id.hex.upper()):
        assert Log.objects.find(project.pk, text) == log
    assert Log.objects.find(stranger_project.pk, "their-id") is None
    assert Log.objects.find(stranger_project.pk, str(log.public_id)) is None
    assert Log.objects.find(project.pk, "nothing") is None


def test_stats_over_nothing_are_zeros_and_unknown_averages(logs, project):
    stats = logs.stats()
    assert (stats.total, stats.total_tokens, stats.cost_usd, stats.average_latency_ms) == (0, 0, Decimal(0), None)


def test_stats_count_and_sum(project, logs, django_assert_num_queries):
    make_logs(
        project,
        [
            {"status": "success", "latency_ms": 100.0, "prompt_tokens": 5, "cost_usd": Decimal("0.1")},
            {"status": "warning", "latency_ms": 300.0, "completion_tokens": 7, "cost_usd": Decimal("0.2")},
            {"status": "error", "ended_at": None, "cost_usd": Decimal(0)},
            {"status": "processing", "ended_at": None, "cost_usd": Decimal(0)},
        ],
    )
    with django_assert_num_queries(1):
        stats = logs.stats()
    assert (stats.total, stats.succeeded, stats.completed) == (4, 2, 3)
    assert (stats.average_latency_ms, stats.cost_usd) == (200.0, Decimal("0.3"))
    assert (stats.prompt_tokens, stats.completion_tokens, stats.total_tokens) == (5, 7, 12)


def test_token_sums_go_beyond_64_bits(project, logs):
    make_logs(project, [{"prompt_tokens": 2**63 - 1, "total_tokens": 2**63 - 1}] * 3)
    stats = logs.stats()
    assert (stats.prompt_tokens, stats.total_tokens) == (3 * (2**63 - 1), 3 * (2**63 - 1))


def test_counts_an_hour_that_the_bounds_cut_where_logs_have_metadata(project):
    make_log(project, metadata={"plan": "pro"}, started_at=NOON + timedelta(minutes=5))
    make_log(project, metadata={"plan": "free"}, started_at=NOON + timedelta(minutes=50))
    logs = Log.objects.of_project(project.pk).started_between(NOON + timedelta(minutes=30))
    assert logs.count() == 1
