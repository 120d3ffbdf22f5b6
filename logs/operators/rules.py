"""Rules and passes of all projects in the admin, read-only: they are changed where that is explained and recorded.

The pages for that are in the settings of a project, the same over the API.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from ..admin_lists import NamedChangeList, ProjectFilter, name_projects
from ..holds import LegalHold
from ..printable import PageResponse
from ..redaction.models import RedactionRule
from ..retention.models import RetentionRule, RetentionRun


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that name their project by id."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_filter = (ProjectFilter,)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedChangeList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            name_projects([found])
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        return _printable(request, super().changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _printable(request, super().changeform_view(request, *args, **kwargs))

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["project", *(field.name for field in self.opts.fields if field.name not in ("id", "project_id"))]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @display(description="project")
    def project(self, row: Any) -> str:
        return row.project_name


def _printable(request: HttpRequest, response: Any) -> Any:
    """A reason or a subject may hold what no page can."""
    if not isinstance(response, TemplateResponse):
        return response
    return PageResponse(request, response.template_name, response.context_data)


@admin.register(RetentionRule)
class RetentionRuleAdmin(ReadOnlyAdmin):
    """How long content and logs are kept."""

    list_display = ("project", "subject", "body_days", "log_days", "updated_at")
    search_fields = ("customer_id", "bot_id")
    search_help_text = "Part of a customer's or bot's identifier. Rules are changed under Settings, Retention."


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """What following the rules removed."""

    list_display = ("project", "started_at", "finished_at", "logs", "bodies", "body_bytes")
    ordering = ("-id",)


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    """Logs that nobody may remove."""

    list_display = ("project", "subject", "reason", "placed_at", "placed_by", "lifted_at", "lifted_by")
    list_filter = (ProjectFilter, ("lifted_at", admin.EmptyFieldListFilter))
    search_fields = ("reason", "customer_id", "bot_id", "thread_id")
    search_help_text = "Part of the reason or of what is held. Holds are placed and lifted under Settings, Retention."


@admin.register(RedactionRule)
class RedactionRuleAdmin(ReadOnlyAdmin):
    """What is taken out of logs before they are stored."""

    list_display = ("project", "name", "kind", "mode", "is_on", "in_identifiers", "updated_at")
    list_filter = (ProjectFilter, "kind", "mode", "is_on")
    search_fields = ("name",)
    search_help_text = "Part of the rule's name. Rules are changed and tried under Settings, Redaction."
