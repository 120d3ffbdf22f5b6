"""The ends of `LogQuerySet` that have no HTTP call yet, called as a page would. Needs Django set up."""

from datetime import datetime, timedelta
from typing import Any

from logs.querysets import LogQuerySet


def histogram(logs: LogQuerySet, *, end: str) -> Any:
    """By the hour over 90 days."""
    last = datetime.fromisoformat(end)
    return logs.started_between(last - timedelta(days=90), last).histogram("hour")


def facets(logs: LogQuerySet, *, end: str, fields: list[str]) -> Any:
    """Values with counts, as a sidebar shows them, under a model and 30 days."""
    last = datetime.fromisoformat(end)
    return logs.filter(model="gpt-4o").started_between(last - timedelta(days=30), last).facets(fields)
