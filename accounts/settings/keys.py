"""API keys: the list, a new one, and one with its limits, rotation and end."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from accounts.choices import Scope
from accounts.keys import use
from accounts.keys.changing import Limits, RevokedError, change, create, revoke, rotate
from accounts.keys.fields import MOST_A_MINUTE, MOST_HOURS, read_ranges
from accounts.keys.filters import with_use
from accounts.models import ApiKey
from accounts.settings.access import AdminPage
from accounts.settings.forms import SettingsForm

_MOST_DAYS = 36_500
_SHOWN = 500
_SOON = timedelta(days=14)


class LimitsForm(SettingsForm):
    """A key's name and what it is held to; empty means no limit."""

    name = forms.CharField(max_length=200, help_text="What the key is for.")
    ip_ranges = forms.CharField(
        label="Only from these addresses",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input settings-lines", "placeholder": "203.0.113.0/24"}),
        help_text="CIDR ranges or single addresses, one a line or with commas.",
    )
    rate_per_minute = forms.IntegerField(
        label="Calls a minute",
        required=False,
        min_value=1,
        max_value=MOST_A_MINUTE,
        help_text="More are answered with 429. A batch is one call.",
    )

    def clean_ip_ranges(self) -> tuple[str, ...]:
        try:
            return read_ranges(self.cleaned_data["ip_ranges"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class NewKeyForm(LimitsForm):
    """A new key."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.INGEST, Scope.READ]
    )
    expires_in = forms.IntegerField(
        label="Expires in days", required=False, min_value=1, max_value=_MOST_DAYS, help_text="Empty: never."
    )
    field_order = ["name", "scopes", "expires_in", "ip_ranges", "rate_per_minute"]


class ChangeForm(LimitsForm):
    """What of a key may be changed."""

    expires_at = forms.DateTimeField(
        label="Expires at",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        help_text="In the time zone of your pages. Empty: never.",
    )
    field_order = ["name", "expires_at", "ip_ranges", "rate_per_minute"]


class RotateForm(SettingsForm):
    """How long the old secret works on."""

    hours = forms.IntegerField(
        label="The old secret works for",
        min_value=0,
        max_value=MOST_HOURS,
        initial=24,
        help_text="Hours; 0: not at all.",
    )


class KeysView(AdminPage, TemplateView):
    """The project's keys: those that work first, then those that do not."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        use.write_now()
        keys = list(with_use(self.project.api_keys.select_related("created_by"))[:_SHOWN])
        now = timezone.now()
        for key in keys:
            key.state = _state(key, now)
        keys.sort(key=lambda key: key.state in ("revoked", "expired"))
        return super().get_context_data(**kwargs, keys=keys, most=_SHOWN)


class NewKeyView(AdminPage, View):
    """GET asks, POST makes the key and shows it, once."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "settings/key_new.html", {"form": NewKeyForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewKeyForm(request.POST)
        if not form.is_valid():
            return render(request, "settings/key_new.html", {"form": form}, status=400)
        wanted = form.cleaned_data
        days = wanted["expires_in"]
        expires_at = timezone.now() + timedelta(days=days) if days else None
        limits = Limits(expires_at, wanted["ip_ranges"], wanted["rate_per_minute"])
        key, text = create(self.project, wanted["name"], wanted["scopes"], by=request, limits=limits)
        return _once(request, key, text)


class KeyView(AdminPage, View):
    """One key: GET shows, POST changes its name and limits."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, prefix: str) -> HttpResponse:
        key = self.key
        initial = {name: getattr(key, name) for name in ("name", "rate_per_minute", "expires_at")}
        return self.page(ChangeForm(initial={**initial, "ip_ranges": "\n".join(key.ip_ranges)}))

    def post(self, request: HttpRequest, prefix: str) -> HttpResponse:
        form = ChangeForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=400)
        try:
            change(self.key, by=request, **form.cleaned_data)
        except RevokedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{self.key.name} is changed.")
        return redirect("settings:key", prefix)

    @cached_property
    def key(self) -> ApiKey:
        """Another project's key is not found, like one that never was."""
        keys = with_use(ApiKey.objects.select_related("created_by"))
        found = keys.filter(project_id=self.caller.project_id, prefix=self.kwargs["prefix"]).first()
        if found is None:
            raise Http404("There is no such key.")
        return found

    def page(self, form: ChangeForm, *, status: int = 200, rotate_form: RotateForm | None = None) -> HttpResponse:
        now = timezone.now()
        context = {
            "key": self.key,
            "state": _state(self.key, now),
            "is_overlapping": self.key.old_until is not None and self.key.old_until > now,
            "form": form,
            "rotate_form": rotate_form or RotateForm(),
        }
        return render(self.request, "settings/key.html", context, status=status)


class RotateKeyView(KeyView):
    """POST only: another secret, shown once."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, prefix: str) -> HttpResponse:
        form = RotateForm(request.POST)
        if not form.is_valid():
            messages.error(request, f"The overlap is a number of hours, {MOST_HOURS} at most.")
            return redirect("settings:key", prefix)
        try:
            text = rotate(self.key, timedelta(hours=form.cleaned_data["hours"]), by=request)
        except RevokedError as error:
            messages.error(request, str(error))
            return redirect("settings:key", prefix)
        return _once(request, self.key, text, is_rotated=bool(form.cleaned_data["hours"]))


class RevokeKeyView(KeyView):
    """POST only: the key is refused from now on."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, prefix: str) -> HttpResponse:
        revoke(self.key, by=request)
        messages.success(request, f"{self.key.name} is revoked.")
        return redirect("settings:keys")


def _once(request: HttpRequest, key: ApiKey, text: str, *, is_rotated: bool = False) -> HttpResponse:
    context = {"key": key, "text": text, "url": request.build_absolute_uri("/").rstrip("/"), "is_rotated": is_rotated}
    return render(request, "settings/key_secret.html", {**context, "may_send": Scope.INGEST in key.scopes})


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if not key.is_usable(now):
        return "expired"
    return "soon" if key.expires_at is not None and key.expires_at - now < _SOON else "usable"
