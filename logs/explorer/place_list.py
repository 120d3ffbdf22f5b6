"""The list of customers, models, prompts, features or bots, under a query and a stretch of time."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from .conditions_page import ConditionsPage
from .order import Order
from .place_rows import PAGE_SIZE, PlaceTable, heads, order_named
from .places import FEATURES, MODELS, PROMPTS, Place

# Two columns that people fill for the same purpose, side by side.
_TWINS = (PROMPTS, FEATURES)


class PlaceListView(ConditionsPage, TemplateView):
    """GET only; `find`, `sort` and `page` beside the conditions."""

    template_name = "logs/place_list.html"
    place: Place | None = None

    @property
    def search_action(self) -> str:
        return reverse(f"logs:{self.place.name}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        twins = _TWINS if self.place in _TWINS else ()
        return super().get_context_data(
            **kwargs,
            place=self.place,
            twins=[(one, reverse(f"logs:{one.name}")) for one in twins],
            has_prices=self.place is MODELS,
            order=self.order,
            heads=heads(self.order, self.place),
            find=self._find,
        )

    @cached_property
    def order(self) -> Order:
        """As `sort` says. Raises Http404 for an order there is none of."""
        order = order_named(self.request.GET.get("sort") or "-requests")
        if order is None:
            raise Http404("There is no such order.")
        return order

    @property
    def _find(self) -> str:
        return self.request.GET.get("find", "").strip()

    def result(self) -> dict[str, Any]:
        number = self.page_number
        table = PlaceTable(self.place, self.filterset, find=self._find, order=self.order, page=number)
        rows = table.rows()
        return {
            "rows": rows,
            "found": len(table.found),
            "first": (number - 1) * PAGE_SIZE + 1,
            "last": (number - 1) * PAGE_SIZE + len(rows),
            "newest": table.counted.newest,
            "p95_of_newest": table.latencies.newest if rows else None,
            "previous": number - 1,
            "next": number + 1 if table.goes_on else None,
            "is_filtered": bool(self.filterset.conditions() or self._find),
        }
