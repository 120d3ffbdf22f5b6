"""Pages of logs: by key where they are in order of time, by a limited offset in any other order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from ..ids import public_id
from ..models import Log
from ..querysets import Counted, LogQuerySet, Rows
from ..walking import among_newest, first_rows, is_counted, is_found
from .order import SORT_COLUMNS, Order

PAGE_SIZE = 50
# An offset is walked, so it is not for getting to the end; whoever sorts by cost wants the first pages.
LAST_OFFSET_PAGE = 200
COUNT_LIMIT = 10_000
# Where each log has to be looked at to count, so many of the newest are.
COUNT_LOOKED = 20_000
# How long a page looks for logs where the index cannot tell, before it shows what it has.
SEARCH_SECONDS = 1.0

# Wide columns of the row that no list shows.
UNLISTED = ("metadata", "request_headers", "request_url", "description")


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
    searched_to: datetime | None = None  # where a search ran out of time: how far it got


def page_by_time(
    logs: LogQuerySet,
    *,
    is_descending: bool,
    before: int | None = None,
    after: int | None = None,
    unread: Sequence[str] = UNLISTED,
) -> Page:
    """The logs older than the key `before`, or newer than `after`, or at the start of the order. One query, more where
    no index leads to them.
    """
    goes_up = before is None and (after is not None or not is_descending)
    if before is not None:
        logs = logs.filter(id__lt=before)
    elif after is not None:
        logs = logs.filter(id__gt=after)
    # One more than is shown tells whether there is another page, without counting.
    rows = _rows(logs, PAGE_SIZE + 1, is_descending=not goes_up, unread=unread)
    goes_on, found = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if rows.reached is not None:
        return _unfinished(found, rows, goes_up=goes_up, is_descending=is_descending)
    if not found:
        return Page([])
    newest, oldest = (found[-1], found[0]) if goes_up else (found[0], found[-1])
    has_older, has_newer = (after is not None, goes_on) if goes_up else (goes_on, before is not None)
    older = Place("Older", before=oldest.public_id) if has_older else None
    newer = Place("Newer", after=newest.public_id) if has_newer else None
    if goes_up == is_descending:
        found.reverse()
    return Page(found, previous=newer, next=older) if is_descending else Page(found, previous=older, next=newer)


def _unfinished(found: list[Log], rows: Rows, *, goes_up: bool, is_descending: bool) -> Page:
    """What a search has found when its time was up, and the place where it goes on."""
    if goes_up == is_descending:
        found.reverse()
    reached = public_id(rows.reached)
    on = Place("Search on", after=reached) if goes_up else Place("Search on", before=reached)
    page = Page(found, searched_to=rows.searched_to)
    return replace(page, previous=on) if goes_up == is_descending else replace(page, next=on)


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


def bounded_count(logs: LogQuerySet) -> Counted:
    """How many logs there are; where only rows can tell, counted to COUNT_LIMIT and no further, and where each has to
    be looked at, among the newest COUNT_LOOKED alone.
    """
    if is_counted(logs):
        return logs.count_up_to(COUNT_LIMIT, seconds=SEARCH_SECONDS)
    near, is_whole = among_newest(logs, COUNT_LOOKED)
    counted = near.count_up_to(COUNT_LIMIT)
    return replace(counted, is_whole=counted.is_whole and is_whole)


def neighbours(logs: LogQuerySet, key: int) -> tuple[Log | None, Log | None]:
    """The next newer and the next older log around a key, each one query; more where they have to be looked for."""
    newer = _rows(logs.filter(id__gt=key).only("id"), 1, is_descending=False)
    older = _rows(logs.filter(id__lt=key).only("id"), 1, is_descending=True)
    return next(iter(newer), None), next(iter(older), None)


def _rows(logs: LogQuerySet, count: int, *, is_descending: bool, unread: Sequence[str] = ()) -> Rows:
    """The first rows in order of time; where no index leads to them they are looked for, as long as a search may."""
    if not is_found(logs):
        return first_rows(logs, count, is_descending=is_descending, seconds=SEARCH_SECONDS, unread=unread)
    ordered = logs.order_by("-id" if is_descending else "id")
    return ordered.first_rows(count, seconds=SEARCH_SECONDS, unread=unread)
