"""The conditions of the explorer's list as one FilterSet: its form is the rail, its names are the address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet, IsoDateTimeFilter, MultipleChoiceFilter, NumberFilter

from accounts.models import Bot
from accounts.permissions import Caller

from ..choices import Status
from ..models import Log
from ..querysets import LogQuerySet
from .widgets import LocalTimeInput, RailForm

PERIODS = {
    "15m": ("Past 15 minutes", timedelta(minutes=15)),
    "1h": ("Past hour", timedelta(hours=1)),
    "4h": ("Past 4 hours", timedelta(hours=4)),
    "24h": ("Past 24 hours", timedelta(hours=24)),
    "7d": ("Past 7 days", timedelta(days=7)),
    "30d": ("Past 30 days", timedelta(days=30)),
}
_STATUSES = [(status.value, status.value) for status in Status if status is not Status.UNKNOWN]
# Beyond these the columns have no values, and the engines no numbers.
_LONGEST_MS = 1_000_000_000
_DEAREST_USD = 999_999


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter that is set: what a person calls it, its value, and the address without it."""

    name: str
    label: str
    text: str
    query: str


def _text(column: str, label: str, **kwargs: Any) -> CharFilter:
    """Equality with a text; `list` is the datalist of values to offer (suggestions.py)."""
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off", "placeholder": "any", "aria-label": label})
    widget.attrs["list"] = f"{label.lower()}-values"
    return CharFilter(column, label=label, widget=widget, **kwargs)


def _moment(method: str, label: str) -> IsoDateTimeFilter:
    return IsoDateTimeFilter(method=method, label=label, widget=LocalTimeInput(attrs={"class": "input"}))


def _amount(column: str, lookup: str, label: str, largest: int) -> NumberFilter:
    widget = forms.NumberInput(attrs={"class": "input", "inputmode": "decimal", "step": "any"})
    return NumberFilter(column, lookup, label=label, min_value=0, max_value=largest, widget=widget)


class LogFilterSet(FilterSet):
    """Every condition a person can set on the list. Whoever may not read content cannot search in it either."""

    q = CharFilter(method="search", label="Search", widget=forms.TextInput(attrs={"type": "search"}))
    time = ChoiceFilter(
        method="in_period",
        label="Time",
        choices=[(name, label) for name, (label, _) in PERIODS.items()],
        empty_label="Any time",
        widget=forms.Select(attrs={"class": "select search-time"}),
    )
    status = MultipleChoiceFilter(
        label="Status", choices=_STATUSES, widget=forms.CheckboxSelectMultiple(attrs={"class": "check"})
    )
    model = _text("model", "Model")
    provider = _text("provider", "Provider")
    kind = _text("kind", "Kind")
    customer = _text("customer_id", "Customer")
    thread = _text("thread_id", "Thread")
    bot = _text("bot_id", "Bot", method="of_bot")
    since = _moment("started_since", "From")
    until = _moment("started_until", "To")
    min_latency = _amount("latency_ms", "gte", "Latency at least, ms", _LONGEST_MS)
    max_latency = _amount("latency_ms", "lte", "Latency at most, ms", _LONGEST_MS)
    min_cost = _amount("cost_usd", "gte", "Cost at least, $", _DEAREST_USD)
    max_cost = _amount("cost_usd", "lte", "Cost at most, $", _DEAREST_USD)

    class Meta:
        model = Log
        form = RailForm
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: LogQuerySet, *, caller: Caller) -> None:
        super().__init__(data, queryset)
        self.caller = caller
        if not caller.may_read:
            del self.filters["q"]

    @property
    def query(self) -> str:
        """The conditions alone as a query string, for links that carry them on."""
        return self._query()

    def conditions(self) -> list[Condition]:
        """The filters that are set, each with the address that leaves it out. Only of a valid form."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}
        labels = {name: field.label for name, field in self.form.fields.items()}
        return [Condition(name, labels[name], _text_of(given[name]), self._query(without=name)) for name in given]

    def without(self, name: str) -> LogQuerySet:
        """The logs that match every condition but one."""
        return type(self)(QueryDict(self._query(without=name)), self.queryset, caller=self.caller).qs

    def _query(self, without: str | None = None) -> str:
        kept = QueryDict(mutable=True)
        for name in self.filters:
            values = [value for value in self.data.getlist(name) if value]
            if values and name != without:
                kept.setlist(name, values)
        return kept.urlencode()

    # -- conditions that are more than a comparison

    def search(self, logs: LogQuerySet, name: str, needle: str) -> LogQuerySet:
        return logs.search(needle)

    def in_period(self, logs: LogQuerySet, name: str, period: str) -> LogQuerySet:
        return logs.started_between(timezone.now() - PERIODS[period][1])

    def started_since(self, logs: LogQuerySet, name: str, moment: datetime) -> LogQuerySet:
        return logs.started_between(start=moment)

    def started_until(self, logs: LogQuerySet, name: str, moment: datetime) -> LogQuerySet:
        return logs.started_between(end=moment)

    def of_bot(self, logs: LogQuerySet, name: str, bot_id: str) -> LogQuerySet:
        """The default bot has the logs that name none, too."""
        default = Bot.objects.filter(project_id=self.caller.project_id, bot_id=bot_id, is_default=True)
        return logs.of_bot(bot_id, is_default=default.exists())


def _text_of(value: Any) -> str:
    """A cleaned value as a person reads it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d %b %Y %H:%M")
    if isinstance(value, list):
        return " or ".join(value)
    return PERIODS[value][0] if value in PERIODS else str(value)
