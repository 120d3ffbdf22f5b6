"""What the admin's lists of big tables need: counts that do not read them, names of projects, filters by index."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import Project

from .choices import Kind, Status
from .engines import engine_of
from .printable import PageResponse
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


def name_projects(rows: Iterable[Model]) -> None:
    """Sets `project_name`: rows name their project by id and join to nothing."""
    names = dict(Project.objects.filter(pk__in={row.project_id for row in rows}).values_list("pk", "name"))
    for row in rows:
        row.project_name = names.get(row.project_id, f"no project ({row.project_id})")


class ProjectRowsAdmin(admin.ModelAdmin):
    """Rows of all projects, which they name by id: read as pages on which any stored text may stand, made by nobody."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count the table

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedChangeList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            name_projects([found])
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return _as_page(request, super().changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _as_page(request, super().changeform_view(request, *args, **kwargs))

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _as_page(request, super().history_view(request, *args, **kwargs))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="project")
    def project(self, row: Model) -> str:
        return row.project_name


def _as_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if not isinstance(response, TemplateResponse):
        return response
    return PageResponse(request, response.template_name, response.context_data)


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
