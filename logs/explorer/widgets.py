"""Form parts of the explorer: a time in the server's zone, and fields that stand outside their form element."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

FORM_ID = "filters"


class RailForm(forms.Form):
    """A form whose element is the search row; the fields stand in the rail and name it by `form=`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM_ID


class LocalTimeInput(forms.DateTimeInput):
    """The browser's own picker for date and time, which knows no zone: times in it are those of the server's zone."""

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
