"""Every change to dashboards. Each is one short transaction that locks the row, so that two people lose no chart."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from .models import MOST_CHARTS, Dashboard

MOST_DASHBOARDS = 100
SAVED = ("q", "time", "since", "until")

Saved = dict[str, str]


class RefusedError(Exception):
    """A change that cannot be made; says why, for people."""


def of_project(project_id: int) -> list[Dashboard]:
    """The dashboards of a project in the order they were made."""
    return list(Dashboard.objects.filter(project_id=project_id).order_by("id"))


def opened(project_id: int, name: str, charts: Sequence[str]) -> list[Dashboard]:
    """As `of_project`; makes one of these charts for a project that has none."""
    found = of_project(project_id)
    if found:
        return found
    saved = [_saved(chart, {"time": "7d"}) for chart in charts]
    try:
        with transaction.atomic():
            Dashboard.objects.create(project_id=project_id, name=name, charts=saved, is_first=True)
    except IntegrityError:
        pass  # somebody else looked at the same moment
    return of_project(project_id)


def made(project_id: int, name: str) -> Dashboard:
    """A new dashboard without charts. Raises RefusedError."""
    if Dashboard.objects.filter(project_id=project_id).count() >= MOST_DASHBOARDS:
        raise RefusedError(f"A project has at most {MOST_DASHBOARDS} dashboards.")
    return Dashboard.objects.create(project_id=project_id, name=name)


def rename(dashboard: Dashboard, name: str) -> None:
    Dashboard.objects.filter(pk=dashboard.pk).update(name=name)


def delete(dashboard: Dashboard) -> None:
    dashboard.delete()


def add(dashboard: Dashboard, chart: str, conditions: Mapping[str, str]) -> None:
    """A chart at the end. Raises RefusedError."""

    def with_it(charts: list[Saved]) -> list[Saved]:
        if len(charts) >= MOST_CHARTS:
            raise RefusedError(f"A dashboard has at most {MOST_CHARTS} charts.")
        return [*charts, _saved(chart, conditions)]

    _change(dashboard, with_it)


def remove(dashboard: Dashboard, chart_id: str) -> None:
    """Without a chart; one that is gone already is no mistake."""
    _change(dashboard, lambda charts: [one for one in charts if one["id"] != chart_id])


def move(dashboard: Dashboard, chart_id: str, by: int) -> None:
    """A chart by one place up (-1) or down (1), no further than there are places."""

    def moved(charts: list[Saved]) -> list[Saved]:
        place = next((n for n, one in enumerate(charts) if one["id"] == chart_id), None)
        if place is None or not 0 <= place + by < len(charts):
            return charts
        charts[place], charts[place + by] = charts[place + by], charts[place]
        return charts

    _change(dashboard, moved)


def _saved(chart: str, conditions: Mapping[str, str]) -> Saved:
    kept = {name: conditions[name] for name in SAVED if conditions.get(name)}
    return {"id": secrets.token_hex(4), "chart": chart} | kept


def _change(dashboard: Dashboard, change: Callable[[list[Saved]], Any]) -> None:
    with transaction.atomic():
        fresh = Dashboard.objects.select_for_update().filter(pk=dashboard.pk).first()
        if fresh is not None:
            fresh.charts = change(list(fresh.charts))
            fresh.save(update_fields=["charts", "updated_at"])
