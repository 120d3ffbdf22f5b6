"""What is done with the marked rows of the list: compared, exported, or handed to the page that deletes."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from ..ids import parse_public_id, public_id
from . import columns
from .addresses import compare_address
from .filters import address
from .page import ProjectPage

# So many ids fit into one query.
MOST_NAMED = 100


def keys_of(ids: Sequence[str]) -> list[int]:
    """The keys of marked rows, each once; what is no id of ours is left out."""
    keys = (parse_public_id(text) for text in ids)
    return list(dict.fromkeys(key for key in keys if key is not None))


class MarkedView(ProjectPage, View):
    """POST only, from the selection bar; works without script. `query` is the address that the list stood at."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        ids = [public_id(key) for key in keys_of(request.POST.getlist("id"))]
        if request.POST.get("do") == "compare":
            return self._compare(ids)
        if "all" in request.POST:
            return HttpResponseRedirect(f"{reverse('logs:export_new')}?{request.POST.get('query', '')}")
        return self._export(ids)

    def _compare(self, ids: Sequence[UUID]) -> HttpResponse:
        if len(ids) != 2:
            return self._refused(f"Comparing takes two logs; {len(ids)} are marked.")
        return HttpResponseRedirect(compare_address(*ids))

    def _export(self, ids: Sequence[UUID]) -> HttpResponse:
        if not 1 <= len(ids) <= MOST_NAMED:
            return self._refused(f"Between 1 and {MOST_NAMED} marked logs can be exported; or all that match.")
        shown = columns.chosen_at(QueryDict(self.request.POST.get("query", "")), self.request)
        query = columns.in_address(address({"q": query_of(ids)}), () if columns.are_usual(shown) else shown)
        return HttpResponseRedirect(f"{reverse('logs:export_new')}?{query}")

    def _refused(self, reason: str) -> HttpResponse:
        context = {"reason": reason, "query": self.request.POST.get("query", "")}
        return render(self.request, "logs/marked_refused.html", context, status=400)


def query_of(ids: Sequence[UUID]) -> str:
    """The query that finds these logs."""
    return f"id:({' OR '.join(map(str, ids))})" if len(ids) > 1 else f"id:{ids[0]}"
