"""One log, as a page and as a drawer beside the list: its head, one of its tabs, the facts; its payload as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView, View

from accounts.choices import Scope

from .. import stored
from ..bodies import UNREADABLE
from ..json_codec import encode
from . import facts
from .filters import LogFilterSet
from .latency import timing_of, tokens_per_second
from .log_page import LogPage
from .paging import neighbours
from .tabs import TABS, Tab, tab_context, tab_named


class LogDetailView(LogPage, TemplateView):
    """The page of a log. Only the tab that is shown is worked out."""

    template_name = "logs/log_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = tab_named(self.request.GET.get("tab"))
        return super().get_context_data(
            **kwargs,
            log=self.log,
            page_address=reverse("logs:detail", args=[self.log.public_id]),
            may_read=self.caller.may_read,
            masked=self.masked,
            may_change=self.caller.may(Scope.ADMIN),
            tabs=TABS,
            tab=tab,
            **self._content(tab),
            facts=self._facts(),
            **self._surroundings(),
        )

    def _content(self, tab: Tab) -> dict[str, Any]:
        """What the tab shows. What fails on this one log is said in its place."""
        if tab.context is None or self.stored is None:
            return {}  # no body is read that is not shown
        try:
            return {"stored": self.stored, "tab_context": tab_context(tab, self.stored, self.request.GET)}
        except UNREADABLE as error:
            stored.report(self.log, error)
            problem = {"problem": stored.UNTRANSLATED, "payload": self.stored.payload}
            return {"stored": self.stored, "tab_context": problem}

    def _facts(self) -> dict[str, Any]:
        return {
            "model_query": facts.same("model", self.log.model),
            "belongings": facts.belongings(self.log),
            "token_lines": facts.token_lines(self.log),
            "came_in_by": facts.came_in_by(self.log),
            "cost_note": facts.cost_note(self.log),
            "metadata": sorted((self.log.metadata or {}).items()),
            "timing": timing_of(self.log),
            "tokens_per_second": tokens_per_second(self.log),
        }

    def _surroundings(self) -> dict[str, Any]:
        """The way back to the list and on to the next log, within the conditions the reader came with."""
        filterset = LogFilterSet(self.request.GET, self.logs, caller=self.caller)
        newer, older = neighbours(filterset.qs, self.log.id)
        needles = filterset.qs.needles() if self.caller.may_read else []
        return {"newer": newer, "older": older, "query": filterset.query, "needles": needles}


class LogDrawerView(LogDetailView):
    """The same log as a fragment that stands beside the list."""

    template_name = "logs/_drawer.html"
    extra_context = {"in_drawer": True}


class PayloadView(LogPage, View):
    """The stored payload of a log as a file, whole."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.stored is None or self.stored.payload is None:
            raise Http404("There is no payload to read.")
        response = HttpResponse(encode(self.stored.payload), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{self.log.public_id}.json"'
        return response
