"""`/api/v2/members/` and `/api/v2/invitations/`: who is in the project, as what, and how they come there."""

from typing import Any

from django.urls import reverse
from django_filters import FilterSet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import roles
from accounts.choices import Role, Scope
from accounts.filters import MemberFilters
from accounts.invitations.inviting import MOST_DAYS, invite, withdraw
from accounts.models import Invitation, Membership, Project
from accounts.permissions import has_scope

from ...canonical import Json
from ..describing import describe, describe_list
from ..errors import ConflictError
from ..fields import Text
from ..finding import numbered
from ..listed import Listed

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
        return Response(MemberFields(numbered(self._members, member_id)).data)

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
        member, role = numbered(self._members, member_id), self.body(RoleFields)["role"]
        _allowed(roles.change_role, member, role, by=request, may_own=self.caller.may_own)
        return Response(MemberFields(member).data)

    @describe("member_destroy", "Remove a member", path="member_id", refuses=(404, 409))
    def destroy(self, request: Request, member_id: str) -> Response:
        """Out of the project at once; an owner always remains."""
        _allowed(roles.remove, numbered(self._members, member_id), by=request, may_own=self.caller.may_own)
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
        found = numbered(self._open, invitation_id)
        _allowed(withdraw, found, by=request, may_own=self.caller.may_own)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @property
    def _open(self) -> Any:
        return Invitation.objects.open().filter(project_id=self.caller.project_id)


def _allowed(changing: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return changing(*args, **kwargs)
    except roles.OwnersOnlyError as error:
        raise PermissionDenied(str(error)) from error
    except roles.LastOwnerError as error:
        raise ConflictError(str(error)) from error
