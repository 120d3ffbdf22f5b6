"""Django admin of accounts: who may do what, for operators. Secrets are shown once, when they are made."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter, display
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.audit import Action
from accounts.audit import admin as audit_admin  # noqa: F401 - importing registers it
from accounts.audit.admin_trail import RecordedAdmin
from accounts.bots import RevokedError, revoke_app, rotate_app
from accounts.confirming import confirmed
from accounts.forms import ApiKeyForm, BotAppForm, MembershipFormSet, NewUserForm
from accounts.keys.changing import RevokedError as KeyRevokedError
from accounts.keys.changing import revoke as revoke_key
from accounts.keys.changing import rotate as rotate_key
from accounts.models import ApiKey, Bot, BotApp, Membership, Project, User
from accounts.people import deactivate
from accounts.second_factor.codes import remove as remove_second_factor
from accounts.sign_in import admin as sign_in_admin  # noqa: F401 - likewise

# How long the old secret of a key works when operators replace it.
OVERLAP = timedelta(days=1)


class MembershipInline(admin.TabularInline):
    """Who is in a project, or which projects a person is in."""

    model = Membership
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ("user", "project")


@admin.register(User)
class PersonAdmin(RecordedAdmin, UserAdmin):
    """People, by e-mail."""

    made, changed, deleted = Action.PERSON_CREATED, Action.PERSON_CHANGED, Action.PERSON_DELETED

    add_form = NewUserForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "memberships__project")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Admin", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    actions = ("deactivate", "remove_second_factor")
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    @admin.action(description="Deactivate the selected people", permissions=["change"])
    @confirmed(
        "Deactivate these people?",
        "They are signed out at once and cannot sign in, until somebody switches them on again. "
        "API keys that they made go on working: revoke those too where they left in anger.",
    )
    @transaction.atomic
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if queryset.filter(pk=request.user.pk).exists():
            self.message_user(request, "You cannot deactivate yourself.", messages.ERROR)
            return
        done = sum(deactivate(user, by=request) for user in queryset)
        self.message_user(request, f"{done} people deactivated.", messages.SUCCESS)

    @admin.action(description="Remove the second factor of the selected people", permissions=["change"])
    @confirmed(
        "Remove the second factor of these people?",
        "From then on their password alone opens their account. Make sure that it is they who ask.",
    )
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For those who have lost both app and recovery codes."""
        removed = [user for user in queryset if remove_second_factor(user, by=request)]
        self.message_user(request, f"{len(removed)} second factors removed.", messages.SUCCESS)


