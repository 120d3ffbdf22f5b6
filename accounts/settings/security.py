"""How the person signs in: password, authenticator app, recovery codes."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView, View

from accounts.audit import Action, record
from accounts.models import Authenticator, User
from accounts.second_factor.codes import (
    address_of,
    begin,
    check,
    confirm,
    has_second_factor,
    remove,
    renew_recovery_codes,
)
from accounts.second_factor.demanding import demanding_projects
from accounts.settings.access import SettingsPage
from accounts.settings.forms import SettingsForm
from accounts.sign_in.throttle import TooManyTriesError
from accounts.views import too_many_tries


def _password(label: str, kind: str) -> forms.CharField:
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": kind}))


class PasswordForm(SettingsForm):
    """The old password and, twice, a new one."""

    old = _password("Old password", "current-password")
    new = _password("New password", "new-password")
    again = _password("New password again", "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_new(self) -> str:
        password_validation.validate_password(self.cleaned_data["new"], self._user)
        return self.cleaned_data["new"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "new" in given and given.get("again") != given["new"]:
            raise ValidationError({"again": "The two passwords differ."})
        return given


class CodeForm(SettingsForm):
    """A code of the app."""

    code = forms.CharField(
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class ProofForm(SettingsForm):
    """The password once more; the code of those who have no password."""

    proof = _password("Your password", "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            self.fields["proof"].label = "A code of your app"


class PersonPage(SettingsPage):
    """A page of the person's own, whatever their project demands; failed tries are counted as in signing in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except TooManyTriesError as error:
            return too_many_tries(request, error)

    def proves(self, given: str) -> bool:
        """Raises TooManyTriesError."""
        user = self.request.user
        if user.has_usable_password():
            return authenticate(self.request, username=user.email, password=given) is not None
        return check(user, given, by=self.request)


class SecurityView(PersonPage, TemplateView):
    """What there is to sign in with."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        app = Authenticator.objects.filter(user=user, confirmed_at__isnull=False).first()
        demanding = demanding_projects(user) if app is None else []
        return super().get_context_data(**kwargs, app=app, codes_left=user.recovery_codes.count(), demanding=demanding)


class PasswordView(PersonPage, View):
    """Another password, which ends the person's other sessions and tokens."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(PasswordForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasswordForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._page(form, 400)
        if authenticate(request, username=request.user.email, password=form.cleaned_data["old"]) is None:
            form.add_error("old", "This is not your password.")
            return self._page(form, 400)
        self._change(form.cleaned_data["new"])
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return redirect("settings:security")

    @transaction.atomic
    def _change(self, password: str) -> None:
        user = self.request.user
        user.set_password(password)
        user.save(update_fields=["password"])
        update_session_auth_hash(self.request, user)
        record(Action.PASSWORD_CHANGED, by=self.request, project_id=None, target=f"person {user.email}")

    def _page(self, form: PasswordForm, status: int = 200) -> HttpResponse:
        return render(self.request, "settings/password.html", {"form": form}, status=status)


class SetUpView(PersonPage, View):
    """POST without a code draws a secret, GET shows it, POST with its code makes it count."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        authenticator = self._unconfirmed()
        return redirect("settings:security") if authenticator is None else self._page(authenticator, CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "code" not in request.POST:
            begin(request.user)
            return redirect("settings:second_factor")
        authenticator, form = self._unconfirmed(), CodeForm(request.POST)
        if authenticator is None:
            return redirect("settings:security")
        codes = confirm(authenticator, form.cleaned_data["code"], by=request) if form.is_valid() else None
        if codes is None:
            form.add_error("code", "This is not the code that the app shows now.")
            return self._page(authenticator, form, 400)
        return render(request, "settings/recovery_codes.html", {"codes": codes})

    def _unconfirmed(self) -> Authenticator | None:
        return Authenticator.objects.filter(user=self.request.user, confirmed_at=None).select_related("user").first()

    def _page(self, authenticator: Authenticator, form: CodeForm, status: int = 200) -> HttpResponse:
        image = _picture(address_of(authenticator))
        context = {"form": form, "image": image, "secret": authenticator.secret}
        return render(self.request, "settings/second_factor.html", context, status=status)


class RecoveryCodesView(PersonPage, View):
    """GET asks for the password, POST makes new codes and shows them, once."""

    http_method_names = ["get", "head", "options", "post"]
    title, button, danger = "New recovery codes", "Make new codes", False

    def get(self, request: HttpRequest) -> HttpResponse:
        if not has_second_factor(request.user):
            return redirect("settings:security")
        return self._page(ProofForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not has_second_factor(request.user):
            return redirect("settings:security")
        form = ProofForm(request.POST, user=request.user)
        if not form.is_valid() or not self.proves(form.cleaned_data["proof"]):
            form.add_error("proof", "That is not right.")
            return self._page(form, 400)
        return self.do()

    def do(self) -> HttpResponse:
        codes = renew_recovery_codes(self.request.user, by=self.request)
        return render(self.request, "settings/recovery_codes.html", {"codes": codes})

    def _page(self, form: ProofForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": self.title, "button": self.button, "danger": self.danger}
        return render(self.request, "settings/proof.html", context, status=status)


class RemoveView(RecoveryCodesView):
    """The password alone signs in again."""

    title, button, danger = "Remove the second factor", "Remove it", True

    def do(self) -> HttpResponse:
        remove(self.request.user, by=self.request)
        messages.success(self.request, "The second factor is removed.")
        return redirect("settings:security")


def _picture(text: str) -> SafeString:
    """A QR code as SVG without style, on white in dark mode too, where cameras would not read it otherwise."""
    picture = segno.make(text, error="m").svg_inline(scale=5, light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(picture)  # noqa: S308 - black and white squares, made here
