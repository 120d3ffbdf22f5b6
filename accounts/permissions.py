"""What the caller may do: one answer for API keys, tokens and browser sessions, and nothing else."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import reasons
from accounts.choices import Role, Scope
from accounts.models import ApiKey, Membership, User
from accounts.second_factor.codes import has_second_factor
from accounts.second_factor.demanding import SecondFactorDemandedError

if TYPE_CHECKING:  # rest_framework.views itself imports the default permissions, which are here
    from rest_framework.views import APIView

SESSION_PROJECT = "project_id"


@dataclass(frozen=True)
class Caller:
    """Who asks, for which project, and what they may do there."""

    project_id: int | None
    scopes: frozenset[str]
    user_id: int | None = None
    key_id: int | None = None
    role: str | None = None  # of a person; a key has scopes only
    reason: str = ""  # why they read content, where the project demands one
    needs_reason: bool = False  # may read no content before they give one

    @property
    def may_ingest(self) -> bool:
        return self.may(Scope.INGEST)

    @property
    def may_read(self) -> bool:
        return self.may(Scope.READ)

    @property
    def may_delete(self) -> bool:
        """Taking logs out of a project is changing it."""
        return self.may(Scope.ADMIN)

    @property
    def may_own(self) -> bool:
        """Naming owners, renaming the project: never a key, whatever its scopes."""
        return self.role == Role.OWNER

    def may(self, scope: str) -> bool:
        """Who may read everything may read the metadata; no other scope holds another."""
        return scope in self.scopes or (scope == Scope.READ_METADATA and Scope.READ in self.scopes)


NOBODY = Caller(project_id=None, scopes=frozenset())


class ProjectNotFound(NotFound, Http404):
    """X-Project names no project of the caller: 404 in the API and on a plain Django page alike."""


def caller_of(request: Request | HttpRequest) -> Caller:
    """The caller, worked out once a request.

    Raises ProjectNotFound for an X-Project that is not the caller's, SecondFactorDemandedError where one is missing.
    """
    # vars(): a DRF request passes unknown attributes on to Django's, whose caller may be another one.
    found = vars(request).get("_caller")
    if found is None:
        found = request._caller = _work_out_caller(request)
    return found


def caller_of_key(key: ApiKey) -> Caller:
    """The program behind a key, which is of one project whatever its headers say."""
    return Caller(key.project_id, frozenset(key.scopes), key_id=key.pk)


def _work_out_caller(request: Request | HttpRequest) -> Caller:
    user = getattr(request, "user", None)
    credential = getattr(request, "auth", None)
    if isinstance(credential, ApiKey):
        return reasons.asked(caller_of_key(credential), credential.project, request)
    if not isinstance(user, User):
        return NOBODY
    membership = _chosen_membership(request, user)
    if membership is not None and membership.project.requires_second_factor and not has_second_factor(user):
        raise SecondFactorDemandedError
    if membership is None:
        return Caller(None, frozenset(), user_id=user.pk)
    caller = Caller(membership.project_id, membership.scopes, user_id=user.pk, role=membership.role)
    return reasons.asked(caller, membership.project, request)


def _chosen_membership(request: Request | HttpRequest, user: User) -> Membership | None:
    """By the X-Project header, else by the project chosen in the browser, else the first."""
    memberships = list(user.memberships.select_related("project").order_by("pk"))
    named = request.headers.get("X-Project", "").strip(" ")
    if named:
        return _named_membership(memberships, named)
    session = getattr(request, "session", None)
    switched_to = session.get(SESSION_PROJECT) if session is not None else None
    return next((one for one in memberships if one.project_id == switched_to), next(iter(memberships), None))


def _named_membership(memberships: list[Membership], named: str) -> Membership:
    """A name goes before an id, because a project may be called `2`."""
    names = {named, _as_utf8(named)}
    by_name = (one for one in memberships if one.project.name in names)
    by_id = (one for one in memberships if str(one.project_id) == named)
    membership = next(by_name, None) or next(by_id, None)
    if membership is None:
        raise ProjectNotFound("X-Project names no project that you are a member of.")
    return membership


def _as_utf8(header: str) -> str:
    """WSGI reads headers as Latin-1, while most clients send a name beyond ASCII as UTF-8."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


class IsMember(BasePermission):
    """Signed in, and of some project."""

    message = "You are not a member of any project."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return bool(request.user and request.user.is_authenticated) and caller_of(request).project_id is not None


@lru_cache
def has_scope(scope: str) -> type[IsMember]:
    """The permission class that asks for one scope."""

    class HasScope(IsMember):
        def has_permission(self, request: Request, view: "APIView") -> bool:
            if not super().has_permission(request, view):
                return False
            if caller_of(request).needs_reason and scope == Scope.READ:
                raise PermissionDenied(reasons.WANTED)
            if not caller_of(request).may(scope):
                raise PermissionDenied(f"This needs the scope {scope}.")
            return True

    return HasScope
