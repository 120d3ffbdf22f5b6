"""How ingest is doing, for the top bar: logs that came in within a minute, and what was refused of late."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from accounts.choices import Scope

from .. import refused
from ..querysets import LogQuerySet
from ..refused import Refusal
from .page import ProjectPage

_LOOKED_AT = 2_000
_MINUTE = timedelta(minutes=1)
_SECONDS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Health:
    """`rate` is of a minute, reckoned from the newest logs where there are very many; `refusal` of an hour."""

    rate: int
    is_about: bool
    has_logs: bool
    refusal: Refusal | None


class HealthView(ProjectPage, View):
    """A fragment that every page fetches after itself. Two queries at most, and those every five seconds."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        key = f"ingest-health-{self.caller.project_id}"
        health = cache.get_or_set(key, lambda: health_of(self.logs, self.caller.project_id), _SECONDS_KEPT)
        return render(request, "logs/_ingest_health.html", {"health": health, "may_run": self.caller.may(Scope.ADMIN)})


def health_of(logs: LogQuerySet, project_id: int) -> Health:
    """By the newest logs alone: what arrives late with an old start is not counted."""
    now = timezone.now()
    newest = list(logs.newest().values_list("received_at", flat=True)[:_LOOKED_AT])
    recent = [moment for moment in newest if moment > now - _MINUTE]
    rate, is_about = len(recent), len(recent) == _LOOKED_AT
    if is_about:
        rate = round(rate * (_MINUTE / max(now - min(recent), timedelta(milliseconds=1))))
    return Health(rate, is_about, bool(newest), refused.recent(project_id))
