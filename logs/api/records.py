"""`/api/v2/audit/`: what was recorded about a project's people and keys."""

from typing import ClassVar
from urllib.parse import urlencode

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import has_scope

from ..oversight.listing import AUDIT, CursorError, Listing, page_after
from . import record_schema as schema
from .door import NativeDoor
from .errors import InvalidError, wrong

DEFAULT_LIMIT, MAX_LIMIT = 50, 500


class Records(NativeDoor, ViewSet):
    """Records of the caller's project, newest first."""

    http_method_names = ["get", "head", "options"]
    permission_classes = [has_scope(Scope.ADMIN)]
    listing: ClassVar[Listing]

    def list(self, request: Request) -> Response:
        params, listing = request.query_params, self.listing
        known = [*listing.filters.base_filters, "limit", "cursor"]
        if unknown := [name for name in params if name not in known]:
            there = f"There are {', '.join(known)}."
            raise InvalidError([{"field": n[:100], "detail": f"There is no such parameter. {there}"} for n in unknown])
        filterset = listing.filters(params, listing.rows(self.caller.project_id))
        if not filterset.is_valid():
            errors = filterset.errors.items()
            raise InvalidError([{"field": name, "detail": " ".join(found)} for name, found in errors])
        try:
            rows, cursor = page_after(filterset.qs, params.get("cursor", ""), _limit(params.get("limit", "")))
        except CursorError as error:
            raise wrong("cursor", str(error)) from error
        after = self._address(cursor)
        return Response({"results": [listing.record(row) for row in rows], "next_cursor": cursor, "next": after})

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


class Audit(Records):
    """The audit log."""

    listing = AUDIT

    @schema.describe_records("audit", "Audit log", AUDIT, schema.AUDIT_ENTRY)
    def list(self, request: Request) -> Response:
        """What people and programs did to the project: keys, roles, rules, exports, deletions. Needs the scope admin.

        Give `next_cursor` back as `cursor`, or call `next`, for the page after. Each entry's `hash` covers the one
        before it in the installation; `manage.py verify_audit` checks them.
        """
        return super().list(request)
