"""Who is in the project and as what."""

from typing import Any

from django.views.generic import TemplateView

from accounts.settings.access import AdminPage


class MembersView(AdminPage, TemplateView):
    """The members of the project, by e-mail."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.project.memberships.select_related("user").order_by("user__email")
        return super().get_context_data(**kwargs, members=members)
