"""What a call cost, where the caller did not say: the caller's unit prices, else the price list of genai-prices."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from genai_prices import Usage, data_snapshot
from genai_prices.types import ModelInfo, Provider

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


def priced(log: CanonicalLog) -> CanonicalLog:
    """`log` with provider, cost and its source settled: as sent, else by unit prices, else by price list, else null."""
    provider = log.provider.lower() if log.provider else provider_of(log.model)
    if log.cost_usd is not None:
        # A log of ours that comes back from a file says itself where its cost came from.
        return replace(log, provider=provider, cost_source=log.cost_source or CostSource.SENT)
    cost = _by_unit_prices(log)
    if cost is None:
        cost = _by_price_list(log, provider)
    if cost is not None and abs(cost) >= MAX_COST_USD:
        cost = None  # counts or prices that nobody can mean
    source = CostSource.UNKNOWN if cost is None else CostSource.COMPUTED
    return replace(log, provider=provider, cost_usd=cost, cost_source=source)


@lru_cache(maxsize=4096)
def provider_of(model: str | None) -> str | None:
    """The provider that the price list knows a model by; None for a model it does not know."""
    found = _listed(model, None)
    return found[0].id if found else None


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
    try:
        return _cost_of(model, listed_provider, _usage(log, listed_provider.id), log.started_at)
    except (LookupError, ValueError):
        return None  # no price for this date, or counts that no price list can mean


def _cost_of(model: ModelInfo, provider: Provider, usage: Usage, at: datetime | None) -> Decimal:
    return model.calc_price(usage, provider, genai_request_timestamp=at).total_price


def _usage(log: CanonicalLog, provider: str) -> Usage:
    """Counts as the price list wants them: input includes what was read from and written to the cache."""
    prompt, read, write = log.prompt_tokens or 0, log.cache_read_tokens or 0, log.cache_write_tokens or 0
    # LiteLLM has counted them into the prompt, whoever the provider is.
    if provider in _CACHE_BESIDE_PROMPT and log.dialect != Dialect.LITELLM:
        prompt += read + write
    read = min(read, prompt)  # cached > prompt occurs in real traffic
    return Usage(
        input_tokens=prompt,
        output_tokens=log.completion_tokens or 0,
        cache_read_tokens=read or None,
        cache_write_tokens=min(write, prompt - read) or None,
    )


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
