"""The query language as a form field and a filter, and what a query means for whoever asks."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django_filters import CharFilter

from accounts.models import Bot
from accounts.permissions import Caller

from ..querysets import LogQuerySet
from .compiling import compile_query
from .errors import QueryError
from .fields import Context


@dataclass(frozen=True, slots=True)
class Understood:
    """A query and the condition it means; false where it is empty."""

    text: str
    condition: Q

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


class QueryField(forms.CharField):
    """Cleans to an `Understood`. A mistake is a ValidationError whose params hold the QueryError as `mistake`."""

    def __init__(self, *, context: Context, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context

    def clean(self, value: Any) -> Understood:
        text = super().clean(value)
        try:
            return Understood(text, compile_query(text, self.context))
        except QueryError as error:
            raise forms.ValidationError(error.message, code="query", params={"mistake": error}) from error


class QueryFilter(CharFilter):
    """The query as one condition of a FilterSet, which gives `context` to `extra`."""

    field_class = QueryField

    def filter(self, logs: LogQuerySet, value: Understood) -> LogQuerySet:
        return logs.filter(value.condition) if value and value.condition else logs


def context_of(caller: Caller) -> Context:
    """What a query means for whoever asks: their project, their zone, now."""
    return context_in(caller.project_id, timezone.now(), timezone.get_current_timezone(), may_search=caller.may_read)


def context_in(project_id: int, now: datetime, zone: tzinfo, *, may_search: bool) -> Context:
    """What a query means in a project at a moment. One query."""
    bots = Bot.objects.filter(project_id=project_id, is_default=True).values_list("bot_id", flat=True)
    return Context(project_id=project_id, now=now, zone=zone, default_bot_id=bots.first(), may_search=may_search)
