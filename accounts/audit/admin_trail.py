"""What operators change in the admin, recorded in the transaction that changes it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest

from .actions import Action
from .recording import record


class RecordedAdmin(admin.ModelAdmin):
    """Mixin that records what is made, changed and deleted; the class says which actions these are."""

    made: ClassVar[Action]
    changed: ClassVar[Action]
    deleted: ClassVar[Action]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self.record(self.made, request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        if fields := _changed_fields(message):
            self.record(self.changed, request, obj, {"changed": fields})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        for obj in queryset:
            self.record(self.deleted, request, obj)
        return super().log_deletions(request, queryset)

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for member in formset.new_objects:
            record_member(Action.MEMBER_JOINED, request, member, {"role": member.role})
        for member, fields in formset.changed_objects:
            record_member(Action.MEMBER_ROLE_CHANGED, request, member, {"to": member.role, "changed": fields})
        for member in formset.deleted_objects:
            record_member(Action.MEMBER_REMOVED, request, member, {"role": member.role})

    def record(
        self, action: Action, request: HttpRequest, obj: Model, details: Mapping[str, Any] | None = None
    ) -> None:
        record(action, by=request, project_id=project_of(obj), target=target_of(obj), details=details)


def record_member(action: Action, request: HttpRequest, member: Any, details: Mapping[str, Any]) -> None:
    record(action, by=request, project_id=member.project_id, target=f"member {member.user.email}", details=details)


def project_of(obj: Any) -> int | None:
    """The project that the change is of; a person belongs to the installation."""
    return obj.pk if obj._meta.model_name == "project" else getattr(obj, "project_id", None)


def target_of(obj: Any) -> str:
    """What was changed, by the public part of its name."""
    names = {
        "apikey": lambda: f"key llk_{obj.prefix}",
        "botapp": lambda: f"app {obj.client_id}",
        "bot": lambda: f"bot {obj.bot_id}",
        "project": lambda: f"project {obj.name}",
        "user": lambda: f"person {obj.email}",
    }
    return names[obj._meta.model_name]()


def _changed_fields(message: Any) -> list[str]:
    """Names of the fields of the object itself; its inlines are recorded one by one."""
    changes = [one["changed"] for one in message if "changed" in one] if isinstance(message, list) else []
    return [field for change in changes if "name" not in change for field in change["fields"]]
