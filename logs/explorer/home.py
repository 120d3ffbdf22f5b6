"""The address without a path."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list of logs for whoever is signed in, else the page to sign in on."""
    return redirect("logs:list" if request.user.is_authenticated else settings.LOGIN_URL)
