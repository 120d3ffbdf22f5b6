"""Forms of the admin: people by e-mail, scopes as checkboxes."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm

from accounts.choices import Scope
from accounts.models import ApiKey, BotApp, User


class NewUserForm(AdminUserCreationForm):
    """Django's form for a new user, with our e-mail instead of its user name."""

    class Meta:
        model = User
        fields = ("email", "name")


def _scope_choices(initial: list[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=initial)


class ApiKeyForm(forms.ModelForm):
    """A new key; a saved one is only read."""

    scopes = _scope_choices([Scope.INGEST, Scope.READ])

    class Meta:
        model = ApiKey
        fields = ("project", "name", "scopes", "expires_at")


class BotAppForm(forms.ModelForm):
    """An app for the Kore.ai API."""

    scopes = _scope_choices([Scope.KORE_USAGE])

    class Meta:
        model = BotApp
        fields = ("project", "bot", "name", "scopes", "enforce_jti")
