"""Ways from a page to others: the places of the top bar, and the dashboards that a chart can be saved to."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from accounts.permissions import caller_of

from ..dashboards.changing import SAVED, of_project
from ..dashboards.models import Dashboard

register = template.Library()

# What the bar calls a place, the name of its address, and names of pages that belong to it.
_PLACES = (
    ("Logs", "list", ("list", "detail", "compare")),
    ("Threads", "threads", ("threads", "thread", "thread_by_id")),
    ("Customers", "customers", ("customers", "customer")),
    ("Models", "models", ("models",)),
    ("Prompts", "prompts", ("prompts", "features")),
    ("Bots", "bots", ("bots",)),
    ("Dashboards", "dashboards", ("dashboards", "dashboard")),
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


@register.simple_tag(takes_context=True)
def dashboards(context: dict[str, Any]) -> list[Dashboard]:
    """The dashboards of the project that is looked at, for choosing one."""
    return of_project(caller_of(context["request"]).project_id)


@register.simple_tag(takes_context=True)
def conditions_of_page(context: dict[str, Any]) -> list[tuple[str, str]]:
    """What the address of the page narrows logs by, as a dashboard saves it."""
    given = context["request"].GET
    return [(name, given[name]) for name in SAVED if given.get(name)]
