"""Pages of logs: by key where they are in order of time, by a limited offset in any other order."""

from dataclasses import dataclass
from uuid import UUID

from ..models import Log
from ..querysets import LogQuerySet
from .order import SORT_COLUMNS, Order

PAGE_SIZE = 50
# An offset is walked, so it is not for getting to the end; whoever sorts by cost wants the first pages.
LAST_OFFSET_PAGE = 200
COUNT_LIMIT = 10_000

# Wide columns of the row that no list shows.
_UNLISTED = ("metadata", "request_headers", "request_url", "description")


@dataclass(frozen=True, slots=True)
class Place:
    """Where another page of the list is: the parameters of its address, and what to call it."""

    label: str
    before: UUID | None = None
    after: UUID | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some logs, and the pages on either side."""

    logs: list[Log]
    previous: Place | None = None
    next: Place | None = None


def page_by_time(
    logs: LogQuerySet, *, is_descending: bool, before: int | None = None, after: int | None = None
) -> Page:
    """The logs older than the key `before`, or newer than `after`, or at the start of the order. One query."""
    goes_up = before is None and (after is not None or not is_descending)
    if before is not None:
        logs = logs.filter(id__lt=before)
    elif after is not None:
        logs = logs.filter(id__gt=after)
    # One more than is shown tells whether there is another page, without counting.
    found = list(logs.defer(*_UNLISTED).order_by("id" if goes_up else "-id")[: PAGE_SIZE + 1])
    goes_on, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if not found:
        return Page([])
    newest, oldest = (found[-1], found[0]) if goes_up else (found[0], found[-1])
    has_older, has_newer = (after is not None, goes_on) if goes_up else (goes_on, before is not None)
    older = Place("Older", before=oldest.public_id) if has_older else None
    newer = Place("Newer", after=newest.public_id) if has_newer else None
    if goes_up == is_descending:
        found.reverse()
    return Page(found, previous=newer, next=older) if is_descending else Page(found, previous=older, next=newer)


def page_by_offset(logs: LogQuerySet, order: Order, number: int) -> Page:
    """Page `number` (1 to LAST_OFFSET_PAGE) of an order that is not time. Two queries."""
    ordered = logs.sorted_by(SORT_COLUMNS[order.name], descending=order.is_descending)
    found = ordered.page((number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    goes_on = len(found) > PAGE_SIZE and number < LAST_OFFSET_PAGE
    return Page(
        found[:PAGE_SIZE],
        previous=Place("Previous", page=number - 1) if number > 1 else None,
        next=Place("Next", page=number + 1) if goes_on else None,
    )


def bounded_count(logs: LogQuerySet) -> int:
    """How many logs there are, counted to one beyond COUNT_LIMIT and no further."""
    return logs.order_by()[: COUNT_LIMIT + 1].count()


def neighbours(logs: LogQuerySet, key: int) -> tuple[Log | None, Log | None]:
    """The next newer and the next older log around a key. Two queries."""
    newer = logs.filter(id__gt=key).order_by("id").only("id").first()
    older = logs.filter(id__lt=key).order_by("-id").only("id").first()
    return newer, older
