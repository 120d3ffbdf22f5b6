"""Facets: the values of a field among the logs that match, with counts, each a link that changes the query.

A field's own conditions are left out when its values are counted, so that others can be chosen beside those chosen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from ..querylang import editing
from ..querysets import LogQuerySet
from ..rollups.shapes import Facet, FacetValue
from ..walking import among_newest, is_counted
from .filters import LogFilterSet
from .page import ProjectPage

SHOWN = 6
MOST_SHOWN = 200
# The field of the query language -> what the rail calls it, and the column it stands in.
FIELDS = {
    "status": ("Status", "status"),
    "model": ("Model", "model"),
    "provider": ("Provider", "provider"),
    "kind": ("Kind", "kind"),
    "customer": ("Customer", "customer_id"),
    "channel": ("Channel", "channel"),
    "bot": ("Bot", "bot_id"),
    "feature": ("Feature", "feature"),
    "prompt": ("Prompt", "prompt_name"),
}
_OPEN = ("status", "model", "customer")
_METADATA = "metadata."
_MOST_KEYS = 8
# What no rollup counts is counted over so many logs, so that the rail is there with the rows.
NEWEST = 2_000


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: how often, its share of the largest (0 to 100), and the addresses that a click leads to."""

    value: str | None
    count: int | None
    share: float
    is_included: bool
    is_excluded: bool
    include: str
    exclude: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet as the rail shows it. `bound`: counted among so many of the newest logs only."""

    field: str
    label: str
    values: list[Value]
    bound: int | None
    has_more: bool
    is_chosen: bool

    @property
    def is_open(self) -> bool:
        """Those that people look at first, and those they have chosen from."""
        return self.is_chosen or self.field in _OPEN


class FacetsView(ProjectPage, View):
    """The rail's facets as a fragment, after the rows are there; `?field=` answers one of them at length."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        filterset = LogFilterSet(request.GET, self.logs, caller=self.caller)
        if not filterset.is_valid():
            return HttpResponse(status=400)
        field = request.GET.get("field")
        if field is None:
            return render(request, "logs/_facets.html", {"groups": groups(filterset), "query": filterset.query})
        if field not in FIELDS and not field.startswith(_METADATA):
            raise Http404("There is no such facet.")
        find = request.GET.get("find", "")
        group = next(_groups(filterset, [field], MOST_SHOWN, find))
        context = {"group": group, "is_whole": True, "find": find, "query": filterset.query}
        return render(request, "logs/_facet.html", context)


def groups(filterset: LogFilterSet) -> list[Group]:
    """Every facet of the rail, those of the most frequent metadata keys last. Of a valid FilterSet."""
    keys = counted_facets(filterset.qs, ["metadata"], _MOST_KEYS)["metadata"].values
    return list(_groups(filterset, [*FIELDS, *(f"{_METADATA}{one.value}" for one in keys)], SHOWN))


def counted_facets(logs: LogQuerySet, fields: Sequence[str], limit: int) -> dict[str, Facet]:
    """Values with counts, of what no rollup knows over the newest logs alone; those may hold none of `logs`."""
    if is_counted(logs):
        return logs.facets(fields, limit, NEWEST)
    near, is_whole = among_newest(logs, NEWEST)
    found = near.facets(fields, limit, NEWEST)
    return found if is_whole else {name: replace(one, newest=NEWEST) for name, one in found.items()}


def _groups(filterset: LogFilterSet, fields: Iterable[str], limit: int, find: str = "") -> Iterator[Group]:
    fields = list(fields)
    chosen = {name: editing.choice(filterset.text, name) for name in fields}
    free = [name for name in fields if not (chosen[name].included or chosen[name].excluded)]
    most = limit if not find else MOST_SHOWN * 5
    counted: dict[str, Facet] = {}
    if free:
        found = counted_facets(filterset.qs, [_column(name) for name in free], most + 1)
        counted = {name: found[_column(name)] for name in free}
    for name in fields:
        if name not in counted:
            rest = filterset.at(filterset.with_text(editing.cleared(filterset.text, name)))
            counted[name] = counted_facets(rest, [_column(name)], most + 1)[_column(name)]
    for name in fields:
        yield _group(filterset, name, counted[name], chosen[name], limit, find.casefold())


def _group(filterset: LogFilterSet, name: str, facet: Facet, chosen: editing.Choice, limit: int, find: str) -> Group:
    found = [one for one in facet.values if find in str(one.value or "").casefold()]
    shown = found[:limit]
    missing = {*chosen.included, *chosen.excluded} - {one.value for one in shown}
    counts = {one.value: one.count for one in facet.values}
    shown += [FacetValue(value, counts.get(value, 0)) for value in sorted(missing, key=str)]
    largest = max((one.count for one in shown), default=0)
    values = [_value(filterset, name, one, chosen, largest) for one in shown]
    label = FIELDS[name][0] if name in FIELDS else name
    is_chosen = bool(chosen.included or chosen.excluded)
    return Group(name, label, values, facet.newest, len(found) > limit, is_chosen)


def _value(filterset: LogFilterSet, name: str, one: FacetValue, chosen: editing.Choice, largest: int) -> Value:
    text = filterset.text
    return Value(
        one.value,
        one.count,
        round(one.count / largest * 100, 1) if largest else 0,
        one.value in chosen.included,
        one.value in chosen.excluded,
        filterset.with_text(editing.toggled(text, name, one.value)),
        filterset.with_text(editing.toggled_out(text, name, one.value)),
    )


def _column(name: str) -> str:
    return FIELDS[name][1] if name in FIELDS else name
