"""Bots, and the apps that read their usage logs over the Kore.ai API."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from accounts import bots
from accounts.models import Bot, BotApp, Project
from accounts.settings.access import AdminPage
from accounts.settings.forms import SettingsForm

_ANY = "Any bot of the project"


class BotForm(SettingsForm):
    """What a bot is called."""

    name = forms.CharField(max_length=200)


class AppForm(SettingsForm):
    """What an app is called, and whether its tokens are good once."""

    name = forms.CharField(max_length=200, help_text="What the app is for.")
    enforce_jti = forms.BooleanField(
        label="Refuse tokens that could be used twice", required=False, help_text="Every token then needs a jti claim."
    )


class NewAppForm(AppForm):
    """A new app, of one bot or of any."""

    bot = forms.ModelChoiceField(
        Bot.objects.none(), required=False, empty_label=_ANY, to_field_name="bot_id", label="May read"
    )
    field_order = ["name", "bot", "enforce_jti"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bot"].queryset = project.bots.all()


class BotsView(AdminPage, TemplateView):
    """The project's bots and apps."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/bots.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        apps = self.project.bot_apps.select_related("bot")
        return super().get_context_data(**kwargs, bots=self.project.bots.all(), apps=apps)


class NewBotView(AdminPage, View):
    """GET asks for a name, POST makes the bot."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "settings/bot.html", {"form": BotForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BotForm(request.POST)
        if not form.is_valid():
            return render(request, "settings/bot.html", {"form": form}, status=400)
        bot = bots.create_bot(self.project, form.cleaned_data["name"], by=request)
        messages.success(request, f"{bot.name} is there; its id is {bot.bot_id}.")
        return redirect("settings:bots")


class BotView(AdminPage, View):
    """GET shows a bot, POST renames it."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, bot_id: str) -> HttpResponse:
        return render(request, "settings/bot.html", {"form": BotForm(initial={"name": self.bot.name}), "bot": self.bot})

    def post(self, request: HttpRequest, bot_id: str) -> HttpResponse:
        form = BotForm(request.POST)
        if not form.is_valid():
            return render(request, "settings/bot.html", {"form": form, "bot": self.bot}, status=400)
        bots.rename_bot(self.bot, form.cleaned_data["name"], by=request)
        messages.success(request, f"The bot is called {self.bot.name} now.")
        return redirect("settings:bots")

    @cached_property
    def bot(self) -> Bot:
        """Another project's bot is not found, like one that never was."""
        found = Bot.objects.filter(project_id=self.caller.project_id, bot_id=self.kwargs["bot_id"]).first()
        if found is None:
            raise Http404("There is no such bot.")
        return found


class NewAppView(AdminPage, View):
    """GET asks, POST makes the app and shows its secret, once."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "settings/app.html", {"form": NewAppForm(project=self.project)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewAppForm(request.POST, project=self.project)
        if not form.is_valid():
            return render(request, "settings/app.html", {"form": form}, status=400)
        wanted = form.cleaned_data
        app, secret = bots.create_app(
            self.project, wanted["bot"], wanted["name"], by=request, enforce_jti=wanted["enforce_jti"]
        )
        return _once(request, app, secret)


class AppView(AdminPage, View):
    """GET shows an app, POST changes it."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, client_id: str) -> HttpResponse:
        form = AppForm(initial={"name": self.app.name, "enforce_jti": self.app.enforce_jti})
        return render(request, "settings/app.html", {"form": form, "app": self.app})

    def post(self, request: HttpRequest, client_id: str) -> HttpResponse:
        form = AppForm(request.POST)
        if not form.is_valid():
            return render(request, "settings/app.html", {"form": form, "app": self.app}, status=400)
        try:
            bots.change_app(self.app, by=request, **form.cleaned_data)
        except bots.RevokedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{self.app.name} is changed.")
        return redirect("settings:bots")

    @cached_property
    def app(self) -> BotApp:
        """Another project's app is not found, like one that never was."""
        apps = BotApp.objects.select_related("bot")
        found = apps.filter(project_id=self.caller.project_id, client_id=self.kwargs["client_id"]).first()
        if found is None:
            raise Http404("There is no such app.")
        return found


class RotateAppView(AppView):
    """POST only: another secret, shown once."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, client_id: str) -> HttpResponse:
        try:
            secret = bots.rotate_app(self.app, by=request)
        except bots.RevokedError as error:
            messages.error(request, str(error))
            return redirect("settings:bots")
        return _once(request, self.app, secret)


class RevokeAppView(AppView):
    """POST only: its tokens are refused from now on."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, client_id: str) -> HttpResponse:
        bots.revoke_app(self.app, by=request)
        messages.success(request, f"{self.app.name} is revoked.")
        return redirect("settings:bots")


def _once(request: HttpRequest, app: BotApp, secret: str) -> HttpResponse:
    return render(request, "settings/app_secret.html", {"app": app, "secret": secret})
