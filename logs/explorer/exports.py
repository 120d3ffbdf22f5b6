"""Exports: what a person has asked for and how far it is; asking for one; the file."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from ..columns import COLUMNS, METADATA, Column, column_named
from ..exporting.asked import Asked
from ..exporting.files import file_answer
from ..exporting.models import Export, State
from ..exporting.orders import TooManyExportsError, order, record_download, remove, visible_to
from ..exporting.shapes import Format
from . import columns
from .filters import LogFilterSet
from .page import ProjectPage
from .paging import bounded_count

_MOST_SHOWN = 100
_FORMATS = {
    Format.CSV: ("CSV", "For spreadsheets. Texts that would be run as a formula get an apostrophe in front."),
    Format.JSONL: ("JSON lines", "Every field; with content, what import_logs reads back."),
    Format.PARQUET: ("Parquet", "Typed columns, for DuckDB, pandas, Spark."),
}


class ColumnsField(forms.MultipleChoiceField):
    """Columns by either of their names, keys of the metadata among them."""

    def valid_value(self, value: str) -> bool:
        return column_named(value) is not None


class ExportForm(forms.Form):
    """What the file shall be; the search is the address."""

    format = forms.ChoiceField(choices=[(str(name), label) for name, (label, _) in _FORMATS.items()])
    content = forms.BooleanField(required=False)
    columns = ColumnsField(required=False)
    key = forms.CharField(required=False, max_length=1000)

    @property
    def names(self) -> list[str]:
        """The chosen columns, and the key of the metadata that was written beside them."""
        key = self.cleaned_data["key"].removeprefix(METADATA)
        return [*self.cleaned_data["columns"], *([f"{METADATA}{key}"] if key else [])]


class ExportListView(ProjectPage, TemplateView):
    """The person's own exports; `?part=` is the table alone, which asks for itself while something is unfinished."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        return ["logs/_exports.html" if "part" in self.request.GET else "logs/export_list.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exports = list(visible_to(self.caller)[:_MOST_SHOWN])
        is_moving = any(export.is_unfinished for export in exports)
        return super().get_context_data(**kwargs, exports=exports, is_moving=is_moving)


class ExportNewView(ProjectPage, View):
    """GET shows what would be exported, POST asks for it; the search is in the address of both."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = [name for name in request.GET.getlist(columns.PARAMETER) if column_named(name)]
        return self._page(ExportForm(initial={"format": Format.CSV, "content": True, "columns": wanted}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ExportForm(request.POST)
        if not (form.is_valid() and self.filterset.is_valid()):
            return self._page(form, status=400)
        wanted = form.cleaned_data
        try:
            order(
                self.caller,
                self._asked(),
                by=self.request,
                format_=Format(wanted["format"]),
                columns=form.names,
                with_content=wanted["content"],
            )
        except (TooManyExportsError, ValueError) as error:
            form.add_error(None, str(error))
            return self._page(form, status=400)
        return redirect("logs:exports")

    @cached_property
    def filterset(self) -> LogFilterSet:
        return LogFilterSet(self.request.GET, self.logs, caller=self.caller)

    def _asked(self) -> Asked:
        since, until = self.filterset.period
        context = self.filterset.context
        return Asked(self.caller.project_id, context.now, context.zone, self.filterset.text, since, until)

    def _page(self, form: ExportForm, status: int = 200) -> HttpResponse:
        chosen = [one for name in form["columns"].value() or () if (one := column_named(name))]
        shown = columns.in_address(self.filterset.query, columns.chosen(self.request))
        context: dict[str, Any] = {
            "form": form,
            "columns": self._offered(chosen),
            "chosen": {column.name for column in chosen},
            "as_in_the_list": shown,
            "filterset": self.filterset,
            "formats": [(str(name), label, about) for name, (label, about) in _FORMATS.items()],
            "may_read": self.caller.may_read,
            "query": self.filterset.query,
        }
        if self.filterset.is_valid():
            context |= {"conditions": self.filterset.conditions(), "counted": bounded_count(self.filterset.qs)}
        else:
            status = 400
        return render(self.request, "logs/export_new.html", context, status=status)

    def _offered(self, chosen: list[Column]) -> list[Column]:
        """What there is for this person, and the keys of the metadata that were chosen."""
        there_are = [column for column in COLUMNS.values() if self.caller.may_read or not column.is_content]
        return [*there_are, *(column for column in chosen if column.name not in COLUMNS)]


class _OneExport(ProjectPage, View):
    """Mixin for an export of the person; anybody else's is not found."""

    def export(self, export_id: UUID) -> Export:
        found = visible_to(self.caller).filter(pk=export_id).first()
        if found is None:
            raise Http404("There is no such export.")
        return found


class ExportFileView(_OneExport):
    """The file, streamed from the disk."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, export_id: UUID) -> HttpResponse:
        export = self.export(export_id)
        if export.state != State.DONE:
            raise Http404("The export is not finished.")
        try:
            answer = file_answer(export)
        except FileNotFoundError as error:
            raise Http404("The file is gone.") from error
        record_download(export, request)
        return answer


class ExportRemoveView(_OneExport):
    """Cancels an export, or removes its file."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, export_id: UUID) -> HttpResponse:
        remove(self.export(export_id))
        return redirect("logs:exports")
