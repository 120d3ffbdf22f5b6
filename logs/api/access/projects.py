"""`/api/v2/projects/`: those of the caller, opened and renamed."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import projects
from accounts.choices import Role
from accounts.filters import NameFilters
from accounts.models import Project
from accounts.people import person_of
from accounts.permissions import IsMember

from ...canonical import Json
from ..describing import describe, describe_list
from ..errors import wrong
from ..fields import Text
from ..finding import numbered
from ..listed import Listed

_PROJECT: dict[str, Json] = {"id": 1, "name": "shop", "created_at": "2026-11-20T12:00:00Z"}


class NameFields(serializers.Serializer):
    """What a project is called."""

    name = Text(max_length=200, help_text="No other project has it.")


@extend_schema_serializer(component_name="Project")
class ProjectFields(serializers.Serializer):
    """A project."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()


class Projects(Listed, ViewSet):
    """Projects of the caller: a person's own, or the one of the key."""

    permission_classes = [IsMember]
    http_method_names = ["get", "head", "options", "post", "patch"]

    @describe_list("project", "Projects", ProjectFields, _PROJECT, NameFilters)
    def list(self, request: Request) -> Response:
        """Projects that the caller is in, the newest first."""
        return self.listed(NameFilters, self._projects, lambda project: ProjectFields(project).data)

    @describe(
        "project_create",
        "Open a project",
        answers=ProjectFields,
        example=_PROJECT,
        status=201,
        sends=NameFields,
        sent={"name": "shop"},
        refuses=(400, 413),
    )
    def create(self, request: Request) -> Response:
        """The caller, a person who runs a project already, is its owner."""
        person = person_of(request)
        if person is None or not projects.may_open(person):
            raise PermissionDenied("Owners and admins of a project may open another one.")
        project = projects.open_project(self._free_name(), person, by=request)
        return Response(ProjectFields(project).data, status.HTTP_201_CREATED)

    @describe(
        "project_retrieve", "One project", answers=ProjectFields, example=_PROJECT, path="project_id", refuses=(404,)
    )
    def retrieve(self, request: Request, project_id: str) -> Response:
        """One project."""
        return Response(ProjectFields(numbered(self._projects, project_id)).data)

    @describe(
        "project_update",
        "Rename a project",
        answers=ProjectFields,
        example=_PROJECT,
        sends=NameFields,
        sent={"name": "shop"},
        path="project_id",
        refuses=(400, 404, 413),
    )
    def partial_update(self, request: Request, project_id: str) -> Response:
        """Only its owners may."""
        project = numbered(self._projects, project_id)
        person = person_of(request)
        if person is None or not project.memberships.filter(user=person, role=Role.OWNER).exists():
            raise PermissionDenied("Only owners rename a project.")
        projects.rename(project, self._free_name(project), by=request)
        return Response(ProjectFields(project).data)

    def _free_name(self, project: Project | None = None) -> str:
        name = self.body(NameFields)["name"]
        if Project.objects.filter(name=name).exclude(pk=project and project.pk).exists():
            raise wrong("name", "There is a project of this name already.")
        return name

    @property
    def _projects(self) -> Any:
        person = person_of(self.request)
        found = Project.objects.filter(pk=self.caller.project_id) if person is None else person.projects.all()
        return found.order_by("pk")
