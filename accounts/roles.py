"""Who is what in a project: changing and ending memberships. An owner always remains, and only owners make owners."""

from django.db import transaction

from accounts.audit import Action, record
from accounts.choices import Role
from accounts.models import Membership, Project
from accounts.people import By

__all__ = ["LastOwnerError", "OwnersOnlyError", "change_role", "check_may_give", "remove"]


class LastOwnerError(ValueError):
    """A project without an owner is one that nobody can look after."""

    def __init__(self) -> None:
        super().__init__("A project keeps at least one owner. Make somebody else an owner first.")


class OwnersOnlyError(ValueError):
    """What an admin may not do to owners."""

    def __init__(self) -> None:
        super().__init__("Only owners make, change and remove owners.")


def check_may_give(*roles: str, may_own: bool) -> None:
    """Raises OwnersOnlyError where one of the roles is an owner's and the caller is none."""
    if Role.OWNER in roles and not may_own:
        raise OwnersOnlyError


@transaction.atomic
def change_role(member: Membership, role: str, *, by: By, may_own: bool) -> None:
    """Raises OwnersOnlyError and LastOwnerError."""
    _hold(member)
    check_may_give(member.role, role, may_own=may_own)
    if role == member.role:
        return
    _check_owner_remains(member)
    earlier, member.role = member.role, Role(role)
    member.save(update_fields=["role"])
    _record(Action.MEMBER_ROLE_CHANGED, member, by, {"from": earlier, "to": member.role})


@transaction.atomic
def remove(member: Membership, *, by: By, may_own: bool) -> None:
    """The person stays, in other projects too. Raises OwnersOnlyError and LastOwnerError."""
    _hold(member)
    check_may_give(member.role, may_own=may_own)
    _check_owner_remains(member)
    _record(Action.MEMBER_REMOVED, member, by, {"role": member.role})
    member.delete()


def _hold(member: Membership) -> None:
    """The project's members change one after the other: two owners cannot remove each other at once."""
    Project.objects.select_for_update().get(pk=member.project_id)
    member.refresh_from_db(fields=["role"])


def _check_owner_remains(member: Membership) -> None:
    owners = Membership.objects.filter(project_id=member.project_id, role=Role.OWNER)
    if member.role == Role.OWNER and not owners.exclude(pk=member.pk).exists():
        raise LastOwnerError


def _record(action: Action, member: Membership, by: By, details: dict[str, str]) -> None:
    record(action, by=by, project_id=member.project_id, target=f"member {member.user.email}", details=details)
