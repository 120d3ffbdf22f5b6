"""Rules and passes of all projects in the admin, read-only: they are changed where that is explained and recorded.

The pages for that are in the settings of a project, the same over the API.
"""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from ..admin_lists import ProjectFilter, ProjectRowsAdmin
from ..holds import LegalHold
from ..redaction.models import RedactionRule
from ..retention.models import RetentionRule, RetentionRun


class ReadOnlyAdmin(ProjectRowsAdmin):
    """What projects change themselves, under Settings."""

    list_filter = (ProjectFilter,)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["project", *(field.name for field in self.opts.fields if field.name not in ("id", "project_id"))]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


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
