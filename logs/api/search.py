"""The search that lists and exports of the native API have in common: `q`, `since` and `until`."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.permissions import Caller

from ..exporting.asked import Asked
from ..querylang.syntax import LONGEST_QUERY
from .fields import Moment, Text

Q_HELP = 'A query, as in the explorer\'s search bar: `status:error model:gpt-4* latency:>2s "order pizza"`.'


class SearchFields(serializers.Serializer):
    """Which logs."""

    q = Text(required=False, allow_blank=True, default="", max_length=LONGEST_QUERY, help_text=Q_HELP)
    since = Moment(
        required=False,
        allow_null=True,
        default=None,
        help_text="Started at this time or later.",
    )
    until = Moment(required=False, allow_null=True, default=None, help_text="Started at this time or earlier.")


def asked_of(caller: Caller, values: dict[str, Any]) -> Asked:
    """The search, meaning what it means now for this caller."""
    return Asked(
        caller.project_id,
        timezone.now(),
        timezone.get_current_timezone(),
        values["q"],
        values["since"],
        values["until"],
        may_search=caller.may_read,
    )
