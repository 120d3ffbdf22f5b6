"""Inviting into a project, accepting and withdrawing: each in one function, which notes it in the audit log."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.audit import Action, record
from accounts.choices import Role
from accounts.invitations.models import Invitation
from accounts.models import Membership, Project, User
from accounts.people import By, person_of
from accounts.roles import check_may_give
from accounts.secrets import digest, random_text

MOST_DAYS = 90
_TOKEN = 40


class InvitationError(ValueError):
    """Why an invitation cannot be accepted, as a sentence."""


@transaction.atomic
def invite(
    project: Project, role: str, *, by: By, may_own: bool, days: int = 7, note: str = ""
) -> tuple[Invitation, str]:
    """The invitation and the token of its link, which nobody can read again. Raises OwnersOnlyError."""
    check_may_give(role, may_own=may_own)
    token = random_text(_TOKEN)
    invitation = Invitation.objects.create(
        project=project,
        role=Role(role),
        digest=digest(token),
        note=note,
        created_by=person_of(by),
        expires_at=timezone.now() + timedelta(days=days),
    )
    details = {"role": invitation.role, "expires_at": invitation.expires_at.isoformat(), "note": note}
    record(Action.MEMBER_INVITED, by=by, project_id=project.pk, target=_name(invitation), details=details)
    return invitation, token


def of_token(token: str) -> Invitation | None:
    """The invitation of a link that may still be followed; used, withdrawn, expired and unknown ones are alike."""
    return Invitation.objects.open().select_related("project").filter(digest=digest(token)).first()


@transaction.atomic
def accept(invitation: Invitation, user: User, *, by: By) -> Membership:
    """Makes the person a member and uses the invitation up. Raises InvitationError."""
    if Membership.objects.filter(user=user, project_id=invitation.project_id).exists():
        raise InvitationError("You are a member of this project already.")
    # The condition is in the statement: of two who follow the link at once, one finds it open.
    if not Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now(), used_by=user):
        raise InvitationError("This invitation has been used or withdrawn meanwhile.")
    member = Membership.objects.create(user=user, project_id=invitation.project_id, role=invitation.role)
    details = {"role": invitation.role, "by": _name(invitation)}
    record(
        Action.MEMBER_JOINED, by=by, project_id=invitation.project_id, target=f"member {user.email}", details=details
    )
    return member


@transaction.atomic
def withdraw(invitation: Invitation, *, by: By, may_own: bool) -> None:
    """The link is good no more; a used one stays as it is. Raises OwnersOnlyError."""
    check_may_give(invitation.role, may_own=may_own)
    if Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        record(Action.INVITATION_WITHDRAWN, by=by, project_id=invitation.project_id, target=_name(invitation))


def _name(invitation: Invitation) -> str:
    return f"invitation {invitation.pk}"
