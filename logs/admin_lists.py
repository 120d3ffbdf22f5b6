"""What the admin's lists of big tables need: counts that do not read them, names of projects, filters by index."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Project

from .choices import Kind, Status
from .engines import engine_of
from .models import Customer, Log
from .querysets import LogQuerySet

COUNT_LIMIT = 10_000


class EstimatedPaginator(Paginator):
    """Counts to a limit; beyond it a whole table has as many rows as its engine estimates, a part of it the limit."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet = self.object_list
        counted = rows.order_by()[:COUNT_LIMIT].count()
        if counted < COUNT_LIMIT or rows.query.where:
            return counted
        # Never fewer than were counted: the admin shows everything where it believes in a single page.
        return max(counted, engine_of(rows.db).estimated_count(rows.db, rows.model._meta.db_table))


class NamedChangeList(ChangeList):
    """A page of rows that know the names of their projects; one query for all names."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        name_projects(self.result_list)


def name_projects(rows: Iterable[Log | Customer]) -> None:
    """Sets `project_name`: rows name their project by id and join to nothing."""
    names = dict(Project.objects.filter(pk__in={row.project_id for row in rows}).values_list("pk", "name"))
    for row in rows:
        row.project_name = names.get(row.project_id, f"no project ({row.project_id})")


class ProjectFilter(admin.SimpleListFilter):
    """By project; there are few, and logs hold no foreign key to offer them by."""

    title = "project"
    parameter_name = "project"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Project.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        value = self.value()
        return rows.filter(project_id=int(value)) if value and value.isdecimal() and len(value) < 19 else rows


class StartedFilter(admin.SimpleListFilter):
    """By when the call started: a range of keys, where a filter by date would read the whole table."""

    title = "started"
    parameter_name = "started"
    _periods = {
        "1h": timedelta(hours=1),
        "24h": timedelta(hours=24),
        "7d": timedelta(days=7),
        "30d": timedelta(days=30),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("1h", "Past hour"), ("24h", "Past 24 hours"), ("7d", "Past 7 days"), ("30d", "Past 30 days")]

    def queryset(self, request: HttpRequest, logs: LogQuerySet) -> LogQuerySet:
        period = self._periods.get(self.value() or "")
        return logs.started_between(timezone.now() - period) if period else logs


class _WordFilter(admin.SimpleListFilter):
    """By one word of a closed vocabulary; the words seen in the table would have to be counted out of all of it."""

    words: Iterable[str] = ()

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(word, word) for word in self.words]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(**{self.parameter_name: self.value()}) if self.value() else rows


class StatusFilter(_WordFilter):
    title = parameter_name = "status"
    words = [status.value for status in Status]


class KindFilter(_WordFilter):
    title = parameter_name = "kind"
    words = [kind.value for kind in Kind]
