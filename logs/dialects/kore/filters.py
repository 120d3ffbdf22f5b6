"""Kore.ai's body parameters as one FilterSet over logs, fed from the decoded body."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django_filters import Filter

from ...choices import Status
from ...engines.folding import Folded, fold_text
from ...fields import escape_text
from ...models import Log
from ...querysets import LogQuerySet
from ..filtering import DoorFilterSet
from .arguments import AllSpellings, FirstSpelling, FlagField, PeriodField, SortField, TextsField
from .errors import OUT_OF_RANGE

MAX_LIMIT = 10_000  # ruling 8
MAX_SKIP = 10**15  # far beyond any store, and within what every engine counts to
MAX_PERIOD = timedelta(days=90)  # the vendor's

_BAD_LIMIT = f"limit must be between 1 and {MAX_LIMIT}"
_BAD_SKIP = f"skip must be between 0 and {MAX_SKIP}"


class UsageLogForm(forms.Form):
    """The arguments that choose a page: a period, an order, and how many rows from where."""

    dateFrom = PeriodField()
    dateTo = PeriodField()
    limit = forms.IntegerField(
        min_value=1, max_value=MAX_LIMIT, error_messages={"min_value": _BAD_LIMIT, "max_value": _BAD_LIMIT}
    )
    # The sample says skip, the vendor's sibling calls offset (contract B5, read 2026-11-21).
    skip = forms.IntegerField(
        min_value=0,
        max_value=MAX_SKIP,
        required=False,
        widget=FirstSpelling("skip", "offset"),
        error_messages={"min_value": _BAD_SKIP, "max_value": _BAD_SKIP},
    )
    sort = SortField(required=False)

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("dateFrom"), self.cleaned_data.get("dateTo")
        if start and end and start.first > end.last:
            raise ValidationError("dateFrom must not be after dateTo", code=OUT_OF_RANGE)
        # As they were written, so that 90 whole days pass although the last one is widened to its end.
        if start and end and end.first - start.first > MAX_PERIOD:
            raise ValidationError(f"dateFrom and dateTo must be at most {MAX_PERIOD.days} days apart", OUT_OF_RANGE)
        return self.cleaned_data


class TextsFilter(Filter):
    """Any of the texts, exactly, given under any of the names."""

    field_class = TextsField

    def __init__(self, field_name: str, *spellings: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr="in", widget=AllSpellings(*spellings), **kwargs)


class FlagFilter(Filter):
    """True or false; false where absent."""

    field_class = FlagField


class UsageLogFilter(DoorFilterSet):
    """The documented names and those of the vendor's own samples; where both are given, the union counts."""

    channel = TextsFilter("channel", "channel")
    featureName = TextsFilter("feature", "featureName", method="of_feature")
    taskId = TextsFilter("task_id", "taskId")
    channelUserIds = TextsFilter("channel_user_id", "channelUserIds", "channelUIds")
    userIds = TextsFilter("customer_id", "userIds", "userId")
    isDeveloper = FlagFilter("is_developer", method="with_developers")

    class Meta:
        model = Log
        fields: list[str] = []
        form = UsageLogForm

    def filter_queryset(self, queryset: LogQuerySet) -> LogQuerySet:
        given = self.form.cleaned_data
        logs = queryset.started_between(given["dateFrom"].first, given["dateTo"].last)
        logs = logs.exclude(status=Status.PROCESSING)  # ruling 6
        for name, filter_ in self.filters.items():
            logs = filter_.filter(logs, given[name])
        if given["sort"] is None:
            return logs.newest()
        return logs.sorted_by("latency_ms", descending=given["sort"] == "desc")

    def page(self) -> list[Log]:
        """The rows asked for, once the arguments are found valid."""
        given = self.form.cleaned_data
        return self.qs.page(given["skip"] or 0, given["limit"])

    def of_feature(self, logs: LogQuerySet, name: str, features: list[str]) -> LogQuerySet:
        """Any of the features, whatever the case."""
        folded = {fold_text(escape_text(feature)) for feature in features}
        return logs.alias(folded_feature=Folded(name)).filter(folded_feature__in=folded)

    def with_developers(self, logs: LogQuerySet, name: str, is_developer: bool) -> LogQuerySet:
        """True adds developers to end users, it does not ask for them alone (contract B5); unknown is an end user."""
        return logs if is_developer else logs.exclude(**{name: True})
