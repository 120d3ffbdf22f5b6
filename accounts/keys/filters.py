"""The conditions of lists of keys, for page and API alike, and what is shown of their use."""

from datetime import timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet

from accounts.choices import Scope

_STATES = [("usable", "Usable"), ("expired", "Expired"), ("revoked", "Revoked")]
DAYS_COUNTED = 30


class KeyFilters(FilterSet):
    """By name, scope and state."""

    name = CharFilter(lookup_expr="icontains", max_length=200, help_text="Part of the name.")
    scope = ChoiceFilter(choices=Scope.choices, method="with_scope", help_text="Keys that have it.")
    state = ChoiceFilter(choices=_STATES, method="in_state", help_text="Expired keys are not revoked ones.")

    def with_scope(self, keys: QuerySet, name: str, scope: str) -> QuerySet:
        # Not `contains`, which SQLite has none of; no scope's name is part of another's with its quotes.
        return keys.filter(scopes__icontains=f'"{scope}"')

    def in_state(self, keys: QuerySet, name: str, state: str) -> QuerySet:
        if state == "revoked":
            return keys.filter(revoked_at__isnull=False)
        if state == "usable":
            return keys.usable()
        return keys.filter(revoked_at=None, expires_at__lte=timezone.now())


def with_use(keys: QuerySet) -> QuerySet:
    """Keys with `calls_today` and `calls_30_days`, days in UTC."""
    today = timezone.now().date()
    recent = Q(uses__day__gt=today - timedelta(days=DAYS_COUNTED))
    return keys.annotate(
        calls_today=Coalesce(Sum("uses__calls", filter=Q(uses__day=today)), 0),
        calls_30_days=Coalesce(Sum("uses__calls", filter=recent), 0),
    )
