"""`/settings/`: leads to the first page that the person may open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View

from accounts.choices import Scope
from accounts.settings.access import SettingsPage


class FirstView(SettingsPage, View):
    """The project's members for those who run it, else the person's own projects."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("settings:members" if self.caller.may(Scope.ADMIN) else "settings:projects")
