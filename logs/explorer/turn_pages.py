"""Which turns of a thread stand on a page: so many, or fewer where their bodies are large; by key, at any depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ..models import Log
from ..querysets import LogQuerySet
from ..threads import summed
from .turns import Totals

PAGE_SIZE = 50
# The whole history of every turn is much more to draw.
WHOLE_PAGE_SIZE = 10
# Payloads of a page together; one turn always fits. Reading them takes time by size.
PAGE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Some logs of a thread, oldest first, the log before them, and where the pages on either side begin and end."""

    logs: list[Log]
    before: Log | None = None
    earlier: UUID | None = None  # the turns before this one
    later: UUID | None = None  # the turns after this one


def page_of_turns(
    logs: LogQuerySet, size: int = PAGE_SIZE, *, after: int | None = None, before: int | None = None
) -> TurnPage:
    """The turns after a key, or the last ones before one, or the first. One query."""
    if before is not None:
        return _page_before(logs, before, size)
    rows = list(logs.filter(id__gte=after or 0).order_by("id")[: size + 2])
    earlier = rows.pop(0) if rows and rows[0].id == after else None
    shown = _fitting(rows[:size])
    goes_on = len(shown) < len(rows)
    return TurnPage(
        shown,
        earlier,
        earlier=shown[0].public_id if shown and after is not None else None,
        later=shown[-1].public_id if goes_on else None,
    )


def totals_before(logs: LogQuerySet, page: TurnPage) -> Totals:
    """What the thread had come to before the first turn of a page. One query, none for the first page."""
    if page.earlier is None:
        return Totals()
    found = summed(logs.filter(id__lt=page.logs[0].id))
    if not found:
        return Totals()
    return Totals(found[0].turns, found[0].cost_usd, found[0].tokens, found[0].waited_ms)


def _page_before(logs: LogQuerySet, before: int, size: int) -> TurnPage:
    rows = list(logs.filter(id__lt=before).order_by("-id")[: size + 1])
    shown = _fitting(rows[:size])
    earlier = rows[len(shown)] if len(shown) < len(rows) else None
    shown.reverse()
    return TurnPage(
        shown,
        earlier,
        earlier=shown[0].public_id if earlier else None,
        later=shown[-1].public_id if shown else None,
    )


def _fitting(rows: Sequence[Log]) -> list[Log]:
    """As many of the rows, from the first on, as are not too much to read."""
    room, shown = PAGE_BYTES, []
    for row in rows:
        room -= row.size_bytes
        if room < 0 and shown:
            break
        shown.append(row)
    return shown
