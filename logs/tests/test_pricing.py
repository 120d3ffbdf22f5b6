"""Cost of a call: as sent, by unit prices, by price list, or unknown. Prices are those of the pinned genai-prices."""

from decimal import Decimal

import pytest

from logs.canonical import CanonicalLog
from logs.pricing import priced
from logs.tests.factories import NOON


def cost_of(**sent):
    log = priced(CanonicalLog(started_at=NOON, **sent))
    return log.cost_usd, log.cost_source


def test_a_cost_that_was_sent_stays_even_when_it_is_zero():
    assert cost_of(model="gpt-4o", prompt_tokens=1000, cost_usd=Decimal(0)) == (Decimal(0), "sent")


def test_unit_prices_are_per_million_and_go_before_the_list():
    sent = {"prompt_unit_price": Decimal("0.0042"), "completion_unit_price": Decimal(2)}
    cost = cost_of(model="gpt-4o", prompt_tokens=1_000_000, completion_tokens=500_000, **sent)
    assert cost == (Decimal("1.0042"), "computed")


def test_a_known_model_is_priced_from_the_list():
    assert cost_of(model="gpt-4o", prompt_tokens=1000, completion_tokens=100) == (Decimal("0.0035"), "computed")


def test_cached_tokens_of_openai_are_inside_the_prompt():
    cost = cost_of(model="gpt-4o", prompt_tokens=1000, completion_tokens=0, cache_read_tokens=400)
    assert cost == (Decimal("0.0020"), "computed")  # 600 at 2.50 and 400 at 1.25 per million


def test_cached_tokens_of_anthropic_stand_beside_the_prompt():
    cost = cost_of(model="claude-3-5-sonnet-20241022", prompt_tokens=1000, cache_read_tokens=1000, completion_tokens=0)
    assert cost == (Decimal("0.0033"), "computed")  # 1,000 at 3.00 and 1,000 at 0.30 per million


def test_more_cached_than_prompt_is_clamped():
    cost = cost_of(model="gpt-4o", prompt_tokens=371, cache_read_tokens=493, completion_tokens=0)
    assert cost == (Decimal("0.00046375"), "computed")


@pytest.mark.parametrize(
    "sent",
    [
        {"model": "my-own-model", "prompt_tokens": 5},
        {"model": None, "prompt_tokens": 5},
        {"model": "gpt-4o"},
        {"model": "gpt-4o", "provider": "ollama", "prompt_tokens": 5},
        {"model": "gpt-4o", "prompt_unit_price": Decimal(1)},
        {"model": "gpt-4o", "prompt_tokens": 2**63 - 1},
        {"prompt_unit_price": Decimal(10**9), "prompt_tokens": 10**6},
    ],
)
def test_what_cannot_be_known_is_null_and_no_error(sent):
    assert cost_of(**sent) == (None, "unknown")


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("gpt-4o-mini", "openai"),
        ("claude-3-5-sonnet-20241022", "anthropic"),
        ("gemini-2.0-flash", "google"),
        ("text-embedding-3-small", "openai"),
        ("openai/gpt-4o", "openai"),
        ("my-own-model", None),
        (None, None),
    ],
)
def test_provider_is_inferred_from_the_model(model, provider):
    assert priced(CanonicalLog(model=model, started_at=NOON)).provider == provider


def test_a_provider_that_was_sent_stays():
    assert priced(CanonicalLog(model="gpt-4o", provider="Azure_OpenAI", started_at=NOON)).provider == "azure_openai"
