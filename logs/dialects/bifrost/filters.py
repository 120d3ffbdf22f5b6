"""Bifrost's query parameters (generations A to C) as one FilterSet over the logs of a project.

Lenient throughout: a value that cannot be read, an empty one and an unknown parameter filter nothing, and never fail.
Of a parameter that comes several times the first counts. Values of a list are OR, parameters are AND.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django_filters import Filter
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from ...fields import UsdField
from ...models import Log
from ...querysets import LogQuerySet
from ..filtering import DoorFilterSet
from . import values
from .errors import QueryTooLongError
from .translate import NEWER_OBJECTS, kinds_shown_as, statuses_shown_as

# A list becomes variables of one SQL statement, twice over for an indexed name; SQLite takes 32,766 of them.
MAX_QUERY_CHARACTERS = 32_768
# Each is a term of one expression, of which SQLite nests 1,000.
MAX_METADATA_FILTERS = 100
_METADATA = "metadata_"
_METADATA_KEY = re.compile(r"[a-zA-Z0-9._-]{1,256}")


def first_values(request: Request) -> dict[str, str]:
    """The first value of each parameter, as Bifrost reads them. Raises QueryTooLongError."""
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_CHARACTERS:
        raise QueryTooLongError()
    return {name: found[0] for name, found in request.query_params.lists()}


def metadata_pairs(params: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Key and value of each `metadata_<key>` parameter with a key that Bifrost accepts; the others are skipped."""
    for name, value in params.items():
        key = name.removeprefix(_METADATA)
        if key != name and value and _METADATA_KEY.fullmatch(key):
            yield key, value


class LenientField(forms.Field):
    """A form field that never complains: what `read` cannot use counts as not given."""

    def __init__(self, *, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: str | None) -> Any:
        return self.read(value) if value else None


class Parameter(Filter):
    """A query parameter, by default a comma list that a column is compared with; `read` is one of `values.py`."""

    field_class = LenientField

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str = "in",
        *,
        read: Callable[[str], Any] = values.items,
        **options: Any,
    ) -> None:
        super().__init__(field_name, lookup_expr, read=read, **options)


class NotHeldParameter(Parameter):
    """A list over something llmlogs has no counterpart of, so that no value in it can match."""

    def filter(self, logs: LogQuerySet, value: list[str] | None) -> LogQuerySet:
        return logs.none() if value else logs


def _dollars(rounding: str) -> Callable[[str], Decimal | None]:
    """A reader of amounts that rounds to what the column can hold, towards the inside of the range asked for."""
    limit, place = float(UsdField.LIMIT), Decimal(1).scaleb(-UsdField.PLACES)

    def read(text: str) -> Decimal | None:
        amount = values.number(text)
        if amount is None:
            return None
        # No cost lies beyond the limit, so a larger bound says the same as the limit itself.
        return Decimal(repr(max(-limit, min(limit, amount)))).quantize(place, rounding)

    return read


read_least_usd = _dollars(ROUND_CEILING)
read_most_usd = _dollars(ROUND_FLOOR)


