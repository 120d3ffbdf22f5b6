"""The conditions of the list as one FilterSet, a query and a stretch of time; their names are the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet, IsoDateTimeFilter

from accounts.permissions import Caller

from ..models import Log
from ..querylang.editing import conditions
from ..querylang.errors import QueryError
from ..querylang.fields import Context
from ..querylang.filtering import QueryFilter, context_of
from ..querysets import LogQuerySet
from .widgets import LocalTimeInput

PERIODS = {
    "15m": ("Past 15 minutes", timedelta(minutes=15)),
    "1h": ("Past hour", timedelta(hours=1)),
    "4h": ("Past 4 hours", timedelta(hours=4)),
    "24h": ("Past 24 hours", timedelta(hours=24)),
    "7d": ("Past 7 days", timedelta(days=7)),
    "30d": ("Past 30 days", timedelta(days=30)),
    "90d": ("Past 90 days", timedelta(days=90)),
}


_READABLE = ":*/@()"  # need no escape in a query string, and people read addresses


def address(conditions: Mapping[str, str]) -> str:
    """Conditions as a query string. What no address can hold becomes a question mark, and then finds nothing."""
    return urlencode(conditions, safe=_READABLE, errors="replace")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that is set: what a person calls it, and the address without it."""

    label: str
    query: str


def _moment(method: str, label: str) -> IsoDateTimeFilter:
    return IsoDateTimeFilter(method=method, label=label, widget=LocalTimeInput(attrs={"class": "input"}))


class LogFilterSet(FilterSet):
    """Every condition a person can set on the list. Whoever may not read content cannot search in it either."""

    q = QueryFilter(label="Search", widget=forms.TextInput(attrs={"type": "search"}))
    time = ChoiceFilter(
        method="in_period",
        label="Time",
        choices=[(name, label) for name, (label, _) in PERIODS.items()],
        empty_label="Any time",
        widget=forms.Select(attrs={"class": "select search-time"}),
    )
    since = _moment("started_since", "From")
    until = _moment("started_until", "To")
    # Where "undo zoom" leads: a period, `since~until`, or anything else for any time. It narrows nothing.
    unzoom = CharFilter(method="as_it_is", max_length=80)

    class Meta:
        model = Log
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, queryset: LogQuerySet, *, caller: Caller, context: Context | None = None
    ) -> None:
        super().__init__(data, queryset)
        self.caller = caller
        self.context = context or context_of(caller)
        self.filters["q"].extra["context"] = self.context

    @property
    def text(self) -> str:
        """The query as it was written, understood or not."""
        return self.data.get("q", "").strip()

    @property
    def query(self) -> str:
        """The conditions alone as a query string, for links that carry them on."""
        return self.with_text(self.text)

    @property
    def mistake(self) -> QueryError | None:
        """What is wrong with the query, if it is that."""
        errors = self.form.errors.as_data().get("q", [])
        return next((error.params["mistake"] for error in errors if error.code == "query"), None)

    def with_text(self, text: str) -> str:
        """The conditions as a query string, with another query."""
        return self._address({"q": text})

    def conditions(self) -> list[Condition]:
        """The conditions that are set, each with the address that leaves it out. Only of a valid form."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        in_time = [
            Condition(f"{self.form.fields[name].label}: {_text_of(given[name])}", self._address({name: ""}))
            for name in (("since", "until") if {"since", "until"} & given.keys() else ("time",))
            if name in given
        ]
        return [Condition(one, self.with_text(rest)) for one, rest in conditions(self.text)] + in_time

    def at(self, query: str) -> LogQuerySet:
        """The logs of another address than this one."""
        return type(self)(QueryDict(query), self.queryset, caller=self.caller, context=self.context).qs

    def _address(self, changes: dict[str, str]) -> str:
        values = {name: changes.get(name, self.data.get(name, "")) for name in self.filters}
        return address({name: value for name, value in values.items() if value})

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """From when to when, None where it is open. A range of one's own counts before a period."""
        given = self.form.cleaned_data
        since, until, name = (given.get(one) for one in ("since", "until", "time"))
        if since or until or not name:
            return since or None, until or None
        return self.context.now - PERIODS[name][1], self.context.now

    def within(self, start: datetime, end: datetime) -> str:
        """The conditions as a query string, with another range of time; `end` is no longer part of it."""
        return self._address({"time": "", "since": written(start), "until": written_end(end)})

    def between(self, since: str, until: str) -> str:
        """The conditions as a query string, with a range of time as an address once had it."""
        return self._address({"time": "", "since": since, "until": until, "unzoom": ""})

    def at_time(self, name: str) -> str:
        """The conditions as a query string, with the period of that name, or at any time."""
        return self._address({"time": name, "since": "", "until": "", "unzoom": ""})

    # -- conditions that are more than a comparison

    def in_period(self, logs: LogQuerySet, name: str, period: str) -> LogQuerySet:
        given = self.form.cleaned_data
        if given["since"] or given["until"]:
            return logs
        return logs.started_between(self.context.now - PERIODS[period][1])

    def as_it_is(self, logs: LogQuerySet, name: str, value: str) -> LogQuerySet:
        return logs

    def started_since(self, logs: LogQuerySet, name: str, moment: datetime) -> LogQuerySet:
        return logs.started_between(start=moment)

    def started_until(self, logs: LogQuerySet, name: str, moment: datetime) -> LogQuerySet:
        return logs.started_between(end=moment)


def written(moment: datetime) -> str:
    """A moment for an address, no longer than it must be."""
    at = moment.astimezone(UTC)
    precision = "minutes" if not (at.second or at.microsecond) else "milliseconds" if at.microsecond else "seconds"
    return at.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def written_end(end: datetime) -> str:
    """The last moment before an end, as `until` names it."""
    return written(end - timedelta(milliseconds=1))


def _text_of(value: Any) -> str:
    """A cleaned value as a person reads it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d %b %Y %H:%M")
    return PERIODS[value][0] if value in PERIODS else str(value)
