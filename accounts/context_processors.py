"""What every page knows about access: the current project and those to switch to."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Project, User
from accounts.permissions import ProjectNotFound, caller_of


def project(request: HttpRequest) -> dict[str, Any]:
    """`project` (or None) and `projects`; a page that uses neither, or has no user, asks no database."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"project": None, "projects": []}
    projects = SimpleLazyObject(lambda: list(user.projects.all()))
    return {"project": SimpleLazyObject(lambda: _current_project(request, projects)), "projects": projects}


def _current_project(request: HttpRequest, projects: list[Project]) -> Project | None:
    try:
        project_id = caller_of(request).project_id
    except ProjectNotFound:  # the page that says so is drawn with this, too
        return None
    return next((one for one in projects if one.pk == project_id), None)