class BifrostFilters(DoorFilterSet):
    """The parameters that say which logs; `paging.py` has those that say which part of them."""

    providers = Parameter("provider", help_text="Providers, comma-separated.")
    models = Parameter("model", help_text="Models, comma-separated.")
    status = Parameter(method="with_status", help_text="Comma-separated: `success`, `error`, `processing`.")
    objects = Parameter(
        method="with_object",
        help_text="Comma-separated: `chat.completion`, `text.completion`, `response`, `embedding`, ...; "
        "`chat_completion` and the like are understood too, `chat_completion_stream` means the streamed ones.",
    )
    start_time = Parameter(read=values.moment, method="since", help_text="RFC 3339; at or after this time.")
    end_time = Parameter(read=values.moment, method="until", help_text="RFC 3339; at or before this time.")
    period = Parameter(
        read=values.period,
        method="within",
        help_text="`1h`, `6h`, `24h`, `7d` or `30d` back from now, in place of `start_time` and `end_time`.",
    )
    min_latency = Parameter("latency_ms", "gte", read=values.number, help_text="Milliseconds.")
    max_latency = Parameter("latency_ms", "lte", read=values.number, help_text="Milliseconds.")
    min_tokens = Parameter(read=values.whole_number, method="from_tokens", help_text="Total tokens; unknown is 0.")
    max_tokens = Parameter(read=values.whole_number, method="to_tokens", help_text="Total tokens; unknown is 0.")
    min_cost = Parameter("cost_usd", "gte", read=read_least_usd, help_text="US dollars.")
    max_cost = Parameter("cost_usd", "lte", read=read_most_usd, help_text="US dollars.")
    missing_cost_only = Parameter(
        read=values.truth, method="without_cost", help_text="Only calls that did not fail and have no cost above 0."
    )
    content_search = Parameter(
        read=str, method="with_content", help_text="Part of the text of prompts, completions or errors, in any case."
    )
    customer_ids = Parameter("customer_id", help_text="Customers, comma-separated.")
    user_ids = Parameter("customer_id", help_text="The same as `customer_ids`.")
    stop_reasons = Parameter("finish_reason", help_text="Comma-separated: `stop`, `length`, `tool_calls`, ...")
    cache_hit_types = Parameter(method="with_cache_hit", help_text="`direct` means answered from a cache.")
    parent_request_id = Parameter(read=values.not_blank, method="below", help_text="The request this one belongs to.")
    session_id = Parameter(read=values.not_blank, method="in_session", help_text="Another name of `parent_request_id`.")
    aliases = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")
    selected_key_ids = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")
    virtual_key_ids = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")
    routing_rule_ids = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")
    routing_engine_used = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")
    team_ids = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")
    business_unit_ids = NotHeldParameter(help_text="Not kept by llmlogs; any value matches nothing.")

    class Meta:
        model = Log
        fields: list[str] = []

    def filter_queryset(self, queryset: LogQuerySet) -> LogQuerySet:
        logs = super().filter_queryset(queryset)
        pairs = list(metadata_pairs(self.data))
        if len(pairs) > MAX_METADATA_FILTERS:
            raise ParseError(f"at most {MAX_METADATA_FILTERS} metadata filters are accepted")
        for key, value in pairs:
            logs = logs.with_metadata(key, value)
        return logs

    # -- parameters that are more than a column and a value

    def with_status(self, logs: LogQuerySet, _: str, names: list[str]) -> LogQuerySet:
        return logs.filter(status__in=statuses_shown_as(names))

    def with_object(self, logs: LogQuerySet, _: str, names: list[str]) -> LogQuerySet:
        """By the object shown, or by a later generation's word for it, where a streamed call is a type of its own."""
        kinds, streamed = set(), set()
        for name in names:
            kinds |= kinds_shown_as(name) | kinds_shown_as(NEWER_OBJECTS.get(name, name))
            call = name.removesuffix("_stream")
            if call != name and call in NEWER_OBJECTS:
                streamed |= kinds_shown_as(NEWER_OBJECTS[call])
        return logs.filter(Q(kind__in=kinds) | Q(kind__in=streamed, stream=True))

    def since(self, logs: LogQuerySet, _: str, start: datetime) -> LogQuerySet:
        return logs if self._given("period") else logs.started_between(start=start)

    def until(self, logs: LogQuerySet, _: str, end: datetime) -> LogQuerySet:
        return logs if self._given("period") else logs.started_between(end=end)

    def within(self, logs: LogQuerySet, _: str, span: timedelta) -> LogQuerySet:
        now = timezone.now()
        return logs.started_between(now - span, now)

    def from_tokens(self, logs: LogQuerySet, _: str, least: int) -> LogQuerySet:
        """Bifrost counts 0 where no usage is known (contract 1.4)."""
        enough = Q(total_tokens__gte=least)
        return logs.filter(enough if least > 0 else enough | Q(total_tokens=None))

    def to_tokens(self, logs: LogQuerySet, _: str, most: int) -> LogQuerySet:
        few = Q(total_tokens__lte=most)
        return logs.filter(few if most < 0 else few | Q(total_tokens=None))

    def without_cost(self, logs: LogQuerySet, _: str, wanted: bool) -> LogQuerySet:
        if not wanted:
            return logs
        return logs.filter(Q(cost_usd=None) | Q(cost_usd__lte=0)).exclude(status__in=statuses_shown_as(["error"]))

    def with_content(self, logs: LogQuerySet, _: str, text: str) -> LogQuerySet:
        return logs.search(text)

    def with_cache_hit(self, logs: LogQuerySet, _: str, names: list[str]) -> LogQuerySet:
        """Bifrost drops other words than these two. A log tells only that a cache answered: that is a direct hit."""
        if "direct" in names:
            return logs.filter(cached=True)
        return logs.none() if "semantic" in names else logs

    def below(self, logs: LogQuerySet, _: str, parent: str) -> LogQuerySet:
        """As `translate.dump` shows it: a parent span stands in where no parent request is known."""
        orphan = Q(parent_request_id=None) | Q(parent_request_id="")
        return logs.filter(Q(parent_request_id=parent) | orphan & Q(parent_span_id=parent))

    def in_session(self, logs: LogQuerySet, name: str, parent: str) -> LogQuerySet:
        return logs if self._given("parent_request_id") else self.below(logs, name, parent)

    def _given(self, name: str) -> bool:
        return self.form.cleaned_data.get(name) is not None