@admin.register(Project)
class ProjectAdmin(RecordedAdmin):
    """Projects; a new one gets its default bot."""

    made, changed, deleted = Action.PROJECT_CREATED, Action.PROJECT_CHANGED, Action.PROJECT_DELETED

    list_display = ("name", "created_at")
    list_filter = ("created_at",)
    search_fields = ("name",)
    readonly_fields = ("created_at", "reason_from")
    inlines = (MembershipInline,)

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        if change:
            return super().save_model(request, obj, form, change)
        opened = Project.objects.open(obj.name)
        obj.pk, obj.created_at = opened.pk, opened.created_at
        return None

    def has_delete_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        """Its logs may live in another database and would stay behind, with nobody to see them."""
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(RecordedAdmin):
    """API keys: made here, shown once, then only read or revoked."""

    made, changed, deleted = Action.KEY_CREATED, Action.KEY_CHANGED, Action.KEY_DELETED

    form = ApiKeyForm
    list_display = ("name", "shown_prefix", "project", "scope_list", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("project", ("revoked_at", EmptyFieldListFilter), "expires_at", "last_used_at")
    list_select_related = ("project", "created_by")
    search_fields = ("name", "prefix", "project__name")
    autocomplete_fields = ("project",)
    actions = ("rotate", "revoke")
    _shown = ("project", "name", "shown_prefix", "scope_list", "created_by", "created_at")
    _shown_dates = ("expires_at", "ip_ranges", "rate_per_minute", "revoked_at", "last_used_at", "last_used_from")

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:
        return self._shown + self._shown_dates if obj else ApiKeyForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:
        return self._shown + self._shown_dates if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        text = obj.draw()
        obj.created_by = request.user
        super().save_model(request, obj, form, change)
        self.message_user(request, f"Copy the key now, it is not shown again: {text}", messages.WARNING)

    @admin.action(description="Replace the secret of the selected key", permissions=["change"])
    @confirmed(
        "Replace the secret of this key?",
        f"The new one is shown once. The old one works for {OVERLAP.days * 24} hours longer, so that programs can be "
        "given the new one meanwhile; where it has leaked, revoke the key instead.",
    )
    def rotate(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """One at a time, as with apps."""
        key = queryset.get() if queryset.count() == 1 else None
        if key is None:
            self.message_user(request, "Select one key at a time.", messages.ERROR)
            return
        try:
            text = rotate_key(key, OVERLAP, by=request)
        except KeyRevokedError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        self.message_user(request, f"Copy the key now, it is not shown again: {text}", messages.WARNING)

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    @confirmed(
        "Revoke these keys?",
        "Programs that use them are refused at once, in other workers within five seconds. A revoked key stays so.",
    )
    @transaction.atomic
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        revoked = sum(revoke_key(key, by=request) for key in queryset)
        self.message_user(request, f"{revoked} keys revoked.", messages.SUCCESS)

    @display(description="key", ordering="prefix")
    def shown_prefix(self, key: ApiKey) -> str:
        return f"llk_{key.prefix}_…"

    @display(description="scopes")
    def scope_list(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)


@admin.register(Bot)
class BotAdmin(RecordedAdmin):
    """Bots; the default one of a project stays."""

    made, changed, deleted = Action.BOT_CREATED, Action.BOT_CHANGED, Action.BOT_DELETED

    list_display = ("name", "bot_id", "project", "is_default", "created_at")
    list_filter = ("project", "is_default")
    list_select_related = ("project",)
    search_fields = ("name", "bot_id", "project__name")
    autocomplete_fields = ("project",)
    fields = ("project", "bot_id", "name", "is_default", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Bot | None = None) -> tuple[str, ...]:
        """Logs name their bot by these; moving or renaming the id would tear them apart."""
        made_by_us = ("is_default", "created_at")
        return ("project", "bot_id", *made_by_us) if obj else made_by_us

    def has_delete_permission(self, request: HttpRequest, obj: Bot | None = None) -> bool:
        return not (obj and obj.is_default) and super().has_delete_permission(request, obj)


@admin.register(BotApp)
class BotAppAdmin(RecordedAdmin):
    """Apps of the Kore.ai API: the client secret is shown once, and can be replaced."""

    made, changed, deleted = Action.APP_CREATED, Action.APP_CHANGED, Action.APP_DELETED

    form = BotAppForm
    list_display = ("name", "client_id", "project", "bot", "enforce_jti", "created_at", "revoked_at")
    list_filter = ("project", ("revoked_at", EmptyFieldListFilter), "enforce_jti")
    list_select_related = ("project", "bot")
    search_fields = ("name", "client_id", "project__name", "bot__bot_id")
    autocomplete_fields = ("project", "bot")
    actions = ("rotate_secret", "revoke")

    def get_fields(self, request: HttpRequest, obj: BotApp | None = None) -> tuple[str, ...]:
        more = ("client_id", "created_at", "revoked_at") if obj else ()
        return (*BotAppForm.Meta.fields, *more)

    def get_readonly_fields(self, request: HttpRequest, obj: BotApp | None = None) -> tuple[str, ...]:
        return ("project", "bot", "client_id", "created_at", "revoked_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: BotApp, form: Any, change: bool) -> None:
        secret = None if change else obj.draw_secret()
        super().save_model(request, obj, form, change)
        if secret:
            self._show(request, obj, secret)

    @admin.action(description="Replace the client secret of the selected app", permissions=["change"])
    @confirmed(
        "Replace the client secret of this app?",
        "The new one is shown once. Tokens under the old one are refused at once.",
    )
    def rotate_secret(self, request: HttpRequest, queryset: QuerySet[BotApp]) -> None:
        """One at a time: more messages than a cookie holds go to the session table, and secrets must not."""
        app = queryset.get() if queryset.count() == 1 else None
        if app is None:
            self.message_user(request, "Select one app at a time.", messages.ERROR)
            return
        try:
            self._show(request, app, rotate_app(app, by=request))
        except RevokedError as error:
            self.message_user(request, str(error), messages.ERROR)

    @admin.action(description="Revoke the selected apps", permissions=["change"])
    @confirmed("Revoke these apps?", "Their tokens are refused at once. A revoked app stays revoked.")
    @transaction.atomic
    def revoke(self, request: HttpRequest, queryset: QuerySet[BotApp]) -> None:
        revoked = sum(revoke_app(app, by=request) for app in queryset.select_related("bot"))
        self.message_user(request, f"{revoked} apps revoked.", messages.SUCCESS)

    def _show(self, request: HttpRequest, app: BotApp, secret: str) -> None:
        text = f"Copy the client secret of {app.client_id} now, it is not shown again: {secret}"
        self.message_user(request, text, messages.WARNING)
