"""Lengths of bars: one scale for a page, one bar for a log."""

import pytest

from logs.explorer.latency import LatencyScale, timing_of, tokens_per_second
from logs.models import Log


def logs(*latencies: float | None) -> list[Log]:
    return [Log(latency_ms=ms) for ms in latencies]


def test_gives_the_longest_the_whole_width_and_goes_by_powers_of_ten():
    scale = LatencyScale.of(logs(10_000, 1_000, 100))
    assert [scale.bar(log).width for log in logs(10_000, 1_000, 100)] == [40.0, 26.7, 13.3]


def test_keeps_the_shortest_visible():
    assert LatencyScale.of(logs(10_000)).bar(Log(latency_ms=0)).width == 1.2


def test_has_no_bar_for_what_is_not_known():
    assert LatencyScale.of(logs(None)).bar(Log(latency_ms=None)) is None


def test_marks_the_first_token():
    scale = LatencyScale.of(logs(10_000))
    assert scale.bar(Log(latency_ms=10_000, ttft_ms=1_000)).first_token == 26.7
    assert scale.bar(Log(latency_ms=10_000, ttft_ms=20_000)).first_token is None


def test_calls_slow_what_stands_out():
    scale = LatencyScale.of(logs(*[1_000] * 39, 9_000))
    assert scale.bar(Log(latency_ms=9_000)).is_slow
    assert not scale.bar(Log(latency_ms=1_000)).is_slow


def test_calls_nothing_slow_among_the_alike():
    scale = LatencyScale.of(logs(*range(1_000, 1_100)))
    assert not scale.bar(Log(latency_ms=1_099)).is_slow


def test_splits_a_call_at_its_first_token():
    timing = timing_of(Log(latency_ms=1_000, ttft_ms=250))
    assert (timing.width, timing.rest_ms, timing.rest_x, timing.rest_width) == (77.5, 750, 78.5, 231.5)


@pytest.mark.parametrize(("latency_ms", "ttft_ms"), [(None, None), (1_000, None), (0, 0), (1_000, 2_000)])
def test_splits_nothing_where_it_cannot(latency_ms: float | None, ttft_ms: float | None):
    assert timing_of(Log(latency_ms=latency_ms, ttft_ms=ttft_ms)) is None


@pytest.mark.parametrize(
    ("fields", "rate"),
    [
        ({"completion_tokens": 318, "latency_ms": 6_840, "ttft_ms": 2_300}, 70.04),
        ({"completion_tokens": 100, "latency_ms": 2_000}, 50),
        ({"completion_tokens": 100, "latency_ms": 2_000, "ttft_ms": 2_000}, None),
        ({"completion_tokens": None, "latency_ms": 2_000}, None),
    ],
)
def test_counts_tokens_a_second(fields: dict, rate: float | None):
    assert tokens_per_second(Log(**fields)) == (None if rate is None else pytest.approx(rate, abs=0.01))
