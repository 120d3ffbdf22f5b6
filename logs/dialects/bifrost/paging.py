"""Which part of the list is asked for, and in which order: the parameters `limit`, `offset`, `sort_by` and `order`."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from rest_framework.exceptions import ParseError

from ...canonical import Json
from . import values

DEFAULT_LIMIT = 50
MAX_LIMIT = 1000
SORT_FIELDS = {"timestamp": "started_at", "latency": "latency_ms", "tokens": "total_tokens", "cost": "cost_usd"}
ORDERS = ("desc", "asc")


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in the values that took effect; the answer echoes them."""

    limit: int
    offset: int
    sort_by: str
    order: str

    @property
    def sort_field(self) -> str:
        """The column to sort by. Unknown values come last in either order; ties go by the log's age."""
        return SORT_FIELDS[self.sort_by]

    @property
    def descending(self) -> bool:
        return self.order == "desc"

    def dump(self, total_count: int | None) -> dict[str, Json]:
        """The answer's `pagination`."""
        return {**asdict(self), "total_count": total_count}


def page_of(params: Mapping[str, str]) -> Page:
    """The page that the parameters ask for. An unreadable value or unknown word means the default.

    Raises ParseError for a limit or offset that is a number but out of range.
    """
    return Page(
        limit=_limit(params),
        offset=_offset(params),
        sort_by=_one_of(SORT_FIELDS, params.get("sort_by"), "timestamp"),
        order=_one_of(ORDERS, params.get("order"), "desc"),
    )


def _limit(params: Mapping[str, str]) -> int:
    limit = values.whole_number(params.get("limit", ""))
    if limit is None:
        return DEFAULT_LIMIT
    if limit <= 0:
        raise ParseError("limit must be greater than 0")
    if limit > MAX_LIMIT:
        raise ParseError(f"limit cannot exceed {MAX_LIMIT}")
    return limit


def _offset(params: Mapping[str, str]) -> int:
    offset = values.whole_number(params.get("offset", ""))
    if offset is not None and offset < 0:
        raise ParseError("offset cannot be negative")
    return offset or 0


def _one_of(words: Collection[str], given: str | None, default: str) -> str:
    return given if given in words else default
