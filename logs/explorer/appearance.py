"""How pages look to a person, kept in cookies so that the server draws them right at once: theme and density."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# What a cookie may say; without one, the system's theme and compact rows.
CHOICES = {"theme": ("light", "dark"), "density": ("comfortable",)}
COOKIE_SECONDS = 365 * 24 * 3600


def appearance(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `appearance.theme` and `appearance.density`, empty where nothing was chosen."""
    given = {name: request.COOKIES.get(name, "") for name in CHOICES}
    return {"appearance": {name: value if value in CHOICES[name] else "" for name, value in given.items()}}


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a choice; anything that is none forgets it. Back to `next`, or nothing for a script."""
    response = HttpResponse(status=204) if "HX-Request" in request.headers else HttpResponseRedirect(_next(request))
    for name, values in CHOICES.items():
        if name in request.POST:
            keep_cookie(response, name, value if (value := request.POST[name]) in values else "")
    return response


def keep_cookie(response: HttpResponse, name: str, value: str) -> None:
    """Set a cookie for a year, or forget it where it is empty."""
    if value:
        response.set_cookie(name, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(name, samesite="Lax")


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"
