"""Projects that demand a second factor of their members: whoever has none is led to set one up."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from rest_framework import exceptions

from accounts.models import Project, User


class SecondFactorDemandedError(exceptions.PermissionDenied, PermissionDenied):
    """403 in words in the API; pages lead to where one is set up."""

    default_detail = "This project asks its members for a second factor. Set one up under /settings/security/."


def demanding_projects(user: User) -> QuerySet[Project]:
    """Projects that ask this person for a second factor: a member's own, and of staff, who may read all logs, any."""
    projects = Project.objects.all() if user.is_staff else user.projects
    return projects.filter(requires_second_factor=True)


class SecondFactorMiddleware:
    """Leads people from the pages of such a project to their security settings."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SecondFactorDemandedError):
            return None
        if getattr(request, "htmx", False) or request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("settings:security"))
        return redirect("settings:security")
