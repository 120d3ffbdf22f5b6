"""The conditions of lists of bots, apps and members."""

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from accounts.choices import Role

_STATES = [("usable", "Usable"), ("revoked", "Revoked")]


class NameFilters(FilterSet):
    """By name."""

    name = CharFilter(lookup_expr="icontains", max_length=200, help_text="Part of the name.")


class AppFilters(NameFilters):
    """By name and state."""

    state = ChoiceFilter(choices=_STATES, method="in_state", help_text="Whether it is revoked.")

    def in_state(self, apps: QuerySet, name: str, state: str) -> QuerySet:
        return apps.filter(revoked_at__isnull=state == "usable")


class MemberFilters(FilterSet):
    """By person and role."""

    email = CharFilter("user__email", "icontains", max_length=254, help_text="Part of the e-mail.")
    role = ChoiceFilter(choices=Role.choices, help_text="What they are.")
