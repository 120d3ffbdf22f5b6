"""`/settings/retention/`: how long a project keeps content and logs, what is held whatever that says, and what went."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.settings.access import AdminPage

from ..holds import LONGEST_SUBJECT, LegalHold, active_holds, lift, place
from ..retention.changing import LONGEST_DAYS, remove_rule, rules_of, set_rule
from ..retention.models import RetentionRule, RetentionRun
from ..retention.work import due_now
from ..wrong_fields import WrongFieldError
from .settings_rows import RowView

_RUNS = 20
_LIFTED = 20


def _text(label: str, help_text: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    return forms.CharField(max_length=LONGEST_SUBJECT, required=False, label=label, help_text=help_text, widget=widget)


def _days(label: str, help_text: str) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input", "placeholder": "for ever"})
    return forms.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, required=False, label=label, help_text=help_text, widget=widget
    )


class RuleForm(forms.Form):
    """A rule. Saving one of a subject that has a rule replaces it."""

    customer_id = _text("Customer", "Identifier. Empty: not about one customer.")
    bot_id = _text("Bot", "Its id. Logs without one are the default bot's.")
    body_days = _days("Content, days", "Prompts, replies, payloads. Numbers stay.")
    log_days = _days("Logs, days", "Everything. Charts go on counting them.")


class HoldForm(forms.Form):
    """A hold. Without customer, bot and thread it is about all logs of the project."""

    reason = forms.CharField(
        max_length=500,
        help_text="Such as the number of the case. Shown to admins.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    customer_id = _text("Customer")
    bot_id = _text("Bot")
    thread_id = _text("Thread")


class RetentionView(AdminPage, TemplateView):
    """GET shows rules, holds and passes; POST sets a rule. `?due` counts what the next pass would remove."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "settings/retention.html"
    # Names of the form that was sent and could not be taken.
    sent: dict[str, forms.Form] = {}  # noqa: RUF012 - replaced, never changed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project_id = self.caller.project_id
        holds = LegalHold.objects.filter(project_id=project_id)
        return super().get_context_data(
            **kwargs,
            rules=list(rules_of(project_id)),
            holds=list(active_holds(project_id)),
            lifted=list(holds.filter(lifted_at__isnull=False).order_by("-lifted_at")[:_LIFTED]),
            runs=list(RetentionRun.objects.filter(project_id=project_id).order_by("-started_at")[:_RUNS]),
            due=due_now(timezone.now(), project_id) if "due" in self.request.GET else None,
            rule_form=self.sent.get("rule", RuleForm()),
            hold_form=self.sent.get("hold", HoldForm()),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RuleForm(request.POST)
        if form.is_valid():
            try:
                rule = set_rule(self.caller.project_id, by=request, **form.cleaned_data)
            except WrongFieldError as error:
                form.add_error(error.field, str(error))
            else:
                messages.success(request, f"Saved the rule for {rule.subject}. It is followed within the hour.")
                return redirect("logs:retention")
        return self.refuse(rule=form)

    def refuse(self, **forms_sent: forms.Form) -> HttpResponse:
        """The page with what was sent and what is wrong with it."""
        self.sent = forms_sent
        return self.render_to_response(self.get_context_data(), status=400)


class RuleRemoveView(RowView):
    """Removes a rule; nothing is deleted by that."""

    page = "logs:retention"

    def rows(self, project_id: int) -> QuerySet[RetentionRule]:
        return rules_of(project_id)

    def change(self, row: RetentionRule) -> str:
        remove_rule(row, by=self.request)
        return f"Removed the rule for {row.subject}."


class HoldPlaceView(RetentionView):
    """Places a legal hold."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HoldForm(request.POST)
        if not form.is_valid():
            return self.refuse(hold=form)
        hold = place(self.caller.project_id, by=request, **form.cleaned_data)
        messages.success(request, f"Nobody can delete {hold.subject} until the hold is lifted.")
        return redirect("logs:retention")


class HoldLiftView(RowView):
    """Lifts a legal hold; it stays in the list of lifted ones."""

    page = "logs:retention"

    def rows(self, project_id: int) -> QuerySet[LegalHold]:
        return active_holds(project_id)

    def change(self, row: LegalHold) -> str:
        lift(row, by=self.request)
        return f"The hold on {row.subject} is lifted."
