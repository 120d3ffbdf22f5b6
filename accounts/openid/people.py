"""Whose account it is: matched by an e-mail that the provider has verified, and by nothing else."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.audit import Action, record
from accounts.choices import Role
from accounts.models import Membership, Project, User
from accounts.people import By


class RefusedError(Exception):
    """Why nobody is signed in, as a sentence. Unknown people and those who are switched off have the same one."""


def person_of(claims: Mapping[str, Any], *, is_invited: bool, by: By) -> User:
    """The person, made where the environment or an invitation allows it. Raises RefusedError."""
    email = _email_of(claims)
    user = User.objects.filter(email=email).first()
    if user is None and (is_invited or settings.OIDC_PROJECT):
        return _make(email, str(claims.get("name") or "")[:200], by)
    if user is None or not user.is_active:
        raise RefusedError(f"There is no account for {email} here. Ask for an invitation.")
    return user


def _email_of(claims: Mapping[str, Any]) -> str:
    email = User.objects.normalize_email(str(claims.get("email") or ""))
    if not email or len(email) > 254:
        raise RefusedError("The provider has not told your e-mail address.")
    is_verified = claims.get("email_verified")
    if is_verified is not True and is_verified != "true":  # some providers send text
        raise RefusedError("The provider has not verified your e-mail address.")
    allowed = settings.OIDC_ALLOWED_DOMAINS
    if allowed and email.rpartition("@")[2] not in {domain.strip().lower() for domain in allowed}:
        raise RefusedError("E-mail addresses of this domain may not sign in here.")
    return email


@transaction.atomic
def _make(email: str, name: str, by: By) -> User:
    """Without a password, and in the project that the environment names for new people, if it names one."""
    user = User.objects.create_user(email, None, name=name)
    record(Action.PERSON_CREATED, by=by, project_id=None, target=f"person {email}", details={"by": "OpenID Connect"})
    project = Project.objects.filter(name=settings.OIDC_PROJECT).first() if settings.OIDC_PROJECT else None
    if project is not None:
        member = Membership.objects.create(user=user, project=project, role=Role(settings.OIDC_ROLE))
        details = {"role": member.role, "by": "OpenID Connect"}
        record(Action.MEMBER_JOINED, by=by, project_id=project.pk, target=f"member {email}", details=details)
    return user
