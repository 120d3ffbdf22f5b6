"""Forms of the admin: people by e-mail, memberships, scopes as checkboxes."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import ValidationError

from accounts.choices import Role, Scope
from accounts.models import ApiKey, BotApp, Membership, User
from accounts.roles import LastOwnerError


class NewUserForm(AdminUserCreationForm):
    """Django's form for a new user, with our e-mail instead of its user name."""

    class Meta:
        model = User
        fields = ("email", "name")


class MembershipFormSet(forms.BaseInlineFormSet):
    """Memberships of a project or of a person: no project that has owners loses its last one."""

    def clean(self) -> None:
        super().clean()
        for project_id in {form.instance.project_id for form in self.initial_forms if self._ends_an_owner(form)}:
            touched = [form.instance.pk for form in self.initial_forms]
            others = Membership.objects.filter(project_id=project_id, role=Role.OWNER).exclude(pk__in=touched)
            if not others.exists() and not any(self._makes_an_owner(form, project_id) for form in self.forms):
                raise ValidationError(str(LastOwnerError()))

    def _ends_an_owner(self, form: forms.ModelForm) -> bool:
        was_owner = form.initial.get("role") == Role.OWNER
        return was_owner and (form in self.deleted_forms or form.cleaned_data.get("role") != Role.OWNER)

    def _makes_an_owner(self, form: forms.ModelForm, project_id: int) -> bool:
        is_kept = form not in self.deleted_forms and form.cleaned_data.get("role") == Role.OWNER
        return is_kept and form.instance.project_id == project_id


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
