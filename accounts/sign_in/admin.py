"""Tries to sign in, for operators: who is locked out, and letting them try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.sign_in.models import SignInTries
from accounts.sign_in.throttle import unlock


@admin.register(SignInTries)
class SignInTriesAdmin(admin.ModelAdmin):
    """Read only; rows go when the cool-off has passed."""

    list_display = ("account", "address", "tries", "tried_at")
    search_fields = ("account", "address")
    actions = ("unlock",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SignInTries | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SignInTries | None = None) -> bool:
        """The action says so in the audit log."""
        return False

    @admin.action(description="Let the selected try again", permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[SignInTries]) -> None:
        self.message_user(request, f"{unlock(queryset, by=request)} may try again.", messages.SUCCESS)

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_user")
