"""`/settings/redaction/`: the rules of a project, and what they would do."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts.settings.access import AdminPage

from ..content_access import note_read
from ..models import Log
from ..redaction.changing import checked, remove_rule, rules_of, set_rule
from ..redaction.expressions import LONGEST
from ..redaction.kinds import BUILT_IN, Kind, Mode
from ..redaction.models import LONGEST_NAME, RedactionRule
from ..redaction.trial import MOST_LOGS, Trial, try_rules
from ..wrong_fields import WrongFieldError
from .settings_rows import RowView

_OFF = ("off", "Off")
_MODES = [(mode.value, mode.label.split(":")[0]) for mode in Mode]
_LONGEST_TEXT = 100_000
_ABOUT = {
    Kind.SECRETS: "API keys of common vendors, bearer tokens, private keys, JWTs, passwords in addresses.",
    Kind.EMAIL: "Anything@a.domain.",
    Kind.PHONE: "With a country code (+1 …), and of one country without it, where you name it.",
    Kind.CARD: "13 to 19 digits of a network that check out.",
    Kind.IBAN: "Of a country's length, with check digits that are right.",
    Kind.CONTENT: "Every log is stored without its content: who, when, how much and how it ended stay.",
}


class RuleForm(forms.Form):
    """One of the built-in rules."""

    mode = forms.ChoiceField(choices=[_OFF, *_MODES], widget=forms.Select(attrs={"class": "input"}))
    in_identifiers = forms.BooleanField(required=False)
    region = forms.CharField(required=False, max_length=2)


class ExpressionForm(forms.Form):
    """A rule of the project's own."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        help_text="What marks call it: [redacted:name].",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    expression = forms.CharField(
        max_length=LONGEST,
        strip=False,
        help_text="In RE2's syntax, which takes time by the length of a text and no more.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}),
    )
    mode = forms.ChoiceField(choices=_MODES, widget=forms.Select(attrs={"class": "input"}))
    in_identifiers = forms.BooleanField(required=False, label="In identifiers too")


class TrialForm(forms.Form):
    """What to try, on what."""

    rule = forms.CharField(required=False)
    expression = forms.CharField(required=False, max_length=LONGEST, strip=False)
    text = forms.CharField(
        required=False,
        max_length=_LONGEST_TEXT,
        label="On this text",
        help_text="It is not kept. Left empty, the rules are tried on the newest logs of the project.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 4, "spellcheck": "false"}),
    )


class RedactionView(AdminPage, TemplateView):
    """GET shows the rules; POST sets a built-in one."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "settings/redaction.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = {rule.name: rule for rule in rules_of(self.caller.project_id)}
        built_in = [
            {"kind": kind, "about": _ABOUT[kind], "rule": rules.get(kind.value), "modes": _modes_of(kind)}
            for kind in BUILT_IN
        ]
        expressions = [rule for rule in rules.values() if rule.kind == Kind.CUSTOM]
        defaults = {"expression_form": ExpressionForm(), "trial_form": TrialForm(), "most_logs": MOST_LOGS}
        return super().get_context_data(**{**defaults, "built_in": built_in, "expressions": expressions, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        form, kind = RuleForm(request.POST), request.POST.get("kind", "")
        if not form.is_valid() or kind not in BUILT_IN:
            return self.refuse(problem="Choose one of the rules and what it does.")
        said = form.cleaned_data
        is_on = said["mode"] != "off"
        fields = {"in_identifiers": said["in_identifiers"], "region": said["region"], "is_on": is_on}
        if is_on:
            fields["mode"] = said["mode"]
        try:
            rule = set_rule(self.caller.project_id, by=request, kind=kind, **fields)
        except WrongFieldError as error:
            return self.refuse(problem=str(error))
        messages.success(request, f"{rule.get_kind_display()}: {_told(rule)}")
        return redirect("logs:redaction")

    def refuse(self, **context: Any) -> HttpResponse:
        """The page with what is wrong."""
        return self.render_to_response(self.get_context_data(**context), status=400)


class ExpressionView(RedactionView):
    """Sets an expression; one of the same name is replaced."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ExpressionForm(request.POST)
        if form.is_valid():
            try:
                rule = set_rule(
                    self.caller.project_id, by=request, kind=Kind.CUSTOM.value, is_on=True, **form.cleaned_data
                )
            except WrongFieldError as error:
                form.add_error(error.field, str(error))
            else:
                messages.success(request, f"{rule.name}: {_told(rule)}")
                return redirect("logs:redaction")
        return self.refuse(expression_form=form)


class RuleRemoveView(RowView):
    """Removes a rule; what it took out stays out."""

    page = "logs:redaction"

    def rows(self, project_id: int) -> QuerySet[RedactionRule]:
        return rules_of(project_id)

    def change(self, row: RedactionRule) -> str:
        remove_rule(row, by=self.request)
        return f"Removed the rule {row.name}."


class TrialView(RedactionView):
    """Tries rules. By POST, as what is tried on must not stand in an address; nothing is kept."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TrialForm(request.POST)
        if not form.is_valid():
            return self.refuse(trial_form=form)
        try:
            rules = _chosen(self.caller.project_id, form.cleaned_data["rule"], form.cleaned_data["expression"])
        except WrongFieldError as error:
            form.add_error(None, str(error))
            return self.refuse(trial_form=form)
        return self.render_to_response(self.get_context_data(trial_form=form, trial=self._tried(rules, form)))

    def _tried(self, rules: list[RedactionRule], form: TrialForm) -> Trial:
        project_id, text = self.caller.project_id, form.cleaned_data["text"]
        may_look = not text and self.caller.may_read  # a project may demand a reason first
        logs = [] if not may_look else list(Log.objects.of_project(project_id).order_by("-id")[:MOST_LOGS])
        if logs:
            keys, reason = [log.id for log in logs], self.caller.reason
            note_read(self.request, keys, project_id=project_id, reason=reason, note="redaction trial")
        return try_rules(rules, project_id, text=text, logs=logs)


def _chosen(project_id: int, name: str, expression: str) -> list[RedactionRule]:
    """The rules to try: an expression that is not saved, one rule, or all that are on."""
    if expression:
        return [checked(RedactionRule(kind=Kind.CUSTOM.value, name="expression", expression=expression))]
    if name in BUILT_IN:
        stored = rules_of(project_id).filter(name=name).first()
        return [stored or checked(RedactionRule(kind=name))]
    found = rules_of(project_id)
    return list(found.filter(name=name) if name else found.filter(is_on=True))


def _modes_of(kind: Kind) -> list[tuple[str, str]]:
    return [_OFF, *(_MODES[-1:] if kind == Kind.CONTENT else _MODES)]


def _told(rule: RedactionRule) -> str:
    return f"{rule.get_mode_display().split(':')[0].lower()}, from now on." if rule.is_on else "off from now on."
