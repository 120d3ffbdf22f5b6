"""The list of logs: conditions, a page of rows, and words for when there are none."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from ..ids import moment_of, parse_public_id
from ..querysets import Counted, LogQuerySet
from ..templatetags.formats import day
from . import columns, facets, first_log
from .charts.views import overview
from .conditions_page import ConditionsPage
from .filters import Condition
from .order import Order, choices, heads
from .paging import LAST_OFFSET_PAGE, UNLISTED, Page, bounded_count, page_by_offset, page_by_time
from .table import Numbers, rows_of


@dataclass(frozen=True, slots=True)
class Alternative:
    """A condition that could be dropped, and how many logs there would be then."""

    condition: Condition
    counted: Counted


class LogListView(ConditionsPage, TemplateView):
    """GET only; the whole state of the page is its address. A condition that cannot be read is answered with 400."""

    template_name = "logs/log_list.html"
    last_page = LAST_OFFSET_PAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            may_delete=self.caller.may_delete,
            as_of=timezone.now(),
            facet_labels=[label for label, _ in facets.FIELDS.values()],
            columns=self.columns,
            column_names={column.name for column in self.columns},
            column_choices=columns.COLUMNS.values(),
            export_query=columns.in_address(
                self.filterset.query, () if columns.are_usual(self.columns) else self.columns
            ),
            order=self.order,
            heads=heads(self.order),
            orders=choices(self.order),
        )

    @property
    def is_first_page(self) -> bool:
        return not {"before", "after", "page"} & self.request.GET.keys()

    @cached_property
    def columns(self) -> list[columns.Column]:
        return columns.chosen(self.request)

    @cached_property
    def order(self) -> Order:
        """As `sort` says. Raises Http404 for an order there is none of."""
        order = Order.parse(self.request.GET.get("sort") or "-time")
        if order is None:
            raise Http404("There is no such order.")
        return order

    def result(self) -> dict[str, Any]:
        """Rows and what is said about them."""
        matching: LogQuerySet = self.filterset.qs
        page, conditions = self._page(matching), self.filterset.conditions()
        numbers = Numbers.of(self.request, page.logs)
        found: dict[str, Any] = {
            "rows": rows_of(page.logs, self.columns, has_days=self.order.is_by_time, last_day=self.last_day()),
            "numbers": numbers,
            "shown_so_far": numbers and numbers.last,
            "page": page,
            "conditions": conditions,
            "needles": matching.needles() if self.caller.may_read else [],
            "is_first_page": self.is_first_page,
            "can_follow": self.is_first_page and self.order.is_default and not self.request.GET.get("until"),
        }
        if "facets" in self.request.GET:  # without script; with it, they come after the rows
            found["groups"] = facets.groups(self.filterset)
        if page.logs and "overview" in self.request.GET:  # without script, as above
            found |= {"overview": overview(self.filterset)}
        if page.logs:
            return found | self.count(matching)
        if page.searched_to:
            return found
        if conditions and self.is_first_page:
            return found | {"alternatives": self._alternatives(conditions)}
        return found | first_log.context(self.request, self.caller)

    def count(self, matching: LogQuerySet) -> dict[str, Any]:
        """How many logs match, as context."""
        counted = bounded_count(matching)
        return {"counted": counted, "total": counted.count if counted.is_whole else None}

    def last_day(self) -> str:
        """The day whose head stands above the rows already."""
        return ""

    def _page(self, matching: LogQuerySet) -> Page:
        if not self.order.is_by_time:
            return page_by_offset(matching, self.order, self.page_number)
        unread = UNLISTED if not columns.needs_metadata(self.columns) else tuple({*UNLISTED} - {"metadata"})
        return page_by_time(
            matching,
            is_descending=self.order.is_descending,
            before=self.key("before"),
            after=self.key("after"),
            unread=unread,
        )

    def key(self, name: str) -> int | None:
        text = self.request.GET.get(name)
        if not text:
            return None
        key = parse_public_id(text)
        if key is None:
            raise Http404("There is no such page.")
        return key

    def _alternatives(self, conditions: list[Condition]) -> list[Alternative]:
        """What dropping one condition would give: the way on from an empty list. One bounded count each."""
        return [Alternative(one, bounded_count(self.filterset.at(one.query))) for one in conditions]


class RowsView(LogListView):
    """The rows of a page alone, for adding them to those that a page shows already. Counts nothing: `of` says how many
    there were when the page was counted.
    """

    template_name = "logs/_more.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.filterset.is_valid() else HttpResponse(status=400)

    def count(self, matching: LogQuerySet) -> dict[str, Any]:
        total = self.request.GET.get("of", "")
        is_known = total.isdecimal() and len(total) < 15
        return {"is_added": True} | ({"counted": Counted(int(total), is_whole=True)} if is_known else {})

    def last_day(self) -> str:
        """The rows above end with the log that this page begins behind."""
        last = self.key("before")
        return "" if last is None else day(moment_of(last))
