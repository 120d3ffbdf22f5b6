"""The search bar as a form field: text in the query language, cleaned to the condition it means."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django_filters import CharFilter

from accounts.models import Bot
from accounts.permissions import Caller

from ..querylang.compiling import compile_query
from ..querylang.errors import QueryError
from ..querylang.fields import Context
from ..querysets import LogQuerySet


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
    """What a query means for whoever looks at a page: their project, their zone, now."""
    bots = Bot.objects.filter(project_id=caller.project_id, is_default=True).values_list("bot_id", flat=True)
    return Context(
        project_id=caller.project_id,
        now=timezone.now(),
        zone=timezone.get_current_timezone(),
        default_bot_id=bots.first(),
        may_search=caller.may_read,
    )
