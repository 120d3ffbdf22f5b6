"""What every page knows about access: the current project and those to switch to."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Project, User
from accounts.permissions import ProjectNotFound, caller_of
from accounts.second_factor.demanding import SecondFactorDemandedError


def project(request: HttpRequest) -> dict[str, Any]:
    """`project` (or None), `projects`, and whether the project wants a reason.

    A page that uses none of them, or has no user, asks no database.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"project": None, "projects": [], "needs_reason": False}
    projects = SimpleLazyObject(lambda: list(user.projects.all()))
    current = SimpleLazyObject(lambda: _current_project(request, projects))
    return {"project": current, "projects": projects, "needs_reason": lambda: _needs_reason(request)}


def _current_project(request: HttpRequest, projects: list[Project]) -> Project | None:
    try:
        project_id = caller_of(request).project_id
    except (ProjectNotFound, SecondFactorDemandedError):  # the page that says so is drawn with this, too
        return None
    return next((one for one in projects if one.pk == project_id), None)


def _needs_reason(request: HttpRequest) -> bool:
    """Called by a template, so that a page without a project asks no database."""
    try:
        return caller_of(request).needs_reason
    except ProjectNotFound:
        return False
