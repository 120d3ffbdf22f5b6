"""Readers of fields that are objects with fields of their own: customer, usage, prompt, controls, error. Pure.

An error inside names its path, so that `usage.prompt_tokens_details.cached_tokens` is what the caller reads.
"""

from collections.abc import Callable

from ...canonical import CustomerFacts, Json, PayloadError
from ...choices import Status
from .. import values

# Counts in `usage`: where they belong and under which paths they come, first found wins (contract 3 and 4: OpenAI's
# names, Anthropic's, and the vendor's own cache_creation_prompt_tokens).
_USAGE: dict[str, tuple[tuple[str, ...], ...]] = {
    "prompt_tokens": (("prompt_tokens",), ("input_tokens",)),
    "completion_tokens": (("completion_tokens",), ("output_tokens",)),
    "total_tokens": (("total_tokens",),),
    "cache_read_tokens": (
        ("prompt_tokens_details", "cached_tokens"),
        ("input_tokens_details", "cached_tokens"),
        ("cache_read_input_tokens",),
    ),
    "cache_write_tokens": (("cache_creation_prompt_tokens",), ("cache_creation_input_tokens",)),
    "reasoning_tokens": (
        ("completion_tokens_details", "reasoning_tokens"),
        ("output_tokens_details", "reasoning_tokens"),
    ),
}
_CUSTOMER_FACTS = ("customer_identifier", "name", "email")


def usage(value: Json) -> dict[str, int]:
    """Token counts of a usage object by their canonical names; keys we do not know are no error."""
    sent = values.mapping(value)
    counts, errors = {}, {}
    for place, paths in _USAGE.items():
        for path in paths:
            found = values.along(sent, path)
            if found is not None:
                _try(counts, errors, place, values.count, found, ".".join(path))
                break
    if errors:
        raise PayloadError(errors)
    return counts


def customer(value: Json) -> tuple[str | None, CustomerFacts]:
    """Identifier and facts of customer_params; budgets and the like are details."""
    sent = values.mapping(value)
    facts, errors = {}, {}
    for name in _CUSTOMER_FACTS:
        if sent.get(name) is not None:
            read = values.identifier if name == "customer_identifier" else values.string
            _try(facts, errors, name, read, sent[name], name)
    if errors:
        raise PayloadError(errors)
    details = {key: item for key, item in sent.items() if key not in _CUSTOMER_FACTS and item is not None}
    known = CustomerFacts(name=facts.get("name"), email=facts.get("email"), details=details)
    return facts.get("customer_identifier"), known


def prompt_id(value: Json) -> str | None:
    """The id in a `prompt` object; plain text (contract 4: of a transcription) has none."""
    found = values.string_or_mapping(value)
    inner = found.get("prompt_id") if isinstance(found, dict) else None
    return None if inner is None else _at("prompt_id", values.identifier, inner)


def controls(value: Json) -> bool:
    """`block` of the API controls; true where it is not given (seed)."""
    block = values.mapping(value).get("block")
    return True if block is None else _at("block", values.boolean, block)


def failure(value: Json) -> Status | None:
    """Derived flags that exporters send along: a failure decides, its absence says nothing."""
    return Status.ERROR if values.boolean(value) else None


def error(value: Json) -> str | None:
    """`error` as Go clients send it beside `failed`: its text, or nothing where it is a flag."""
    return None if isinstance(value, bool) else values.any_text(value)


def _try(found: dict, errors: dict, place: str, read: Callable[[Json], object], value: Json, path: str) -> None:
    try:
        found[place] = read(value)
    except ValueError as error:
        errors[path] = [str(error)]


def _at(path: str, read: Callable[[Json], object], value: Json) -> object:
    try:
        return read(value)
    except ValueError as error:
        raise PayloadError({path: [str(error)]}) from error
