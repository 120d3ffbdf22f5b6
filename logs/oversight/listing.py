"""A kind of record that can be listed: its rows, its conditions, and what is shown of a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from accounts.audit.filters import AuditFilters, RecordFilters
from accounts.audit.models import AuditEntry

from ..canonical import Json
from ..content_access.filters import ContentReadFilters
from ..content_access.models import ContentRead
from ..ids import public_id

_MOST = 2**63 - 1


class CursorError(ValueError):
    """A cursor that no page ended with."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a project have ascending ids, and the newest come first."""

    title: str
    rows: Callable[[int], QuerySet]
    filters: type[RecordFilters]
    columns: Mapping[str, Callable[[Any], Json]]

    def record(self, row: Model) -> dict[str, Json]:
        """A row as API and files have it."""
        return {name: value(row) for name, value in self.columns.items()}


def page_after(rows: QuerySet, cursor: str, count: int) -> tuple[list[Model], str | None]:
    """The next rows behind `cursor`, and the cursor of the page after them, if there is one. Raises CursorError."""
    if cursor:
        rows = rows.filter(pk__lt=_key(cursor))
    # One more than is shown tells whether there is another page.
    found = list(rows.order_by("-pk")[: count + 1])
    return found[:count], str(found[count - 1].pk) if len(found) > count else None


def _key(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdecimal() and int(cursor[:20]) <= _MOST):
        raise CursorError("This is no cursor.")
    return int(cursor)


AUDIT = Listing(
    "Audit log",
    AuditEntry.objects.of_project,
    AuditFilters,
    {
        "id": lambda entry: entry.id,
        "at": lambda entry: entry.at,
        "action": lambda entry: entry.action,
        "actor": lambda entry: entry.actor,
        "target": lambda entry: entry.target,
        "details": lambda entry: entry.facts,
        "ip": lambda entry: entry.ip or None,
        "user_id": lambda entry: entry.user_id,
        "key_id": lambda entry: entry.key_id,
        "hash": lambda entry: entry.hash,
    },
)

READS = Listing(
    "Content access",
    lambda project_id: ContentRead.objects.filter(project_id=project_id),
    ContentReadFilters,
    {
        "id": lambda read: read.id,
        "at": lambda read: read.at,
        "actor": lambda read: read.actor,
        "place": lambda read: read.place,
        "reason": lambda read: read.reason or None,
        "note": lambda read: read.note or None,
        "count": lambda read: read.count,
        "logs": lambda read: [str(public_id(key)) for key in read.keys],
        "ip": lambda read: read.ip or None,
        "user_id": lambda read: read.user_id,
        "key_id": lambda read: read.key_id,
    },
)
