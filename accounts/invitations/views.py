"""The page behind the link of an invitation: join as who is signed in, or with a new account."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.views.generic import View

from accounts.invitations.inviting import InvitationError, accept, of_token
from accounts.models import Invitation, Membership, User
from accounts.permissions import SESSION_PROJECT
from accounts.settings.forms import SettingsForm

_PASSWORD = {"widget": forms.PasswordInput(attrs={"autocomplete": "new-password"}), "strip": False}


class NewPersonForm(SettingsForm):
    """A new account."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    name = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(**_PASSWORD)
    again = forms.CharField(label="Password again", **_PASSWORD)

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise ValidationError("There is an account of this e-mail. Sign in with it to accept.")
        return email

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("password") != given.get("again"):
            self.add_error("again", "The two passwords differ.")
        elif given.get("password"):
            self._check_strength(given)
        return given

    def _check_strength(self, given: dict[str, Any]) -> None:
        try:
            validate_password(given["password"], User(email=given.get("email", ""), name=given.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)


class InvitationView(View):
    """GET shows who invites to what, POST accepts."""

    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD", "POST") and self.invitation is None:
            response = render(request, "accounts/invitation_gone.html", status=404)
        else:
            response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    @cached_property
    def invitation(self) -> Invitation | None:
        return of_token(self.kwargs["token"])

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(NewPersonForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = NewPersonForm(request.POST)
        if not (request.user.is_authenticated or settings.PASSWORD_SIGN_IN):
            return self._page(NewPersonForm(), 403)
        if not request.user.is_authenticated and not form.is_valid():
            return self._page(form, 400)
        is_new = not request.user.is_authenticated
        try:
            user = self._join(form)
        except (InvitationError, IntegrityError):  # somebody was faster; the page says how things are now
            return redirect(request.path)
        if is_new:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[SESSION_PROJECT] = self.invitation.project_id
        messages.success(request, f"Welcome to {self.invitation.project.name}.")
        return redirect("logs:list")

    @transaction.atomic
    def _join(self, form: NewPersonForm) -> User:
        """No account is left behind where the invitation turns out to be used up."""
        if not self.request.user.is_authenticated:
            given = form.cleaned_data
            # The audit log then says who joined.
            self.request.user = User.objects.create_user(given["email"], given["password"], name=given["name"])
        accept(self.invitation, self.request.user, by=self.request)
        return self.request.user

    def _page(self, form: NewPersonForm, status: int = 200) -> HttpResponse:
        user = self.request.user
        is_member = (
            user.is_authenticated
            and Membership.objects.filter(user=user, project_id=self.invitation.project_id).exists()
        )
        context = {"invitation": self.invitation, "form": form, "is_member": is_member}
        context["has_passwords"] = settings.PASSWORD_SIGN_IN
        return render(self.request, "accounts/invitation.html", context, status=status)
