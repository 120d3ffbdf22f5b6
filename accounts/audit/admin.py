"""The audit log in the admin, for operators of all projects: read-only."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest

from .filters import AuditFilters
from .models import AuditEntry


class ActionFilter(admin.SimpleListFilter):
    """By what was done."""

    title = parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return AuditFilters.base_filters["action"].extra["choices"]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return AuditFilters({"action": [self.value()]}, rows).qs if self.value() else rows


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):
    """What people and programs did."""

    list_display = ("at", "what", "actor", "target", "project_id", "ip")
    list_filter = (ActionFilter, "at")
    search_fields = ("actor", "target")
    search_help_text = "Part of who did it, or of what it was done to."
    readonly_fields = fields = (
        *("id", "at", "action", "project_id", "actor", "user_id", "key_id", "ip", "target", "details"),
        *("previous_hash", "hash"),
    )
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    sortable_by = ()

    @display(description="action")
    def what(self, entry: AuditEntry) -> str:
        return entry.label

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
