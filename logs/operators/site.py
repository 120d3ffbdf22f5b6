"""The admin's site: Django's, with a dashboard for its first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse


class OperatorsSite(AdminSite):
    """For staff; who is a superuser sees everything."""

    site_header = site_title = "llmlogs"
    index_title = "Administration"
    index_template = "admin/dashboard.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # Not before the models are there: Django makes the site while it loads its apps.
        from ..printable import PageResponse
        from .dashboard import dashboard

        answer = super().index(request, {**(extra_context or {}), **dashboard(request)})
        return PageResponse(request, answer.template_name, answer.context_data)
