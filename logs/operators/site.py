"""The admin's site: Django's, with a dashboard for its first page."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.second_factor.codes import has_second_factor
from accounts.second_factor.demanding import SecondFactorDemandedError, demanding_projects

View = Callable[..., HttpResponse]


class OperatorsSite(AdminSite):
    """For staff; who is a superuser sees everything."""

    site_header = site_title = "llmlogs"
    index_title = "Administration"
    index_template = "admin/dashboard.html"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Any page but the way out: where a project demands a second factor, staff without one read nothing here."""

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if demanding_projects(request.user).exists() and not has_second_factor(request.user):
                raise SecondFactorDemandedError
            return view(request, *args, **kwargs)

        return super().admin_view(view if view == self.logout else checked, cacheable)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # Not before the models are there: Django makes the site while it loads its apps.
        from ..printable import PageResponse
        from .dashboard import dashboard

        answer = super().index(request, {**(extra_context or {}), **dashboard(request)})
        return PageResponse(request, answer.template_name, answer.context_data)
