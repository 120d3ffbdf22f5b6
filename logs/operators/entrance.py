"""What concerns the ways in: keys that end soon, and people who could not sign in."""

from datetime import datetime, timedelta

from accounts.audit import Action
from accounts.models import ApiKey, AuditEntry

SOON = timedelta(days=30)
SHOWN = 10
_ENTRIES = 500
_DAY = timedelta(days=1)
_FAILED = (Action.SIGN_IN_FAILED, Action.SIGN_IN_LOCKED)


def ending_keys(now: datetime) -> list[ApiKey]:
    """Those whose end is near, the first to go first."""
    ending = ApiKey.objects.usable().filter(expires_at__lte=now + SOON).select_related("project")
    return list(ending.order_by("expires_at", "id")[:SHOWN])


def failed_sign_ins(now: datetime) -> list[AuditEntry]:
    """Of the past day, among the newest entries that belong to no project."""
    newest = AuditEntry.objects.of_project(None).order_by("-id")[:_ENTRIES]
    return [entry for entry in newest if entry.action in _FAILED and entry.at > now - _DAY]
