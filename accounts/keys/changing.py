"""Making, changing, rotating and revoking keys: each in one function, which notes it in the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import Action, record
from accounts.keys import pace
from accounts.models import ApiKey, Project, User
from accounts.people import By, person_of


class RevokedError(ValueError):
    """What is revoked stays so."""

    def __init__(self) -> None:
        super().__init__("The key is revoked; make another one.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a key is held to: until when, from where, and how often. None and nothing mean no limit."""

    expires_at: datetime | None = None
    ip_ranges: tuple[str, ...] = ()
    rate_per_minute: int | None = None


NO_LIMITS = Limits()


@transaction.atomic
def create(
    project: Project,
    name: str,
    scopes: Iterable[str],
    *,
    by: By,
    limits: Limits = NO_LIMITS,
    created_by: User | None = None,
) -> tuple[ApiKey, str]:
    """The key and its text, which nobody can read again. An unknown scope is a ValueError."""
    key, text = ApiKey.objects.issue(
        project,
        name,
        scopes,
        limits.expires_at,
        created_by=created_by or person_of(by),
        ip_ranges=list(limits.ip_ranges),
        rate_per_minute=limits.rate_per_minute,
    )
    _record(Action.KEY_CREATED, key, by, {"name": name, "scopes": key.scopes, **_shown(key)})
    return key, text


@transaction.atomic
def change(key: ApiKey, *, by: By, **changes: Any) -> None:
    """Sets `name` and limits by name; scopes stay, as programs rely on them. Raises RevokedError."""
    _hold(key)
    before = {"name": key.name, **_shown(key)}
    for name, value in changes.items():
        setattr(key, name, list(value) if name == "ip_ranges" else value)
    after = {"name": key.name, **_shown(key)}
    changed = {name: {"from": before[name], "to": after[name]} for name in after if before[name] != after[name]}
    if changed:
        key.save(update_fields=list(changes))
        _record(Action.KEY_CHANGED, key, by, changed)


@transaction.atomic
def rotate(key: ApiKey, overlap: timedelta, *, by: By) -> str:
    """Another secret under the same name, shown once; the one before works for `overlap` longer, older ones no more.

    Raises RevokedError.
    """
    _hold(key)
    key.old_digest, key.old_until = key.digest, timezone.now() + overlap
    text = key.draw_secret()
    key.save(update_fields=["digest", "old_digest", "old_until"])
    _record(Action.KEY_ROTATED, key, by, {"old_secret_until": key.old_until.isoformat()})
    return text


@transaction.atomic
def revoke(key: ApiKey, *, by: By) -> bool:
    """At once, the secret before a rotation too; whether it was not revoked yet."""
    if not ApiKey.objects.filter(pk=key.pk).revoke():
        return False
    key.refresh_from_db(fields=["revoked_at"])
    pace.forget(key.prefix)
    _record(Action.KEY_REVOKED, key, by, {"name": key.name})
    return True


def _hold(key: ApiKey) -> None:
    """Two changes of one key at once come one after the other."""
    held = ApiKey.objects.select_for_update().get(pk=key.pk)
    if held.revoked_at is not None:
        raise RevokedError
    key.digest = held.digest


def _shown(key: ApiKey) -> dict[str, Any]:
    return {
        "expires_at": key.expires_at and key.expires_at.isoformat(),
        "ip_ranges": key.ip_ranges,
        "rate_per_minute": key.rate_per_minute,
    }


def _record(action: Action, key: ApiKey, by: By, details: Mapping[str, Any]) -> None:
    record(action, by=by, project_id=key.project_id, target=f"key llk_{key.prefix}", details=details)
