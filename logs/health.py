"""Health checks for whoever watches the server: alive, and ready to serve."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .doctor import database_problem


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all; touches nothing."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every database answers and has all migrations, else 503 with what is missing."""
    problems = {alias: problem for alias in settings.DATABASES if (problem := database_problem(alias))}
    if problems:
        return JsonResponse({"status": "unavailable", "databases": problems}, status=503)
    return JsonResponse({"status": "ready"})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of what the server does, for Prometheus: numbers of logs and times, nothing of what is in them."""
    from .metrics import exposition  # not before the workers are forked, see there

    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
