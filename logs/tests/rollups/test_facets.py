"""Facets: values with counts under any filter, exactly where rollups know, of the newest logs where they do not."""

from collections import Counter

import pytest
from hypothesis import given

from logs.models import Log
from logs.rollups import fold
from logs.rollups.shapes import Facet, FacetValue
from logs.tests.factories import NOON, make_logs
from logs.tests.rollups.histories import PROJECT, histories, live_through, random_questions, rolled_back
from logs.tests.rollups.strategies import bounds, conditions

DIMENSIONS = ("kind", "provider", "model", "status", "customer_id")


@pytest.mark.django_db
@random_questions
@given(history=histories(), bound=bounds(), condition=conditions())
def test_facets_are_those_of_the_rows(history, bound, condition):
    @rolled_back
    def compare():
        present = live_through(history)
        (q, admits), (narrowed, within) = condition, bound
        rows = [row for row in present if admits(row) and within(row)]
        found = narrowed(Log.objects.of_project(PROJECT).filter(q)).facets(DIMENSIONS)
        for name in DIMENSIONS:
            expected = Counter(getattr(row, name) for row in rows)
            assert {one.value: one.count for one in found[name].values} == expected
            assert found[name].newest is None

    compare()


@pytest.fixture
def logs(project):
    make_logs(
        project,
        [
            {"channel": "rtm", "stream": True, "metadata": {"env": "prod", "n": 5}, "started_at": NOON.replace(hour=9)},
            {"channel": "rtm", "metadata": {"env": "prod"}, "model": "b"},
            {"channel": "nul\x00", "metadata": {"env": "test"}},
            {},
        ],
    )
    fold()
    return Log.objects.of_project(project.pk)


def pairs(facet):
    return [(one.value, one.count) for one in facet.values]


def test_values_come_most_frequent_first_and_the_unknown_last_among_equals(logs):
    assert pairs(logs.facets(["channel"])["channel"]) == [("rtm", 2), ("nul\x00", 1), (None, 1)]


def test_flags_keys_of_metadata_and_the_values_of_a_key_have_facets(logs):
    found = logs.facets(["stream", "metadata", "metadata.env", "dialect"])
    assert pairs(found["stream"]) == [(False, 3), (True, 1)]
    assert pairs(found["metadata"]) == [("env", 3), ("n", 1)]
    assert pairs(found["metadata.env"]) == [("prod", 2), ("test", 1), (None, 1)]
    assert pairs(found["dialect"]) == [("llmlogs", 4)]


def test_a_limit_cuts_the_rare_ones(logs):
    assert logs.facets(["channel"], limit=1)["channel"].values == (FacetValue("rtm", 2),)


def test_what_no_rollup_knows_is_counted_over_the_newest_and_says_so(logs):
    found = logs.facets(["channel", "model"], newest=3)
    assert found["channel"].newest == 3
    assert sum(one.count for one in found["channel"].values) == 3
    assert found["model"] == Facet("model", (FacetValue("gpt-4o", 3), FacetValue("b", 1)), None)


def test_a_filter_that_no_rollup_knows_narrows_every_facet(logs):
    found = logs.filter(channel="rtm").facets(["model", "customer_id", "channel"])
    assert pairs(found["model"]) == [("b", 1), ("gpt-4o", 1)]
    assert pairs(found["customer_id"]) == [(None, 2)]
    assert found["model"].newest is None


def test_nothing_has_no_values(logs):
    assert logs.filter(channel="none").facets(["channel", "model"])["channel"].values == ()


def test_an_unknown_field_is_an_error(logs):
    with pytest.raises(ValueError, match="no facets of cost_usd"):
        logs.facets(["cost_usd"])
