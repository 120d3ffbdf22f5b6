"""What could stand at the cursor of the search bar: fields, and values with counts, as a fragment while one types."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from ..querylang.completing import Spot, field_names, inserted, spot_at
from ..querylang.editing import spelt
from ..querylang.fields import FIELDS, METADATA, field_named
from ..querysets import LogQuerySet
from ..saved.keeping import recent_searches, views_of
from .facets import FIELDS as COUNTED
from .facets import counted_facets
from .filters import LogFilterSet
from .page import ProjectPage

_MOST = 8
_MOST_KEPT = 5
_LOOKED_THROUGH = 2000
_FIXED = {"stream": ("true", "false"), "cached": ("true", "false"), "tools": ("true", "false")}
_COMPARED = {
    "started": (">now-1h", ">now-24h", "today", "yesterday"),
    "ended": (">now-1h", ">now-24h", "today", "yesterday"),
    "latency": (">2s", ">10s", "<350ms"),
    "ttft": (">1s", "<350ms"),
    "cost": (">=0.01", ">=0.10"),
    "tokens": (">1k", ">10k"),
    "status_code": (">=400", ">=500", "429"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer: what is shown, a hint beside it, and the query with it, the cursor at `cursor`."""

    shown: str
    hint: str
    count: int | None
    text: str
    cursor: int
    address: str = ""  # of a saved view, which is opened instead of written


class SuggestView(ProjectPage, View):
    """`?q=&at=`: offers for the place `at` in the text `q`, within the time that is chosen."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "")
        at = request.GET.get("at", "")
        spot = spot_at(text, min(int(at), len(text)) if at.isdecimal() and len(at) < 6 else len(text))
        kept = [] if text.strip() else list(self._kept())
        offers = [*kept, *list(self._offers(text, spot))[: _MOST - len(kept) // 2]]
        title = field_named(spot.field).about if spot.field else "Recent, saved and fields" if kept else "Fields"
        return render(request, "logs/_suggestions.html", {"offers": offers, "title": title, "prefix": spot.prefix})

    def _kept(self) -> Iterator[Suggestion]:
        """For an empty bar: what this person looked for last, and what the project has saved."""
        for query in recent_searches(self.caller, _MOST_KEPT):
            yield Suggestion(query, "recent", None, query, len(query))
        for view in views_of(self.caller.project_id)[:_MOST_KEPT]:
            address = f"{reverse('logs:list')}?{view.address}"
            yield Suggestion(view.name, view.q or "saved view", None, view.q, len(view.q), address)

    def _offers(self, text: str, spot: Spot) -> Iterator[Suggestion]:
        if spot.field is None:
            yield from _fields(text, spot)
            if spot.prefix.startswith(METADATA):
                yield from self._metadata_keys(text, spot)
        elif spot.field in COUNTED or spot.field.startswith(METADATA):
            yield from self._values(text, spot)
        else:
            offered = _FIXED.get(spot.field) or _COMPARED.get(spot.field, ())
            for value in offered:
                if value.startswith(spot.prefix) and value != spot.prefix:
                    yield _offer(text, spot, value, value)

    def _values(self, text: str, spot: Spot) -> Iterator[Suggestion]:
        """Values that begin so, then those that contain it; and all that begin so, together."""
        column = COUNTED[spot.field][1] if spot.field in COUNTED else spot.field
        prefix = spot.prefix.rstrip("*").casefold()
        counted = counted_facets(self._in_time(), [column], _LOOKED_THROUGH)[column].values
        named = [one for one in counted if isinstance(one.value, str) and prefix in one.value.casefold()]
        begin = [one for one in named if one.value.casefold().startswith(prefix)]
        # The sort is stable: within either sort the most frequent stay first.
        for one in sorted(named, key=lambda one: not one.value.casefold().startswith(prefix))[: _MOST - 1]:
            yield _offer(text, spot, one.value, spelt(one.value), count=one.count)
        together = sum(one.count for one in begin if one.value.startswith(spot.prefix.rstrip("*")))
        if prefix and len(begin) > 1 and together:
            starred = spot.prefix.rstrip("*") + "*"
            yield _offer(text, spot, starred, starred, hint="all that begin so", count=together)

    def _metadata_keys(self, text: str, spot: Spot) -> Iterator[Suggestion]:
        wanted = spot.prefix.removeprefix(METADATA)
        for one in counted_facets(self._in_time(), ["metadata"], _LOOKED_THROUGH)["metadata"].values:
            if one.value.startswith(wanted):
                yield _offer(text, spot, METADATA + one.value, f"{METADATA}{one.value}:", count=one.count, goes_on=True)

    def _in_time(self) -> LogQuerySet:
        """The logs of the stretch of time that is chosen, whatever else the query says."""
        data = self.request.GET.copy()
        data["q"] = ""
        filterset = LogFilterSet(data, self.logs, caller=self.caller)
        return filterset.qs if filterset.is_valid() else self.logs


def _fields(text: str, spot: Spot) -> Iterator[Suggestion]:
    for name in field_names(spot.prefix):
        written = name if name == METADATA else f"{name}:"
        about = "a key of the metadata" if name == METADATA else f"{FIELDS[name].about}, {FIELDS[name].example}"
        yield _offer(text, spot, written, written, hint=about, goes_on=True)


def _offer(
    text: str, spot: Spot, shown: str, written: str, *, hint: str = "", count: int | None = None, goes_on: bool = False
) -> Suggestion:
    after, cursor = inserted(text, spot, written, goes_on=goes_on)
    return Suggestion(shown, hint, count, after, cursor)
