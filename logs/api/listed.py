"""A page of a list of rows with ascending ids, the newest first, narrowed by a FilterSet."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework.response import Response

from ..oversight.listing import CursorError, page_after
from .door import NativeDoor
from .errors import InvalidError, wrong

DEFAULT_LIMIT, MAX_LIMIT = 50, 500


class Listed(NativeDoor):
    """Mixin for views of the native API that list; put it first."""

    def listed(self, filters: type[FilterSet], rows: QuerySet, record: Callable[[Any], Any]) -> Response:
        """The page that the query string asks for, each row as `record` shows it."""
        params = self.request.query_params
        known = [*filters.base_filters, "limit", "cursor"]
        if unknown := [name for name in params if name not in known]:
            there = f"There are {', '.join(known)}."
            raise InvalidError([{"field": n[:100], "detail": f"There is no such parameter. {there}"} for n in unknown])
        filterset = filters(params, rows)
        if not filterset.is_valid():
            errors = filterset.errors.items()
            raise InvalidError([{"field": name, "detail": " ".join(found)} for name, found in errors])
        try:
            found, cursor = page_after(filterset.qs, params.get("cursor", ""), _limit(params.get("limit", "")))
        except CursorError as error:
            raise wrong("cursor", str(error)) from error
        after = self._address(cursor)
        return Response({"results": [record(row) for row in found], "next_cursor": cursor, "next": after})

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = {**dict(self.request.query_params.lists()), "cursor": [cursor]}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query, doseq=True)}")


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MAX_LIMIT):
        raise wrong("limit", f"A number from 1 to {MAX_LIMIT} is expected.")
    return int(text)
