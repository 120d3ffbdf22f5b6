"""Pages of what was recorded, under settings: a form of conditions, rows, older ones, and the whole as a file."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import TemplateView, View

from accounts.audit import Action, record
from accounts.choices import ReasonFrom
from accounts.projects import demand_reason
from accounts.settings.access import AdminPage

from ..exporting.shapes import Format
from ..ids import public_id
from ..printable import PageResponse
from . import files
from .listing import AUDIT, READS, CursorError, Listing, page_after

ROWS = 50
_LOGS_SHOWN = 3


class RecordsPage(AdminPage, TemplateView):
    """Newest first; `before` is where the page before ended."""

    http_method_names = ["get", "head", "options"]
    response_class = PageResponse
    listing: ClassVar[Listing]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.listing
        filterset = listing.filters(self.request.GET, listing.rows(self.caller.project_id))
        is_valid = filterset.is_valid()
        try:
            rows, older = page_after(filterset.qs if is_valid else filterset.queryset.none(), self._before(), ROWS)
        except CursorError as error:
            raise BadRequest(str(error)) from error
        is_narrowed = any(filterset.form.cleaned_data.values()) if is_valid else True
        return super().get_context_data(
            **kwargs, rows=rows, older=older, form=filterset.form, is_narrowed=is_narrowed, before=self._before()
        )

    def _before(self) -> str:
        return self.request.GET.get("before", "")


class RecordsFile(AdminPage, View):
    """All that match as a file; that it was taken is recorded."""

    http_method_names = ["get", "head", "options"]
    listing: ClassVar[Listing]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        format_ = request.GET.get("format", Format.CSV)
        filterset = self.listing.filters(request.GET, self.listing.rows(self.caller.project_id))
        if format_ not in files.FORMATS or not filterset.is_valid():
            raise BadRequest("A file is csv or jsonl, of conditions that can be read.")
        record(
            Action.EXPORT_DOWNLOADED,
            by=request,
            project_id=self.caller.project_id,
            target=self.listing.title.lower(),
            details={"format": format_, "conditions": request.GET.urlencode()[:1000]},
        )
        return files.file_answer(self.listing, filterset.qs, Format(format_))


class AuditPage(RecordsPage):
    """Who changed what."""

    template_name = "settings/audit.html"
    listing = AUDIT


class AuditFile(RecordsFile):
    listing = AUDIT


class ReadsPage(RecordsPage):
    """Who read content."""

    template_name = "settings/content_access.html"
    listing = READS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [(read, [public_id(key) for key in read.keys[:_LOGS_SHOWN]]) for read in context["rows"]]
        return {**context, "reads": shown, "reason_choices": ReasonFrom.choices, "whom": self.project.reason_from}


class ReadsFile(RecordsFile):
    listing = READS


class ReasonRuleView(AdminPage, View):
    """POST only: from whom a reason is demanded."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        whom = request.POST.get("reason_from", "")
        if whom not in ReasonFrom.values:
            raise BadRequest("Choose who has to give a reason.")
        demand_reason(self.project, ReasonFrom(whom), by=request)
        messages.success(request, "Saved. Every process follows within seconds.")
        return redirect("oversight:reads")
