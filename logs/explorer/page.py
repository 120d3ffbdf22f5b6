"""What every page about a project shares: who may open it, and what of it they may see."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from accounts.choices import Scope
from accounts.permissions import Caller, caller_of

from ..content_access import note_read
from ..models import Log
from ..printable import PageResponse
from ..querysets import LogQuerySet

NO_PROJECT = "You are signed in, but no project has you as a member yet. An owner or an operator can add you."
NO_SCOPE = "Your role in this project does not let you read its logs."


class ProjectPage(LoginRequiredMixin):
    """Mixin for views of the browser's project; put it first. Whoever may read metadata only gets no content."""

    request: HttpRequest
    response_class = PageResponse

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self._check_access()
        response = super().dispatch(request, *args, **kwargs)
        # Prompts must not come back out of a cache after signing out.
        patch_cache_control(response, private=True, no_store=True)
        return response

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    @property
    def logs(self) -> LogQuerySet:
        """The logs of the caller's project; the first line of every list."""
        return Log.objects.of_project(self.caller.project_id)

    def note_read(self, rows: Iterable[Log]) -> None:
        """The content of these logs goes into the page."""
        caller = self.caller
        note_read(self.request, [row.id for row in rows], project_id=caller.project_id, reason=caller.reason)

    def _check_access(self) -> None:
        if self.caller.project_id is None:
            raise PermissionDenied(NO_PROJECT)
        if not self.caller.may(Scope.READ_METADATA):
            raise PermissionDenied(NO_SCOPE)
