"""The conditions of lists of what people did, declared once for pages, API, files and the admin."""

from typing import Any

from django_filters import CharFilter, FilterSet, IsoDateTimeFilter, MultipleChoiceFilter
from django_filters.fields import MultipleChoiceField

from .actions import Action

LONGEST = 1024


class _Choices(MultipleChoiceField):
    """A form sends the empty text for "anything"."""

    def clean(self, value: list[str] | None) -> Any:
        return super().clean([one for one in value or [] if one])


class ChoicesFilter(MultipleChoiceFilter):
    """Any of the values that are given."""

    field_class = _Choices


class RecordFilters(FilterSet):
    """Who and when."""

    actor = CharFilter(lookup_expr="icontains", max_length=LONGEST, help_text="Part of an e-mail or of a key's name.")
    since = IsoDateTimeFilter("at", "gte", help_text="At this time or later (ISO 8601).")
    until = IsoDateTimeFilter("at", "lte", help_text="At this time or earlier (ISO 8601).")


class AuditFilters(RecordFilters):
    """What was done to what. Several actions mean any of them."""

    action = ChoicesFilter(choices=Action.choices, help_text="Such as `key.created`; may come several times.")
    target = CharFilter(lookup_expr="icontains", max_length=LONGEST, help_text="Part of what was changed.")
