"""The conditions of the list of reads."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import CharFilter

from accounts.audit.filters import LONGEST, RecordFilters

from ..ids import parse_public_id

# Requests that showed several logs, among them perhaps this one, that are looked through.
_MOST_LOOKED_THROUGH = 5_000


class _LogField(forms.CharField):
    """The key of a log, from its id."""

    def clean(self, value: str | None) -> Any:
        text = super().clean(value)
        key = parse_public_id(text) if text else None
        if text and key is None:
            raise forms.ValidationError("This is no id of a log.")
        return key


class _LogFilter(CharFilter):
    field_class = _LogField

    def filter(self, rows: QuerySet, key: int | None) -> QuerySet:
        if not key:
            return rows
        many = rows.filter(count__gt=1, first_key__lte=key, last_key__gte=key).order_by("-id")
        looked_through = many.only("packed_keys")[:_MOST_LOOKED_THROUGH]
        found = [read.pk for read in looked_through if key in read.keys]
        return rows.filter(Q(count=1, first_key=key) | Q(pk__in=found))


class ContentReadFilters(RecordFilters):
    """Who read what, and where."""

    log = _LogFilter(max_length=100, help_text="The id of a log: who has read its content.")
    place = CharFilter(lookup_expr="icontains", max_length=LONGEST, help_text="Part of the page's or call's name.")
    reason = CharFilter(lookup_expr="icontains", max_length=LONGEST, help_text="Part of the reason given.")
