"""`/api/v2/audit/` and `/api/v2/content-access/`: what was recorded about a project's people and keys."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import has_scope

from ..oversight.listing import AUDIT, READS, Listing
from . import record_schema as schema
from .listed import Listed


class Records(Listed, ViewSet):
    """Records of the caller's project, newest first."""

    http_method_names = ["get", "head", "options"]
    permission_classes = [has_scope(Scope.ADMIN)]
    listing: ClassVar[Listing]

    def list(self, request: Request) -> Response:
        listing = self.listing
        return self.listed(listing.filters, listing.rows(self.caller.project_id), listing.record)


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


class Reads(Records):
    """Who read content."""

    listing = READS

    @schema.describe_records("content_access", "Content access", READS, schema.CONTENT_READ)
    def list(self, request: Request) -> Response:
        """Requests that showed prompts and replies: who, when, which logs, where and why. Needs the scope admin.

        `log` asks who has read one log. Rows are kept for three years; an export is one row without its logs.
        """
        return super().list(request)
