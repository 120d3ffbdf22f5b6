"""The side navigation of settings."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.permissions import ProjectNotFound, caller_of
from accounts.second_factor.demanding import SecondFactorDemandedError

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_link(context: dict[str, Any], name: str, title: str, scope: str = "") -> SafeString | str:
    """A link to the page `name`, for those of a project who have `scope`; without one for everybody signed in."""
    request = context["request"]
    if scope and not _may(request, scope):
        return ""
    address = reverse(name)
    current = mark_safe(' aria-current="page"') if request.path.startswith(address) else ""  # noqa: S308
    return format_html('<li><a class="settings-link" href="{}"{}>{}</a></li>', address, current, title)


def _may(request: Any, scope: str) -> bool:
    try:
        return caller_of(request).may(scope)
    except (ProjectNotFound, SecondFactorDemandedError):  # the page that says so is drawn with this, too
        return False
