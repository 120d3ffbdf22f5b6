"""The top bar's ways to every place, the one that is open marked."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

register = template.Library()

# What the bar calls a place, the name of its address, and names of pages that belong to it.
_PLACES = (
    ("Logs", "list", ("list", "detail", "compare")),
    ("Threads", "threads", ("threads", "thread", "thread_by_id")),
    ("Customers", "customers", ("customers", "customer")),
    ("Models", "models", ("models",)),
    ("Prompts", "prompts", ("prompts", "features")),
    ("Bots", "bots", ("bots",)),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the bar."""

    title: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any]) -> list[Way]:
    """Every place in order; on a page of none of them, none is current."""
    match = getattr(context.get("request"), "resolver_match", None)
    current = match.url_name if match and match.app_name == "logs" else None
    return [Way(title, reverse(f"logs:{name}"), current in names) for title, name, names in _PLACES]
