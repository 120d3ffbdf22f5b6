"""The menu of the table's columns: the metadata keys to choose from, and keeping what a person has chosen."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from ..columns import METADATA
from . import columns
from .appearance import keep_cookie
from .facets import counted_facets
from .filters import LogFilterSet
from .page import ProjectPage

_MOST_KEYS = 30


class ColumnsView(ProjectPage, View):
    """GET answers the metadata keys of the matching logs as a fragment; POST keeps a choice and shows the list."""

    http_method_names = ["get", "post", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        filterset = LogFilterSet(request.GET, self.logs, caller=self.caller)
        if not filterset.is_valid():
            return HttpResponse(status=400)
        shown = {column.name for column in columns.chosen(request)}
        keys = counted_facets(filterset.qs, ["metadata"], _MOST_KEYS)["metadata"].values
        names = [f"{METADATA}{one.value}" for one in keys]
        found = columns.columns_of(name for name in names if name not in shown)
        return render(request, "logs/_column_keys.html", {"choices": found})

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [] if "reset" in request.POST else columns.columns_of(_names(request.POST))
        if columns.are_usual(chosen):
            chosen = []
        response = HttpResponseRedirect(_address(request.POST.get("query", ""), chosen))
        keep_cookie(response, columns.COOKIE, columns.to_cookie(chosen))
        return response


def _names(data: QueryDict) -> list[str]:
    key = data.get("key", "").strip().removeprefix(METADATA)
    return [*data.getlist("columns"), *([f"{METADATA}{key}"] if key else [])]


def _address(query: str, chosen: list[columns.Column]) -> str:
    """The list as it was, with these columns in its address, so that it shows the same to whoever it is sent to."""
    values = QueryDict(query, mutable=True)
    values.pop(columns.PARAMETER, None)
    for column in chosen:
        values.appendlist(columns.PARAMETER, column.name)
    return f"{reverse('logs:list')}?{values.urlencode()}" if values else reverse("logs:list")
