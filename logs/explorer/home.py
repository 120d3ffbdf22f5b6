"""The address without a path."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import caller_of

from ..saved.keeping import default_view


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list of logs for whoever is signed in, in the project's default view; else the page to sign in on."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    view = default_view(caller_of(request).project_id)
    address = reverse("logs:list")
    return redirect(f"{address}?{view.address}" if view and view.address else address)
