"""Charts as fragments that load after the rows, and as pages of their own, which need no script."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import TemplateView

from ..conditions_page import ConditionsPage
from ..filters import LogFilterSet
from .chart import ChartSpec
from .registry import CARDS, CHARTS, VOLUME, chart_named
from .scope import Scope
from .strip import figures
from .timeline import NARROW, WIDE

_UNREADABLE = "The query or the time cannot be read."


class OverviewView(ConditionsPage, TemplateView):
    """Figures and volume above the list."""

    template_name = "logs/_overview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.filterset.is_valid() else _unreadable()

    def result(self) -> dict[str, Any]:
        return overview(self.filterset)


class ChartsView(ConditionsPage, TemplateView):
    """All charts; each is loaded by itself, and leads to its own page."""

    template_name = "logs/charts.html"

    @property
    def search_action(self) -> str:
        return reverse("logs:charts")

    def result(self) -> dict[str, Any]:
        return {"cards": CARDS}


class ChartView(ConditionsPage, TemplateView):
    """One chart by its name: the figure alone for htmx, else a page around it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if chart_named(kwargs["name"]) is None:
            raise Http404("There is no such chart.")
        is_lost = self._is_part and not self.filterset.is_valid()
        response = _unreadable() if is_lost else super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self) -> list[str]:
        return ["logs/_chart.html" if self._is_part else "logs/charts.html"]

    @property
    def search_action(self) -> str:
        return reverse("logs:chart", args=[self._spec.name])

    def result(self) -> dict[str, Any]:
        return {
            "is_part": self._is_part,
            "chart": self._spec.of(Scope(self.filterset, most_columns=NARROW if self._is_part else WIDE)),
        }

    @property
    def _spec(self) -> ChartSpec:
        return chart_named(self.kwargs["name"])

    @property
    def _is_part(self) -> bool:
        headers = self.request.headers
        return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def overview(filterset: LogFilterSet) -> dict[str, Any]:
    """What `logs/_overview.html` shows. Of a valid FilterSet."""
    scope = Scope(filterset)
    return {
        "figures": figures(scope),
        "is_compared": scope.before is not None,
        "chart": CHARTS[VOLUME].of(scope),
        "cards": CARDS,
    }


def _unreadable() -> HttpResponse:
    return HttpResponse(_UNREADABLE, status=400, content_type="text/plain")
