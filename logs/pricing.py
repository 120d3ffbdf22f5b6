"""What a call cost, where the caller did not say: the caller's unit prices, else the price list of genai-prices."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import NamedTuple

from genai_prices import Usage, data_snapshot
from genai_prices.types import ModelInfo, ModelPrice, Provider, Tier, TieredPrices

from .canonical import MAX_COST_USD, CanonicalLog
from .choices import CostSource, Dialect

_PER_MILLION = Decimal(1_000_000)

# Names that traffic uses for a provider -> the price list's.
_LISTED_AS = {
    "azure_openai": "azure",
    "azure_ai": "azure",
    "azureml": "azure",
    "bedrock": "aws",
    "amazon": "aws",
    "gemini": "google",
    "vertex": "google",
    "vertexai": "google",
    "vertex_ai": "google",
    "google_genai": "google",
    "xai": "x-ai",
    "voyage": "voyageai",
    "together_ai": "together",
    "fireworks_ai": "fireworks",
}
_BY_START = (("text-embedding-", "openai"), ("dall-e", "openai"), ("tts-1", "openai"), ("gpt-image", "openai"))
# These report cached tokens beside the prompt's count; everybody else inside it (ruling 2).
_CACHE_BESIDE_PROMPT = frozenset({"anthropic", "aws"})


class Counts(NamedTuple):
    """Tokens of a call; `input` includes those read from and written to the cache."""

    input: int
    output: int
    read: int = 0
    written: int = 0


# Below it no product has more digits than a Decimal keeps.
_MAX_PLAIN_COUNT = 10**12
_rates: "dict[tuple[int, int], tuple[ModelPrice, _Rates | None]]" = {}


def priced(log: CanonicalLog) -> CanonicalLog:
    """`log` with provider, cost and its source settled: as sent, else by unit prices, else by price list, else null."""
    provider = log.provider.lower() if log.provider else provider_of(log.model)
    if log.cost_usd is not None:
        # A log of ours that comes back from a file says itself where its cost came from.
        return log.but(provider=provider, cost_source=log.cost_source or CostSource.SENT)
    cost = _by_unit_prices(log)
    if cost is None:
        cost = _by_price_list(log, provider)
    if cost is not None and abs(cost) >= MAX_COST_USD:
        cost = None  # counts or prices that nobody can mean
    source = CostSource.UNKNOWN if cost is None else CostSource.COMPUTED
    return log.but(provider=provider, cost_usd=cost, cost_source=source)


@lru_cache(maxsize=4096)
def provider_of(model: str | None) -> str | None:
    """The provider that the price list knows a model by; None for a model it does not know."""
    found = _listed(model, None)
    return found[0].id if found else None


class CostLine(NamedTuple):
    """Tokens of one sort and what they cost together; None where the price list cannot say."""

    name: str  # read, input (at full price), written, output
    tokens: int
    cost_usd: Decimal | None


def cost_lines(log: CanonicalLog, *, calls: int = 1) -> list[CostLine]:
    """What a call cost by the price list, line by line; or what so many calls did, of which `log` has the sums.

    Sums are priced as calls of middling length, and where long ones are dearer may not add up to what is known.
    """
    if log.prompt_tokens is None and log.completion_tokens is None:
        return []
    listed = _listed(log.model, log.provider)
    counts = _counts(log, listed[0].id if listed else _LISTED_AS.get(log.provider, log.provider))
    plain = counts.input - counts.read - counts.written
    rates = _listed_rates(listed, log.started_at, counts.input // calls)
    tokens = {"read": counts.read, "input": plain, "written": counts.written, "output": counts.output}
    return [CostLine(name, n, n * getattr(rates, name) if rates else None) for name, n in tokens.items() if n]


def _listed_rates(listed: tuple[Provider, ModelInfo] | None, at: datetime | None, tokens: int) -> "_Rates | None":
    try:
        return _rates_of(listed[1], listed[0], at, tokens) if listed else None
    except (LookupError, ValueError):
        return None  # no price for this date


class ListPrice(NamedTuple):
    """What a million tokens of a model cost today, and by which entry of the price list."""

    provider: str
    model: str
    page: str  # where the provider says so; may be empty
    input: Decimal
    output: Decimal
    read: Decimal
    written: Decimal


def list_price(model: str | None, provider: str | None = None) -> ListPrice | None:
    """The price of short prompts; None for a model without a listed price, or with one that is not by the token."""
    listed = _listed(model, provider)
    rates = _listed_rates(listed, None, 0)
    if rates is None or not (rates.input or rates.output):
        return None
    page = next(iter(listed[0].pricing_urls or ()), "")
    millions = (_PER_MILLION * rate for rate in (rates.input, rates.output, rates.read, rates.written))
    return ListPrice(listed[0].name, listed[1].name or listed[1].id, page, *millions)


def _by_unit_prices(log: CanonicalLog) -> Decimal | None:
    if log.prompt_unit_price is None and log.completion_unit_price is None:
        return None
    if log.prompt_tokens is None and log.completion_tokens is None:
        return None
    prompt = (log.prompt_unit_price or 0) * (log.prompt_tokens or 0)
    return (prompt + (log.completion_unit_price or 0) * (log.completion_tokens or 0)) / _PER_MILLION


def _by_price_list(log: CanonicalLog, provider: str | None) -> Decimal | None:
    if log.prompt_tokens is None and log.completion_tokens is None:
        return None
    found = _listed(log.model, provider)
    if found is None:
        return None
    listed_provider, model = found
    counts = _counts(log, listed_provider.id)
    try:
        rates = _rates_of(model, listed_provider, log.started_at, counts.input)
        if rates is not None and max(counts) < _MAX_PLAIN_COUNT:
            return rates.cost(counts)
        return _cost_of(model, listed_provider, counts, log.started_at)
    except (LookupError, ValueError):
        return None  # no price for this date, or counts that no price list can mean


def _cost_of(model: ModelInfo, provider: Provider, counts: Counts, at: datetime | None) -> Decimal:
    usage = Usage(
        input_tokens=counts.input,
        output_tokens=counts.output,
        cache_read_tokens=counts.read or None,
        cache_write_tokens=counts.written or None,
    )
    return model.calc_price(usage, provider, genai_request_timestamp=at).total_price


@dataclass(frozen=True, slots=True)
class _Rates:
    """What one token costs, where every token of a sort costs the same: sums instead of a walk over the list."""

    input: Decimal
    output: Decimal
    read: Decimal
    written: Decimal

    def cost(self, counts: Counts) -> Decimal:
        plain = counts.input - counts.read - counts.written
        inside = plain * self.input + counts.read * self.read + counts.written * self.written
        return inside + counts.output * self.output


def _rates_of(model: ModelInfo, provider: Provider, at: datetime | None, tokens: int) -> _Rates | None:
    """The rates of the price that is valid at a time for a prompt of so many tokens; None where there are none."""
    price = model.get_prices(at or datetime.now(UTC))
    start = max((tier.start for tier in _tiers_of(price) if tokens > tier.start), default=0)
    if (id(price), start) not in _rates:
        # The price is kept with its rates, so that its address stays its own.
        _rates[id(price), start] = (price, _rates_by_trial(model, provider, at, start))
    return _rates[id(price), start][1]


def _tiers_of(price: ModelPrice) -> list[Tier]:
    return [tier for value in vars(price).values() if isinstance(value, TieredPrices) for tier in value.tiers]


def _rates_by_trial(model: ModelInfo, provider: Provider, at: datetime | None, start: int) -> _Rates | None:
    """Rates as the price list itself answers for one token more, beyond the `start` of a tier, if many add up to it."""
    ask = partial(_cost_of, model, provider, at=at)
    least = start + 1
    cost, one = ask(Counts(least, 0)), ask(Counts(least + 1, 0))
    rates = _Rates(
        input=one - cost,
        output=ask(Counts(least, 1)) - cost,
        read=ask(Counts(least + 1, 0, 1, 0)) - cost,
        written=ask(Counts(least + 1, 0, 0, 1)) - cost,
    )
    trial = Counts(start + 1009, 211, 307, 101)
    return rates if rates.cost(trial) == ask(trial) else None


def _counts(log: CanonicalLog, provider: str | None) -> Counts:
    """Counts as the price list wants them: input includes what was read from and written to the cache."""
    prompt, read, write = log.prompt_tokens or 0, log.cache_read_tokens or 0, log.cache_write_tokens or 0
    # LiteLLM has counted them into the prompt, whoever the provider is.
    if provider in _CACHE_BESIDE_PROMPT and log.dialect != Dialect.LITELLM:
        prompt += read + write
    read = min(read, prompt)  # cached > prompt occurs in real traffic
    return Counts(prompt, log.completion_tokens or 0, read, min(write, prompt - read))


@lru_cache(maxsize=4096)
def _listed(model: str | None, provider: str | None) -> tuple[Provider, ModelInfo] | None:
    """Provider and model in the price list. A provider that is named but not listed has no price: it may be free."""
    if not model:
        return None
    listed = _LISTED_AS.get(provider, provider) if provider else _guessed_provider(model)
    bare = model.partition("/")[2] or model  # routers write provider/model
    for name in dict.fromkeys((model, bare)):
        try:
            return data_snapshot.get_snapshot().find_provider_model(name, None, listed, None)
        except LookupError:
            continue
    return None


def _guessed_provider(model: str) -> str | None:
    """A provider that the name gives away where the price list does not search by model alone."""
    head = model.partition("/")[0]
    if head != model:
        return _LISTED_AS.get(head, head)
    return next((provider for start, provider in _BY_START if model.startswith(start)), None)
