"""`/api/v2/members/`, `invitations/` and `projects/`: who is in a project, as what, and how they come there."""

from typing import Any

from django.urls import reverse
from django_filters import FilterSet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import projects, roles
from accounts.choices import Role, Scope
from accounts.filters import MemberFilters, NameFilters
from accounts.invitations.inviting import MOST_DAYS, invite, withdraw
from accounts.models import Invitation, Membership, Project
from accounts.people import person_of
from accounts.permissions import IsMember, has_scope

from ...canonical import Json
from ..errors import ConflictError, wrong
from ..fields import Text
from ..listed import Listed
from .describing import describe, describe_list

_MEMBER: dict[str, Json] = {
    "id": 3,
    "email": "ann@example.com",
    "name": "Ann",
    "role": "analyst",
    "created_at": "2026-11-20T12:00:00Z",
}
_INVITATION: dict[str, Json] = {
    "id": 5,
    "role": "viewer",
    "note": "Ben",
    "created_at": "2026-11-20T12:00:00Z",
    "expires_at": "2026-11-27T12:00:00Z",
}
_LINK = {**_INVITATION, "link": "https://logs.example.com/accounts/invitations/…/"}
_PROJECT: dict[str, Json] = {"id": 1, "name": "shop", "created_at": "2026-11-20T12:00:00Z"}


class RoleFields(serializers.Serializer):
    """What a member is."""

    role = serializers.ChoiceField(choices=Role.choices)


@extend_schema_serializer(component_name="Member")
class MemberFields(serializers.Serializer):
    """A person in the project."""

    id = serializers.IntegerField()
    email = serializers.CharField(source="user.email")
    name = serializers.CharField(source="user.name")
    role = serializers.CharField()
    created_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="InvitationCreate")
class InvitationCreateFields(RoleFields):
    """A new invitation."""

    days = serializers.IntegerField(
        required=False, default=7, min_value=1, max_value=MOST_DAYS, help_text="How long the link is good."
    )
    note = Text(required=False, allow_blank=True, default="", max_length=200, help_text="Whom it is meant for.")


@extend_schema_serializer(component_name="Invitation")
class InvitationFields(serializers.Serializer):
    """An invitation that is still open."""

    id = serializers.IntegerField()
    role = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="InvitationWithLink")
class NewInvitationFields(InvitationFields):
    """An invitation with its link, this once."""

    link = serializers.URLField()


class NameFields(serializers.Serializer):
    """What a project is called."""

    name = Text(max_length=200, help_text="No other project has it.")


@extend_schema_serializer(component_name="Project")
class ProjectFields(serializers.Serializer):
    """A project."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()


class Members(Listed, ViewSet):
    """Members of the caller's project. Needs the scope admin; only owners make, change and remove owners."""

    permission_classes = [has_scope(Scope.ADMIN)]
    http_method_names = ["get", "head", "options", "patch", "delete"]

    @describe_list("member", "Members", MemberFields, _MEMBER, MemberFilters)
    def list(self, request: Request) -> Response:
        """Members, the newest first."""
        return self.listed(MemberFilters, self._members, lambda member: MemberFields(member).data)

    @describe("member_retrieve", "One member", answers=MemberFields, example=_MEMBER, path="member_id", refuses=(404,))
    def retrieve(self, request: Request, member_id: str) -> Response:
        """One member."""
        return Response(MemberFields(_numbered(self._members, member_id)).data)

    @describe(
        "member_update",
        "Give a member another role",
        answers=MemberFields,
        example=_MEMBER,
        sends=RoleFields,
        sent={"role": "viewer"},
        path="member_id",
        refuses=(400, 404, 409, 413),
    )
    def partial_update(self, request: Request, member_id: str) -> Response:
        """An owner always remains."""
        member, role = _numbered(self._members, member_id), self.body(RoleFields)["role"]
        _allowed(roles.change_role, member, role, by=request, may_own=self.caller.may_own)
        return Response(MemberFields(member).data)

    @describe("member_destroy", "Remove a member", path="member_id", refuses=(404, 409))
    def destroy(self, request: Request, member_id: str) -> Response:
        """Out of the project at once; an owner always remains."""
        _allowed(roles.remove, _numbered(self._members, member_id), by=request, may_own=self.caller.may_own)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @property
    def _members(self) -> Any:
        return Membership.objects.filter(project_id=self.caller.project_id).select_related("user")


class Invitations(Listed, ViewSet):
    """Invitations to the caller's project. Needs the scope admin; only owners invite owners."""

    permission_classes = [has_scope(Scope.ADMIN)]
    http_method_names = ["get", "head", "options", "post", "delete"]

    @describe_list("invitation", "Open invitations", InvitationFields, _INVITATION, FilterSet)
    def list(self, request: Request) -> Response:
        """Those that nobody has used yet, the newest first; without their links."""
        return self.listed(FilterSet, self._open, lambda one: InvitationFields(one).data)

    @describe(
        "invitation_create",
        "Invite to the project",
        answers=NewInvitationFields,
        example=_LINK,
        status=201,
        sends=InvitationCreateFields,
        sent={"role": "viewer", "days": 7, "note": "Ben"},
        refuses=(400, 413),
    )
    def create(self, request: Request) -> Response:
        """`link` is shown this once; one person may follow it."""
        project, sent = Project.objects.get(pk=self.caller.project_id), self.body(InvitationCreateFields)
        made, token = _allowed(invite, project, **sent, by=request, may_own=self.caller.may_own)
        link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
        return Response({**InvitationFields(made).data, "link": link}, status.HTTP_201_CREATED)

    @describe("invitation_destroy", "Withdraw an invitation", path="invitation_id", refuses=(404,))
    def destroy(self, request: Request, invitation_id: str) -> Response:
        """Its link is good no more."""
        found = _numbered(self._open, invitation_id)
        _allowed(withdraw, found, by=request, may_own=self.caller.may_own)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @property
    def _open(self) -> Any:
        return Invitation.objects.open().filter(project_id=self.caller.project_id)


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
        return Response(ProjectFields(_numbered(self._projects, project_id)).data)

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
        project = _numbered(self._projects, project_id)
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


def _numbered(rows: Any, number: str) -> Any:
    """The row of this number. Raises NotFound."""
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = rows.filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise NotFound("Not found.")
    return found


def _allowed(changing: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return changing(*args, **kwargs)
    except roles.OwnersOnlyError as error:
        raise PermissionDenied(str(error)) from error
    except roles.LastOwnerError as error:
        raise ConflictError(str(error)) from error
