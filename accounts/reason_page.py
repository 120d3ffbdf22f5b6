"""`/accounts/reason/`: a person says why they want to read content."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView

from accounts import reasons
from accounts.audit import Action, record
from accounts.settings.access import NO_PROJECT, SettingsPage


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(min_length=reasons.SHORTEST, max_length=reasons.LONGEST)


class ReasonView(SettingsPage, FormView):
    """GET asks, POST remembers it for half an hour and goes on to `next`."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "accounts/reason.html"
    form_class = ReasonForm

    def check_access(self) -> None:
        if self.caller.project_id is None:
            raise Http404(NO_PROJECT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, next=self._next())

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        project_id, reason = self.caller.project_id, form.cleaned_data["reason"]
        reasons.remember(self.request, project_id, reason)
        record(
            Action.REASON_GIVEN, by=self.request, project_id=project_id, target="content", details={"reason": reason}
        )
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return self._next()

    def _next(self) -> str:
        """Where the person came from; never to another host."""
        where = self.request.POST.get("next") or self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(where, {self.request.get_host()}, self.request.is_secure())
        return where if is_ours else reverse("logs:list")
