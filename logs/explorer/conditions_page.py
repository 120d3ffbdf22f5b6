"""What pages under the search row share: the conditions of their address, and words for those that cannot be read."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from .filters import LogFilterSet
from .page import ProjectPage
from .time_control import TimeControl


class ConditionsPage(ProjectPage):
    """Mixin for template views. Conditions that cannot be read are answered with 400, and `result` is not asked for."""

    http_method_names = ["get", "head", "options"]
    search_action = ""  # where the search row leads
    search_hidden: tuple[tuple[str, str], ...] = ()  # what it carries along
    last_page = 200

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_valid = self.filterset.is_valid()
        found = self.result() if is_valid else self._refusal()
        return self.render_to_response(self.get_context_data(**kwargs, **found), status=200 if is_valid else 400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            form=self.filterset.form,
            text=self.filterset.text,
            query=self.filterset.query,
            time=TimeControl.of(self.filterset, self.search_hidden),
            may_read=self.caller.may_read,
            search_action=self.search_action,
            search_hidden=self.search_hidden,
            carried=self._carried(),
        )

    def result(self) -> dict[str, Any]:
        """What the page shows under conditions that can be read."""
        raise NotImplementedError

    @cached_property
    def filterset(self) -> LogFilterSet:
        return LogFilterSet(self.request.GET, self.logs, caller=self.caller)

    @property
    def page_number(self) -> int:
        """Raises Http404 for what is no page."""
        text = self.request.GET.get("page") or "1"
        if not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= self.last_page:
            raise Http404("There is no such page.")
        return int(text)

    def _carried(self) -> list[tuple[str, str]]:
        """Conditions and order, for forms that change something else."""
        names = (*self.filterset.filters, "sort")
        return [(name, self.request.GET[name]) for name in names if self.request.GET.get(name)]

    def _refusal(self) -> dict[str, Any]:
        """What is wrong with the query, at its place, and the address of a query that would do."""
        mistake, text = self.filterset.mistake, self.filterset.text
        if mistake is None:
            return {}
        parts = (text[: mistake.start], text[mistake.start : mistake.end], text[mistake.end :])
        repaired = self.filterset.with_text(mistake.repair) if mistake.repair else ""
        return {"mistake": mistake, "mistake_parts": parts, "repaired": repaired}
