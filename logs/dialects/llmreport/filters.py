"""LLM Report's query parameters as one FilterSet over logs: which, in what order, and which page of them."""

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan
from django_filters import Filter

from ...engines.folding import ByCodePoint, Folded, fold_text
from ...fields import escape_text
from ...json_codec import JsonError, decode
from ...models import Log
from ...querysets import LogQuerySet
from ..filtering import DoorFilterSet
from .columns import COLUMNS
from .conditions import has_id
from .rules import RuleError, condition_of

MAX_PAGE_NUMBER = 10**9  # far beyond any store, and within what every engine counts to
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 10, 1000  # contract A2 and ruling 9, read 2026-11-21
MAX_ID_CHARACTERS = 1024

_BAD_ORDER = "sortOrder must be asc or desc."
_BAD_SORT = f"sortBy must be one of {', '.join(COLUMNS)}."


def _whole_number(name: str, limit: int) -> forms.IntegerField:
    message = f"{name} must be a whole number from 1 to {limit}."
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), message)
    return forms.IntegerField(min_value=1, max_value=limit, required=False, error_messages=errors)


class PageForm(forms.Form):
    """The parameters that choose a page; each may be left out or empty."""

    pageNumber = _whole_number("pageNumber", MAX_PAGE_NUMBER)
    pageSize = _whole_number("pageSize", MAX_PAGE_SIZE)
    sortBy = forms.ChoiceField(
        choices=[(field, field) for field in COLUMNS], required=False, error_messages={"invalid_choice": _BAD_SORT}
    )
    sortOrder = forms.ChoiceField(
        choices=[("asc", "asc"), ("desc", "desc")], required=False, error_messages={"invalid_choice": _BAD_ORDER}
    )


class RulesField(forms.Field):
    """JSON text that becomes a condition."""

    def to_python(self, value: str | None) -> Q:
        if not value or not value.strip():
            return Q()
        try:
            return condition_of(decode(value.encode()))
        except (JsonError, RuleError) as error:
            raise ValidationError(f"filter: {error}") from error


class RulesFilter(Filter):
    field_class = RulesField

    def filter(self, logs: LogQuerySet, condition: Q) -> LogQuerySet:
        return logs.filter(condition) if condition else logs


class RequestFilter(DoorFilterSet):
    """`qs` are all matching logs, `page()` the rows of one page. Plain `Filter` takes a text as it is, spaces too."""

    user_id = Filter(field_name="customer_id")
    app_id = Filter(field_name="app_id")
    search = Filter(method="in_words_or_ids")
    filter = RulesFilter()

    class Meta:
        model = Log
        fields: list[str] = []
        form = PageForm

    def in_words_or_ids(self, logs: LogQuerySet, _: str, text: str) -> LogQuerySet:
        """Prompts, completions, the provider's id (contract A4, read 2026-11-21) and the log's own."""
        found = logs.search(text)
        if len(text) > MAX_ID_CHARACTERS:  # no id is that long
            return found
        part = Value(fold_text(escape_text(text)))
        places = [StrIndex(Folded(name), part) for name in ("response_id", "source_id")]
        ids = reduce(or_, (Q(GreaterThan(place, 0)) for place in places), has_id([text]))
        return logs.filter(ids | Q(id__in=found.values("id")))

    def filter_queryset(self, logs: LogQuerySet) -> LogQuerySet:
        """Only what has a filter narrows; the parameters of the page are left to `page`."""
        for name, wanted in self.filters.items():
            logs = wanted.filter(logs, self.form.cleaned_data[name])
        return logs

    def page(self) -> list[Log]:
        """The rows asked for. Call after `is_valid`."""
        wanted: dict[str, Any] = self.form.cleaned_data
        size = wanted["pageSize"] or DEFAULT_PAGE_SIZE
        logs = _sorted(self.qs, wanted["sortBy"] or "createdAt", descending=wanted["sortOrder"] != "asc")
        return logs.page(((wanted["pageNumber"] or 1) - 1) * size, size)


def _sorted(logs: LogQuerySet, field: str, *, descending: bool) -> LogQuerySet:
    """Ordered as the response shows the field: a null that is shown as "" or 0 is that, other nulls are last."""
    column = COLUMNS[field]
    if not column.is_text:
        return logs.sorted_by(column.name, descending=descending, unknown_is=column.default)
    shown: Combinable = F(column.name)
    if column.default is not None:
        shown = Coalesce(shown, Value(column.default, Log._meta.get_field(column.name)))
    shown = ByCodePoint(shown)
    return logs.order_by(OrderBy(shown, descending=descending, nulls_last=True), "-id" if descending else "id")
