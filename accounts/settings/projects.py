"""The projects of a person."""

from typing import Any

from django.views.generic import TemplateView

from accounts.settings.access import SettingsPage


class ProjectsView(SettingsPage, TemplateView):
    """Every project that has the person as a member."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/projects.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = self.request.user.memberships.select_related("project").order_by("project__name")
        return super().get_context_data(**kwargs, memberships=memberships)
