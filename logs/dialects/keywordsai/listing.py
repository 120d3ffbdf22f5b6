"""What a list or summary request asks for beside its filters: page, order, time range, fields of an item."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from ...canonical import Json
from ...querysets import LogQuerySet
from .. import values
from .conditions import Bracket, Condition, conditions_of, refuse_excess
from .filters import RequestLogFilters

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000  # contract 5; a larger one is clamped (ruling 11)
MAX_OFFSET = 2**62
DEFAULT_SORT = "-id"
# Contract 5; `id` is the order of arrival at the vendor and of the start here.
SORTS: dict[str, str] = {
    "id": "id",
    "timestamp": "ended_at",
    "start_time": "started_at",
    "cost": "cost_usd",
    "latency": "latency_ms",
    "time_to_first_token": "ttft_ms",
    "prompt_tokens": "prompt_tokens",
    "completion_tokens": "completion_tokens",
    "all_tokens": "total_tokens",
    "total_tokens": "total_tokens",
    "total_request_tokens": "total_tokens",
    "status_code": "status_code",
    "model": "model",
}
_LOST_PLUS = re.compile(r"(T\S*) (\d\d:?\d\d)$")  # an offset whose + was not escaped arrives as a space
# Query parameters that are no filters. The environments are answered as the filter `environment` is.
_SETTINGS = frozenset({"page", "page_size", "sort_by", "start_time", "end_time", "include_fields"})
_IGNORED = frozenset({"all_envs", "fetch_filters", "exporting", "format"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list."""

    number: int
    size: int
    sort_field: str
    descending: bool
    fields: frozenset[str] | None  # None: all

    @property
    def offset(self) -> int:
        return min((self.number - 1) * self.size, MAX_OFFSET)

    def trimmed(self, item: dict[str, Json]) -> dict[str, Json]:
        """An item with the fields asked for; the id always."""
        if self.fields is None:
            return item
        return {name: value for name, value in item.items() if name in self.fields or name in ("id", "unique_id")}


def page_of(params: QueryDict) -> Page:
    """The page that the query asks for. Raises ParseError."""
    sort = params.get("sort_by") or DEFAULT_SORT
    if sort.removeprefix("-") not in SORTS:
        raise ParseError(f"sort_by must be one of {', '.join(SORTS)}, with - in front for descending.")
    fields = [name.strip() for name in params.get("include_fields", "").split(",") if name.strip()]
    return Page(
        number=_count(params, "page", 1),
        size=min(_count(params, "page_size", DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE),
        sort_field=SORTS[sort.removeprefix("-")],
        descending=sort.startswith("-"),
        fields=frozenset(fields) or None,
    )


def matching(logs: LogQuerySet, params: QueryDict, filters: Json, project_id: int) -> LogQuerySet:
    """The logs within the time range that all filters find, those of the body and those of the query.

    Raises ParseError.
    """
    sent = conditions_of(filters)
    conditions = Bracket((*_query_conditions(params), *((sent,) if sent.terms else ())))
    refuse_excess(conditions)
    found = RequestLogFilters(conditions, queryset=logs, project_id=project_id).qs
    # Ruling 11: no default window, and both ends act on `timestamp`.
    return found.ended_between(_moment(params, "start_time"), _moment(params, "end_time"))


def page_links(request: Request, page: Page, count: int) -> dict[str, str | None]:
    """Addresses of the next and the previous page, null where there is none."""
    last = -(-count // page.size)
    return {
        "next": _link(request, page.number + 1) if page.number < last else None,
        "previous": _link(request, min(page.number - 1, last)) if page.number > 1 and last else None,
    }


def _query_conditions(params: QueryDict) -> list[Condition]:
    """Filters as plain query parameters, as the vendor's SDK sends them (contract 1); a repeated one is any of them."""
    conditions = []
    for name, sent in params.lists():
        if name == "is_test" and any(sent):
            conditions.append(Condition("environment", "", (_environment(sent[-1]),)))
        elif name not in _SETTINGS | _IGNORED | {"is_test"}:
            conditions.append(Condition(name, "", tuple(sent)))
    return conditions


def _environment(is_test: str) -> str:
    try:
        return "test" if values.boolean(is_test) else "prod"
    except ValueError as error:
        raise ParseError(f"is_test: {error}") from error


def _count(params: Mapping[str, str], name: str, default: int) -> int:
    sent = params.get(name, "").strip()
    if not sent:
        return default
    if not (sent.isascii() and sent.isdigit() and len(sent) < 19 and int(sent) > 0):
        raise ParseError(f"{name} must be a whole number from 1.")
    return int(sent)


def _moment(params: Mapping[str, str], name: str) -> datetime | None:
    sent = params.get(name, "").strip()
    if not sent:
        return None
    try:
        return values.moment(_LOST_PLUS.sub(r"\1+\2", sent))
    except ValueError as error:
        raise ParseError(f"{name}: {error}") from error


def _link(request: Request, number: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(number)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
