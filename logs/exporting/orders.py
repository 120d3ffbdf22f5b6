"""What people and programs ask for: made, found again by who asked, removed with its file."""

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from accounts.audit import Action, record
from accounts.people import By
from accounts.permissions import Caller, caller_of

from ..content_access import note_read
from ..models import Log
from .asked import Asked
from .models import KEPT, Export, State
from .shapes import Format, shape_of

# At once, of one person or key; whoever wants more waits for these.
MOST_UNFINISHED = 5


class TooManyExportsError(ValueError):
    """The caller has as many unfinished exports as there may be."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_UNFINISHED} unfinished exports. Wait for one, or cancel it.")


def order(
    caller: Caller, asked: Asked, *, by: By, format_: Format, columns: Iterable[str] = (), with_content: bool = True
) -> Export:
    """An export that upkeep will write, asked for `by` the caller; content only for who may read it.

    Raises QueryError, UnknownColumnError, ValueError for too many columns, TooManyExportsError.
    """
    columns, has_content = list(columns), with_content and caller.may_read
    shape_of(format_, columns, has_content=has_content)
    asked.logs()
    if visible_to(caller).filter(state__in=[State.WAITING, State.RUNNING]).count() >= MOST_UNFINISHED:
        raise TooManyExportsError
    export = _made(caller, asked, format_, columns, has_content)
    details = {"q": asked.q, "since": asked.since, "until": asked.until, "format": format_, "content": has_content}
    record(Action.EXPORT_STARTED, by=by, project_id=caller.project_id, target=_name(export), details=details)
    return export


def record_download(export: Export, by: HttpRequest | Request) -> None:
    """Called before the first byte goes out."""
    details = {"rows": export.rows, "content": export.has_content}
    record(Action.EXPORT_DOWNLOADED, by=by, project_id=export.project_id, target=_name(export), details=details)
    if export.has_content:
        note = f"{_name(export)} {export.q}".rstrip()
        note_read(by, (), project_id=export.project_id, reason=caller_of(by).reason, note=note, count=export.rows)


def _name(export: Export) -> str:
    return f"export {export.pk}"


def _made(caller: Caller, asked: Asked, format_: Format, columns: list[str], has_content: bool) -> Export:
    return Export.objects.create(
        project_id=caller.project_id,
        user_id=caller.user_id,
        key_id=caller.key_id,
        format=format_,
        columns=columns,
        has_content=has_content,
        q=asked.q,
        since=asked.since,
        until=asked.until,
        zone=str(asked.zone),
        created_at=asked.now,
        last_key=_newest_key(caller.project_id),
        touched_at=asked.now,
    )


def _newest_key(project_id: int) -> int:
    return Log.objects.of_project(project_id).order_by("-id").values_list("id", flat=True).first() or 0


def visible_to(caller: Caller) -> QuerySet[Export]:
    """The caller's own exports; those with content only while the caller may read content."""
    own = Export.objects.filter(project_id=caller.project_id, user_id=caller.user_id, key_id=caller.key_id)
    return own if caller.may_read else own.filter(has_content=False)


def remove(export: Export) -> None:
    """Cancels what is unfinished. The row goes first: upkeep takes no file for whole that has no row."""
    Export.objects.filter(pk=export.pk).delete()
    for path in (grown_path(export), file_path(export)):
        path.unlink(missing_ok=True)


def asked_by(export: Export) -> Asked:
    """What an export searches; whether its query may look in content was decided when it was ordered."""
    zone = ZoneInfo(export.zone)
    return Asked(export.project_id, export.created_at, zone, export.q, export.since, export.until)


def expired() -> QuerySet[Export]:
    return Export.objects.filter(finished_at__lt=timezone.now() - KEPT)


def folder() -> Path:
    """Where the files are; only this server's user may read there."""
    path = settings.DATA_DIR / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def grown_path(export: Export) -> Path:
    return folder() / f"{export.pk}.part"


def file_path(export: Export) -> Path:
    return folder() / f"{export.pk}.{export.format}"


def file_name(export: Export) -> str:
    """What a browser calls it."""
    return f"llmlogs-{export.created_at:%Y%m%d-%H%M%S}.{export.format}"
