"""A form field's widget of the explorer: a time in the zone of the page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime


class LocalTimeInput(forms.DateTimeInput):
    """The browser's own picker for date and time, which knows no zone: times in it are those of the page."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str:
        """What stands in the address, even with a zone, as the picker wants it; nothing for what is no time."""
        try:
            moment = value if isinstance(value, datetime) else parse_datetime(value or "")
        except ValueError:
            moment = None
        if moment is None:
            return ""
        if timezone.is_aware(moment):
            moment = timezone.make_naive(moment)
        return moment.isoformat(timespec="seconds" if moment.second else "minutes")
