"""Counts and sums of logs that retention has removed. They outlive their rows, under a number of the project's own.

The number is the project's with a minus: so what is read, folded and drawn for logs that are there serves those that
are gone, and no list counts them by mistake.
"""

from datetime import datetime

from .folding import fold
from .levels import Cut, Span, level_of, moment_of
from .models import RollupCell, RollupSeries


def history_of(project_id: int) -> int:
    """Under which project the rollups keep a project's removed logs."""
    return -project_id


def history_begins(project_id: int) -> datetime | None:
    """When the first month begins of which anything was removed."""
    cells = RollupCell.objects.filter(project_id=history_of(project_id), level=level_of(Cut.STATUS, Span.MONTH))
    hour = cells.order_by("start").values_list("start", flat=True).first()
    return None if hour is None else moment_of(hour)


def forget_customer(project_id: int, customer_id: str) -> None:
    """Remove what is told of a customer. What all logs of the project came to stays."""
    fold()  # what waits would name the customer again
    series = RollupSeries.objects.filter(project_id=history_of(project_id), customer_id=customer_id)
    RollupCell.objects.filter(series_id__in=list(series.values_list("pk", flat=True))).delete()
    series.delete()
