"""Charts as fragments that load after the rows, and as pages of their own, which need no script."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import TemplateView

from ..filters import LogFilterSet
from ..page import ProjectPage
from ..time_control import TimeControl
from .registry import CARDS, CHARTS, VOLUME
from .scope import Scope
from .strip import figures


class _Counted(ProjectPage, TemplateView):
    """A view over the logs of `?q=` and a time; what cannot be read is answered with 400."""

    http_method_names = ["get", "head", "options"]

    @cached_property
    def filterset(self) -> LogFilterSet:
        return LogFilterSet(self.request.GET, self.logs, caller=self.caller)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.filterset.is_valid():
            return HttpResponse("The query or the time cannot be read.", status=400, content_type="text/plain")
        return super().get(request, *args, **kwargs)


class OverviewView(_Counted):
    """Figures and volume above the list."""

    template_name = "logs/_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, **overview(self.filterset))


class ChartView(_Counted):
    """One chart by its name: the figure alone for htmx, else a page around it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["name"] not in CHARTS:
            raise Http404("There is no such chart.")
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self) -> list[str]:
        return ["logs/_chart.html" if self._is_part else "logs/charts.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spec = CHARTS[kwargs["name"]]
        found = super().get_context_data(**kwargs, chart=spec.of(Scope(self.filterset)), query=self.filterset.query)
        return found if self._is_part else found | _frame(self, reverse("logs:chart", args=[spec.name]))

    @property
    def _is_part(self) -> bool:
        headers = self.request.headers
        return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


class ChartsView(_Counted):
    """All charts; each is loaded by itself, and leads to its own page."""

    template_name = "logs/charts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, cards=CARDS, query=self.filterset.query, **_frame(self, reverse("logs:charts"))
        )


def overview(filterset: LogFilterSet) -> dict[str, Any]:
    """What `logs/_overview.html` shows. Of a valid FilterSet."""
    scope = Scope(filterset)
    return {
        "figures": figures(scope),
        "is_compared": scope.before is not None,
        "chart": CHARTS[VOLUME].of(scope),
        "cards": CARDS,
        "query": filterset.query,
        "time": TimeControl.of(filterset),
    }


def _frame(view: _Counted, action: str) -> dict[str, Any]:
    """What the search row of a page needs."""
    filterset = view.filterset
    return {
        "form": filterset.form,
        "text": filterset.text,
        "conditions": filterset.conditions(),
        "may_read": view.caller.may_read,
        "time": TimeControl.of(filterset),
        "action": action,
    }
