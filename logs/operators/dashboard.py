"""All that the first page of the admin shows, each part for whoever may see it. How many queries: no more with more."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Project

from . import entrance, flow, keeping_up, storing

_HOUR = timedelta(hours=1)


def dashboard(request: HttpRequest) -> dict[str, Any]:
    """The template's context."""
    names = dict(Project.objects.values_list("pk", "name"))
    parts = _parts([*names])
    shown = {name: part() for (name, right), part in parts.items() if request.user.has_perm(right)}
    return {"dashboard": shown, "project_names": names, "soon_days": entrance.SOON.days}


def _parts(projects: list[int]) -> Mapping[tuple[str, str], Callable[[], Any]]:
    """By name and by the permission that it needs."""
    now = timezone.now()
    return {
        ("flow", "logs.view_log"): lambda: flow.flow_of(projects, now),
        ("refusals", "logs.view_log"): lambda: flow.refusals_since(now - _HOUR),
        ("upkeep", "logs.view_log"): lambda: keeping_up.upkeep_of(now),
        ("room", "logs.view_log"): storing.room,
        ("stores", "logs.view_log"): lambda: storing.stores_of(projects),
        ("customers", "logs.view_customer"): lambda: storing.customers_of(projects, now),
        ("keys", "accounts.view_apikey"): lambda: entrance.ending_keys(now),
        ("sign_ins", "accounts.view_auditentry"): lambda: entrance.failed_sign_ins(now),
        ("runs", "logs.view_retentionrun"): keeping_up.runs,
    }
