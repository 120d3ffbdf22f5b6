"""The zone in which a person reads and writes times: a cookie of the browser, else the server's zone."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

COOKIE = "llmlogs_zone"
_SPEAK = {"logs", "settings", "oversight", "erasing"}
_A_YEAR = 365 * 24 * 3600


class ZoneMiddleware:
    """Pages of the explorer speak in the zone of the cookie. No API does: there a time without a zone is UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        name = request.COOKIES.get(COOKIE)
        if name and request.resolver_match.app_name in _SPEAK and name in zone_names():
            timezone.activate(ZoneInfo(name))


class ZoneView(LoginRequiredMixin, View):
    """POST `zone`, empty for the server's, and `next`, where to go on."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        name, where = request.POST.get("zone", "").strip(), request.POST.get("next", "")
        if name and name not in zone_names():
            raise BadRequest("There is no such time zone.")
        is_ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
        response = HttpResponseRedirect(where if is_ours else reverse("logs:list"))
        if name:
            response.set_cookie(COOKIE, name, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure())
        else:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """All names that the system's zones go by; the list is read from the disk once."""
    return frozenset(available_timezones())
