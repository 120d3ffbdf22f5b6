"""Writing an entry at the end of the chain, in turn with everybody else who does."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connections, router, transaction
from django.http import HttpRequest
from django.utils import timezone

from .actions import Action
from .actors import actor_of
from .chain import Head, hash_of
from .models import AuditEntry

if TYPE_CHECKING:
    from rest_framework.request import Request

# PostgreSQL's advisory lock of the end of the chain: any number that nobody else takes.
_LOCK = 0x6C6C6B_617564


def record(
    action: Action,
    *,
    by: "HttpRequest | Request | str",
    project_id: int | None,
    target: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry, within the caller's transaction if there is one. `details` holds no secret and no content."""
    actor = actor_of(by)
    alias = router.db_for_write(AuditEntry)
    with transaction.atomic(using=alias):
        last = _hold_end(alias)
        entry = AuditEntry(
            id=last.number + 1,
            at=timezone.now(),
            action=Action(action),
            project_id=project_id,
            actor=_storable(actor.name),
            user_id=actor.user_id,
            key_id=actor.key_id,
            ip=actor.ip[:64],
            target=_storable(target),
            details=json.dumps(details, sort_keys=True, default=str) if details else "",
            previous_hash=last.hash,
        )
        entry.hash = hash_of(entry)
        entry.save(using=alias)
    return entry


def _hold_end(alias: str) -> Head:
    """The last entry, which stays the last for everybody else until this transaction is over.

    SQLite has one writer, who is this one since the transaction began (IMMEDIATE); PostgreSQL has to be told.
    """
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEntry.objects.using(alias).order_by("-id").values_list("id", "hash").first()
    return Head(*last) if last else Head()


def _storable(text: str) -> str:
    """A caller's identifiers may hold what PostgreSQL stores in no text: U+0000 and lone surrogates."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
