"""A cost line by line, beside what was sent."""

from datetime import UTC, datetime
from decimal import Decimal

from django.test import Client

from accounts.models import Project
from logs.canonical import CanonicalLog
from logs.explorer.costs import cost_sheet
from logs.tests.explorer.reading import text_of
from logs.tests.factories import make_log

AT = datetime(2025, 10, 1, tzinfo=UTC)
CALL = {
    "model": "gpt-5",
    "provider": "openai",
    "started_at": AT,
    "prompt_tokens": 12_420,
    "cache_read_tokens": 11_008,
    "completion_tokens": 730,
    "reasoning_tokens": 412,
}


def lines(log: CanonicalLog) -> list[tuple]:
    return [(line.label, line.tokens, line.per_million, line.cost_usd) for line in cost_sheet(log).lines]


def test_works_a_cost_out_by_the_price_list():
    assert lines(CanonicalLog(**CALL)) == [
        ("Input", 1_412, Decimal("1.25"), Decimal("0.001765")),
        ("Input read from cache", 11_008, Decimal("0.125"), Decimal("0.001376")),
        ("Output", 730, Decimal("10"), Decimal("0.0073")),
        ("of which reasoning", 412, Decimal("10"), Decimal("0.00412")),
    ]
    assert cost_sheet(CanonicalLog(**CALL)).computed == Decimal("0.010441")


def test_works_a_cost_out_by_the_unit_prices_that_were_sent():
    log = CanonicalLog(**CALL, prompt_unit_price=Decimal(2), completion_unit_price=Decimal(4))
    assert lines(log)[:2] == [
        ("Input", 12_420, Decimal(2), Decimal("0.02484")),
        ("Output", 730, Decimal(4), Decimal("0.00292")),
    ]
    assert cost_sheet(log).is_by_unit_prices


def test_counts_reasoning_once():
    assert cost_sheet(CanonicalLog(**CALL)).tokens == 13_150


def test_names_the_difference_to_what_was_sent():
    sheet = cost_sheet(CanonicalLog(**CALL, cost_usd=Decimal("0.012"), cost_source="sent"))
    assert sheet.is_sent
    assert sheet.difference == Decimal("0.001559")
    assert round(sheet.share, 1) == Decimal("14.9")


def test_says_nothing_where_both_agree():
    assert cost_sheet(CanonicalLog(**CALL, cost_usd=Decimal("0.010441"), cost_source="sent")).difference is None


def test_has_no_sum_without_a_price():
    sheet = cost_sheet(CanonicalLog(model="house-model", prompt_tokens=10, completion_tokens=5))
    assert [line.note for line in sheet.lines] == ["no price", "no price"]
    assert sheet.computed is None


def test_has_no_lines_without_tokens():
    assert cost_sheet(CanonicalLog(model="gpt-5")).lines == []


def test_shows_sent_and_computed_where_they_differ(browser: Client, project: Project):
    log = make_log(project, **{**CALL, "ended_at": AT}, cost_usd=Decimal("0.012"))
    text = text_of(browser.get(f"/logs/{log.public_id}/?tab=cost"))
    assert "By the price list 13,150 $0.010441" in text
    assert "As the caller sent it $0.012" in text
    assert "Difference 14.9% +$0.001559" in text


def test_names_what_is_unpriced(browser: Client, project: Project):
    log = make_log(project, model="house-model", provider="house", prompt_tokens=10, completion_tokens=5)
    text = text_of(browser.get(f"/logs/{log.public_id}/?tab=cost"))
    assert "No price for house-model at house on Fri 20 Nov 2026, so this log is unpriced" in text
