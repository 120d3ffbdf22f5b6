"""Who may open a page of settings: mixins for views, put first."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property

from accounts.choices import Scope
from accounts.models import Project
from accounts.permissions import Caller, caller_of

NO_PROJECT = "No project has you as a member."
ADMINS_ONLY = "Owners and admins of the project may open this page."
OWNERS_ONLY = "Owners of the project may do this."


class SettingsPage(LoginRequiredMixin):
    """For whoever is signed in, of a project or of none."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.check_access()
        response = super().dispatch(request, *args, **kwargs)
        # Secrets are shown on some of these pages, once.
        patch_cache_control(response, private=True, no_store=True)
        return response

    def check_access(self) -> None:
        """Raises Http404 or PermissionDenied, in words, for a person who may not."""

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    @cached_property
    def project(self) -> Project:
        """The project that the browser shows."""
        return Project.objects.get(pk=self.caller.project_id)


class AdminPage(SettingsPage):
    """For those who may change the project that the browser shows."""

    def check_access(self) -> None:
        if self.caller.project_id is None:
            raise Http404(NO_PROJECT)
        if not self.caller.may(Scope.ADMIN):
            raise PermissionDenied(ADMINS_ONLY)
