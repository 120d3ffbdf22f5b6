"""Projects: those of a person, a new one, and the name of the one that is open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from accounts.models import Project
from accounts.permissions import SESSION_PROJECT
from accounts.projects import demand_second_factor, may_open, open_project, rename
from accounts.second_factor.codes import has_second_factor
from accounts.settings.access import OWNERS_ONLY, AdminPage, SettingsPage
from accounts.settings.forms import SettingsForm

_MAY_NOT = "Owners and admins of a project may open another one."


class NameForm(SettingsForm):
    """A name that no other project has."""

    name = forms.CharField(max_length=200)

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._project = project

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Project.objects.filter(name=name).exclude(pk=self._project and self._project.pk).exists():
            raise ValidationError("There is a project of this name already.")
        return name


class ProjectsView(SettingsPage, TemplateView):
    """Every project that has the person as a member."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/projects.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = self.request.user.memberships.select_related("project").order_by("project__name")
        return super().get_context_data(
            **kwargs, memberships=memberships, may_open=may_open(self.request.user), open_id=self.caller.project_id
        )


class NewProjectView(SettingsPage, View):
    """GET asks for a name, POST opens the project with the person as its owner and shows it."""

    http_method_names = ["get", "head", "options", "post"]

    def check_access(self) -> None:
        if not may_open(self.request.user):
            raise PermissionDenied(_MAY_NOT)

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "settings/project_new.html", {"form": NameForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return render(request, "settings/project_new.html", {"form": form}, status=400)
        project = open_project(form.cleaned_data["name"], request.user, by=request)
        request.session[SESSION_PROJECT] = project.pk
        return redirect("logs:list")


class ProjectView(AdminPage, View):
    """The project's name, which owners change."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(NameForm(initial={"name": self.project.name}))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.caller.may_own:
            raise PermissionDenied(OWNERS_ONLY)
        form = NameForm(request.POST, project=self.project)
        if not form.is_valid():
            return self._page(form, 400)
        rename(self.project, form.cleaned_data["name"], by=request)
        messages.success(request, "The project has a new name.")
        return redirect("settings:project")

    def _page(self, form: NameForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "may_own": self.caller.may_own}
        return render(self.request, "settings/project.html", context, status=status)


class DemandSecondFactorView(AdminPage, View):
    """POST only: whether members need a second factor. Whoever demands it has one."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("requires") == "1"
        if wanted and not has_second_factor(request.user):
            messages.error(request, "Set up a second factor of your own first, under Security.")
            return redirect("settings:project")
        demand_second_factor(self.project, wanted, by=request)
        messages.success(request, f"Members need {'a' if wanted else 'no'} second factor now.")
        return redirect("settings:project")
