"""`/api/v2/logs/`: logs by query, and one log with its content."""

from typing import Any
from urllib.parse import urlencode

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from .. import bodies
from ..canonical import Json
from ..columns import COLUMNS, record
from ..exporting.lines import digits, dump
from ..models import Log
from ..querylang.errors import QueryError
from . import schema
from .door import NativeDoor
from .errors import mistake, wrong
from .keyset import SORTS, Cursor, CursorError, page_after
from .search import SearchFields, asked_of

DEFAULT_LIMIT, MAX_LIMIT = 50, 500
_FACTS = [column for column in COLUMNS.values() if not column.is_content and column.name != "metadata"]


class ListFields(SearchFields):
    """The parameters of a list."""

    sort = serializers.ChoiceField(
        choices=SORTS, required=False, default="-time", help_text="With a minus the newest or greatest come first."
    )
    limit = serializers.IntegerField(
        min_value=1, max_value=MAX_LIMIT, required=False, default=DEFAULT_LIMIT, help_text="Logs on a page."
    )
    cursor = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=1000, help_text="`next_cursor` of the page before."
    )


class Logs(NativeDoor, ViewSet):
    """Logs of the caller's project."""

    http_method_names = ["get", "head", "options"]

    @schema.describe_logs(ListFields)
    def list(self, request: Request) -> Response:
        """Logs that match a query, a page at a time.

        Give `next_cursor` back as `cursor`, or call `next`, for the page after; both are null on the last one. A page
        takes no longer at any depth, and logs that come meanwhile shift nothing. There is no count: it could cost more
        than the page. Whoever may not read content gets no previews.
        """
        asked = self.arguments(ListFields)
        try:
            found = asked_of(self.caller, asked).logs()
            cursor = Cursor.parse(asked["cursor"], asked["sort"]) if asked["cursor"] else None
        except QueryError as error:
            raise mistake(error) from error
        except CursorError as error:
            raise wrong("cursor", str(error)) from error
        # One more than is shown tells whether there is another page.
        rows = page_after(found, asked["sort"], cursor, asked["limit"] + 1)
        rows, goes_on = rows[: asked["limit"]], len(rows) > asked["limit"]
        after = str(Cursor.after(rows[-1], asked["sort"])) if goes_on else None
        results = [listed(row, has_content=self.caller.may_read) for row in rows]
        return Response({"results": results, "next_cursor": after, "next": self._address(after)})

    @schema.describe_log
    def retrieve(self, request: Request, log_id: str) -> Response:
        """One log, by its id here or by the caller's own, with all that was said where the caller may read content."""
        row = Log.objects.find(self.caller.project_id, log_id)
        if row is None:
            raise NotFound("There is no such log.")
        facts = listed(row, has_content=self.caller.may_read)
        if not self.caller.may_read:
            return Response(facts)
        self.note_read([row])
        return Response({**facts, **dump(bodies.canonicals([row])[0])})

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = {**self.request.query_params.dict(), "cursor": cursor}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")


def listed(row: Log, *, has_content: bool) -> dict[str, Json]:
    """A row as a list shows it; no body is read. What is not known is null."""
    facts: dict[str, Any] = record(bodies.canonical(row, None), _FACTS, digits)
    facts["metadata"] = row.metadata or {}
    if has_content:
        facts |= {"input_preview": row.input_preview, "output_preview": row.output_preview}
    return facts
