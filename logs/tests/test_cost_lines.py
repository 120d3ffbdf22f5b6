"""What a call cost, line by line."""

from datetime import UTC, datetime
from decimal import Decimal

from logs.canonical import CanonicalLog
from logs.pricing import CostLine, cost_lines, priced

AT = datetime(2025, 10, 1, tzinfo=UTC)


def test_splits_a_cost_by_line():
    log = CanonicalLog(
        model="gpt-5",
        provider="openai",
        started_at=AT,
        prompt_tokens=12_420,
        cache_read_tokens=11_008,
        completion_tokens=730,
    )
    assert cost_lines(log) == [
        CostLine("read", 11_008, Decimal("0.001376")),
        CostLine("input", 1_412, Decimal("0.001765")),
        CostLine("output", 730, Decimal("0.0073")),
    ]


def test_adds_up_to_the_cost():
    log = CanonicalLog(
        model="claude-sonnet-4-5",
        provider="anthropic",
        started_at=AT,
        prompt_tokens=40,
        cache_read_tokens=9_000,
        cache_write_tokens=1_200,
        completion_tokens=300,
    )
    lines = cost_lines(log)
    assert [(line.name, line.tokens) for line in lines] == [
        ("read", 9_000),
        ("input", 40),
        ("written", 1_200),
        ("output", 300),
    ]
    assert sum(line.cost_usd for line in lines) == priced(log).cost_usd


def test_knows_tokens_without_a_price():
    log = CanonicalLog(model="mystery", started_at=AT, prompt_tokens=10, cache_read_tokens=4, completion_tokens=2)
    assert cost_lines(log) == [CostLine("read", 4, None), CostLine("input", 6, None), CostLine("output", 2, None)]


def test_has_no_lines_without_counts():
    assert cost_lines(CanonicalLog(model="gpt-5", provider="openai")) == []
