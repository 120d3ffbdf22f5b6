"""What the facts column of a log says beside its content: names and values in the order they are shown."""

from dataclasses import dataclass

from ..choices import CostSource, Dialect
from ..models import Log
from ..querylang.editing import spelt
from .addresses import thread_address
from .filters import address

_DIALECTS = {Dialect.KEYWORDSAI: "Keywords AI", Dialect.LITELLM: "LiteLLM", Dialect.NATIVE: "llmlogs"}
_COST_NOTES = {
    CostSource.SENT: "As the caller sent it.",
    CostSource.COMPUTED: "Computed from the price list, or the unit prices the caller sent.",
    CostSource.UNKNOWN: "No price is known for this model, provider and date.",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value; `query` finds the logs that share it, `is_code` where it is an identifier.

    `page` is the address of what the value names, where that has a page of its own.
    """

    label: str
    value: str
    query: str = ""
    is_code: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A line of the token table; an inner one is counted in, or beside, the line before it."""

    label: str
    tokens: int
    is_inner: bool = False


def belongings(log: Log) -> list[Fact]:
    """What a log belongs to, as far as it was sent."""
    thread = log.thread_id or ""
    found = [
        Fact("Customer", log.customer_id or "", same("customer", log.customer_id)),
        Fact("Thread", thread, same("thread", thread), page=thread_address(thread) if thread else ""),
        Fact("Group", log.group_id or ""),
        Fact("Custom id", log.custom_id or "", is_code=True),
        Fact("Trace", log.trace_id or "", is_code=True),
        Fact("Span", log.span_id or "", is_code=True),
        Fact("Parent span", log.parent_span_id or "", is_code=True),
        Fact("Parent request", log.parent_request_id or "", is_code=True),
        Fact("Prompt", log.prompt_name or log.prompt_id or ""),
        Fact("Bot", log.bot_id or "", same("bot", log.bot_id)),
        Fact("App", log.app_id or "", is_code=True),
        Fact("Channel", log.channel or ""),
        Fact("Channel user", log.channel_user_id or ""),
        Fact("Feature", log.feature or ""),
        Fact("Task", log.task_id or "", is_code=True),
        Fact("Integration", log.integration or ""),
        Fact("Description", log.description or ""),
    ]
    return [fact for fact in found if fact.value]


def token_lines(log: Log) -> list[TokenLine]:
    """Token counts as they were sent; what is not known has no line."""
    found = [
        ("Input", log.prompt_tokens, False),
        ("read from cache", log.cache_read_tokens, True),
        ("written to cache", log.cache_write_tokens, True),
        ("Output", log.completion_tokens, False),
        ("reasoning", log.reasoning_tokens, True),
    ]
    return [TokenLine(label, tokens, is_inner) for label, tokens, is_inner in found if tokens is not None]


def cost_note(log: Log) -> str:
    """Where the cost came from, in words, or why there is none."""
    if log.cost_usd is None and log.total_tokens is None:
        return "No token counts were sent, so no cost is known."
    return _COST_NOTES.get(log.cost_source, "")


def came_in_by(log: Log) -> str:
    """The vendor whose form the log arrived in; the word as stored where it is none we know."""
    return _DIALECTS.get(log.dialect, log.dialect)


def same(condition: str, value: str | None) -> str:
    """The query of the logs that share a value; empty where there is no value."""
    return address({"q": f"{condition}:{spelt(value)}"}) if value else ""
