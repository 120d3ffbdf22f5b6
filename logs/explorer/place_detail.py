"""The page of one customer, model, prompt, feature or bot: what it comes to, how it went, and its latest logs."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from ..ledger import Ledger
from ..models import Customer, Log
from ..threads import Thread, summed
from .addresses import thread_address
from .charts.registry import CHARTS
from .conditions_page import ConditionsPage
from .paging import UNLISTED
from .place_parts import breakdown, figures, paid_per_million, prices
from .places import BOTS, CUSTOMERS, FEATURES, MODELS, PROMPTS, Place, customers

LATEST = 10
_THREADS = 5
# What else the logs of a place are told apart by.
_BROKEN_DOWN = {
    CUSTOMERS: (MODELS,),
    MODELS: (CUSTOMERS,),
    PROMPTS: (MODELS, CUSTOMERS),
    FEATURES: (MODELS, CUSTOMERS),
    BOTS: (MODELS, CUSTOMERS),
}
# Of these the price is the same all along, and how fast they are is what one looks for.
_CHARTS = {MODELS: ("requests_by_status", "latency")}
_USUAL_CHARTS = ("requests_by_status", "cost_by_model")


class PlaceDetailView(ConditionsPage, TemplateView):
    """GET only; names one by its path or by `name`. What the project does not have is 404."""

    template_name = "logs/place_detail.html"
    place: Place | None = None

    @cached_property
    def value(self) -> str:
        """Raises Http404."""
        value = self.kwargs.get("name") or self.request.GET.get("name", "")
        if not value or not self.place.exists(self.caller.project_id, value):
            raise Http404(f"There is no such {self.place.one} in this project.")
        return value

    @property
    def search_action(self) -> str:
        return self.place.address(self.value).partition("?")[0]

    @property
    def search_hidden(self) -> tuple[tuple[str, str], ...]:
        return (("name", self.value),) if "name" in self.request.GET else ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = self.place.labels(self.caller.project_id, [self.value]).get(self.value, "")
        return super().get_context_data(
            **kwargs,
            place=self.place,
            value=self.value,
            label=label,
            list_query=self.filterset.with_text(self._text),
            customer=self._customer,
            address=self.place.address(self.value),
            back=reverse(f"logs:{self.place.name}"),
        )

    def result(self) -> dict[str, Any]:
        text = self._text
        ledger = self.place.ledger(self.caller.project_id, self.filterset.qs, self.value)
        parts = _BROKEN_DOWN[self.place]
        columns = tuple(part.column for part in parts)
        tallies = ledger.tallies(*columns, "provider")
        whole = tallies.whole()
        # First, as it reads of the newest rows all that the others need of them.
        threads = self._threads(ledger) if self.place is CUSTOMERS else []
        found = {
            "figures": figures(self.filterset, text, whole, ledger.latencies(self.place.column)),
            "newest": tallies.newest,
            "breakdowns": [
                breakdown(part, self.filterset, text, tallies.by(place)) for place, part in enumerate(parts)
            ],
            "cards": [CHARTS[name] for name in _CHARTS.get(self.place, _USUAL_CHARTS)],
            "rows": ledger.newest_logs(LATEST, UNLISTED),
            "total": whole.total,
        }
        if self.place is MODELS:
            found |= {"prices": prices(self.value, tallies.by(len(columns))), "paid": paid_per_million(whole)}
        if self.place is CUSTOMERS:
            found["threads"] = threads
        return found

    @property
    def _text(self) -> str:
        """The query of the explorer that finds the logs of this page."""
        return self.place.narrowed(self.filterset.text, self.value)

    @cached_property
    def _customer(self) -> Customer | None:
        found = customers(self.caller.project_id, [self.value]) if self.place is CUSTOMERS else []
        return found[0] if found else None

    def _threads(self, ledger: Ledger) -> list[tuple[Thread, str]]:
        """The threads of the customer's newest logs, newest first, with their addresses."""
        names = dict.fromkeys(row.thread_id for row in ledger.sample.rows if row.thread_id)
        newest = list(names)[:_THREADS]
        of_project = Log.objects.of_project(self.caller.project_id)
        found = {thread.id: thread for thread in summed(of_project.filter(thread_id__in=newest))} if newest else {}
        return [(found[name], thread_address(name)) for name in newest if name in found]
