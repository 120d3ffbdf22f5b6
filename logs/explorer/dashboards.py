"""Dashboards: charts of saved searches on one page, under a query and a time that narrow all of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from ..dashboards import changing
from ..dashboards.changing import RefusedError
from ..dashboards.models import NAME_LENGTH, Dashboard
from .charts.chart import ChartSpec
from .charts.registry import CARDS, SPLIT, by_key, chart_named
from .conditions_page import ConditionsPage
from .filters import LogFilterSet, address
from .page import ProjectPage

_TIMES = ("time", "since", "until")
FIRST_NAME = "Overview"
FIRST_CHARTS = ("requests_by_status", "error_rate", "cost_by_model", "latency", "tokens", "cost_by_customer")
_LONGEST_ID = 19
NO_CHANGE = "Your role in this project lets you look at dashboards, but not change them."


class NameForm(forms.Form):
    """What a dashboard is called."""

    name = forms.CharField(max_length=NAME_LENGTH)


class ChartForm(forms.Form):
    """A chart to be added; its conditions are read by the explorer's FilterSet."""

    chart = forms.CharField(max_length=200)
    key = forms.CharField(required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        """`name` is that of the chart."""
        found = super().clean()
        name, key = found.get("chart", ""), found.get("key")
        found["name"] = by_key(name, key) if key else name
        if chart_named(name) is None or chart_named(found["name"]) is None:
            raise forms.ValidationError("There is no such chart.")
        return found


@dataclass(frozen=True, slots=True)
class Card:
    """A saved chart: its address under the conditions of the page, and those it was saved with, in words."""

    id: str
    spec: ChartSpec
    query: str
    saved: list[str]
    is_top: bool
    is_bottom: bool


class DashboardView(ConditionsPage, TemplateView):
    """GET only. Without an id it is the first one of the project, which is made for who looks first."""

    template_name = "logs/dashboard.html"

    @property
    def search_action(self) -> str:
        return reverse("logs:dashboard", args=[self.dashboard.pk])

    @cached_property
    def dashboards(self) -> list[Dashboard]:
        return changing.opened(self.caller.project_id, FIRST_NAME, FIRST_CHARTS)

    @cached_property
    def dashboard(self) -> Dashboard:
        """Raises Http404."""
        wanted = self.kwargs.get("dashboard_id")
        found = next((one for one in self.dashboards if wanted in (None, one.pk)), None)
        if found is None:
            raise Http404("There is no such dashboard in this project.")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            dashboard=self.dashboard,
            dashboards=self.dashboards,
            may_change=self.caller.may_read,
            specs=CARDS,
            split_specs=SPLIT,
        )

    def result(self) -> dict[str, Any]:
        """A chart that is there no more is left out; it comes back with its name."""
        charts = [one for one in self.dashboard.charts if chart_named(one["chart"])]
        return {"cards": [self._card(one, place, len(charts)) for place, one in enumerate(charts)]}

    def _card(self, saved: dict[str, str], place: int, count: int) -> Card:
        query = address(self._together(saved))
        context = self.filterset.context
        kept = {"q": saved.get("q", "")} if self._has_time else _conditions(saved)
        words = LogFilterSet(QueryDict(address(kept)), self.logs, caller=self.caller, context=context)
        shown = [one.label for one in words.conditions()] if words.is_valid() else []
        return Card(saved["id"], chart_named(saved["chart"]), query, shown, place == 0, place == count - 1)

    @property
    def _has_time(self) -> bool:
        return any(self.request.GET.get(name) for name in _TIMES)

    def _together(self, saved: dict[str, str]) -> dict[str, str]:
        """The saved conditions and those of the page; a time of the page goes before a saved one."""
        texts = [text for text in (saved.get("q", ""), self.filterset.text) if text]
        q = " ".join(f"({text})" for text in texts) if len(texts) > 1 else "".join(texts)
        given = {name: self.request.GET.get(name, "") for name in _TIMES}
        chosen = given if self._has_time else _conditions(saved)
        return {name: value for name, value in ({**chosen, "q": q}).items() if value}


class _DashboardChange(ProjectPage, View):
    """POST only, by who may read content; what is another project's is not there."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.caller.may_read:
            raise PermissionDenied(NO_CHANGE)
        try:
            return redirect(self.change(request, **kwargs))
        except RefusedError as error:
            raise BadRequest(str(error)) from error

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        """Makes the change and answers where it is to be seen. Raises RefusedError, BadRequest, Http404."""
        raise NotImplementedError

    @cached_property
    def dashboard(self) -> Dashboard:
        """Raises Http404."""
        found = Dashboard.objects.filter(project_id=self.caller.project_id, pk=self._wanted).first()
        if found is None:
            raise Http404("There is no such dashboard in this project.")
        return found

    @property
    def _wanted(self) -> int | None:
        return self.kwargs["dashboard_id"]

    def _name(self) -> str:
        form = NameForm(self.request.POST)
        if not form.is_valid():
            raise BadRequest(f"A dashboard has a name of at most {NAME_LENGTH} characters.")
        return form.cleaned_data["name"]


class DashboardNewView(_DashboardChange):
    """A new one."""

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        return page_of(changing.made(self.caller.project_id, self._name()))


class DashboardRenameView(_DashboardChange):
    """Another name."""

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        changing.rename(self.dashboard, self._name())
        return page_of(self.dashboard)


class DashboardDeleteView(_DashboardChange):
    """Away with it."""

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        changing.delete(self.dashboard)
        return reverse("logs:dashboards")


class ChartAddView(_DashboardChange):
    """A chart more, of the search that was posted with it, for the dashboard that is named there."""

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        form, conditions = ChartForm(request.POST), LogFilterSet(request.POST, self.logs, caller=self.caller)
        if not form.is_valid():
            raise BadRequest("There is no such chart.")
        if not conditions.is_valid():
            raise BadRequest("The query or the time of the chart cannot be read.")
        changing.add(self.dashboard, form.cleaned_data["name"], request.POST.dict())
        return page_of(self.dashboard)

    @cached_property
    def dashboard(self) -> Dashboard:
        """The first one where none is named. Raises Http404."""
        if not self.request.POST.get("dashboard"):
            return changing.opened(self.caller.project_id, FIRST_NAME, FIRST_CHARTS)[0]
        return super().dashboard

    @property
    def _wanted(self) -> int | None:
        text = self.request.POST.get("dashboard", "")
        return int(text) if text.isdecimal() and len(text) < _LONGEST_ID else None


class ChartMoveView(_DashboardChange):
    """A place up or down."""

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
        if by is None:
            raise BadRequest("A chart moves up or down.")
        changing.move(self.dashboard, kwargs["chart_id"], by)
        return f"{page_of(self.dashboard)}#chart-{kwargs['chart_id']}"


class ChartRemoveView(_DashboardChange):
    """A chart less."""

    def change(self, request: HttpRequest, **kwargs: Any) -> str:
        changing.remove(self.dashboard, kwargs["chart_id"])
        return page_of(self.dashboard)


def page_of(dashboard: Dashboard) -> str:
    return reverse("logs:dashboard", args=[dashboard.pk])


def _conditions(saved: dict[str, str]) -> dict[str, str]:
    return {name: saved[name] for name in changing.SAVED if saved.get(name)}
