"""What pages of settings do to one row of a list: remove it, lift it."""

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View

from accounts.settings.access import AdminPage


class RowView(AdminPage, View):
    """POST only, for those who may change the project. A row of another project is not found."""

    http_method_names = ["post", "options"]
    page: str  # name of the page that it leads back to

    def rows(self, project_id: int) -> QuerySet:
        """Those of a project that it can be done to."""
        raise NotImplementedError

    def change(self, row: Model) -> str:
        """Do it; what the page says then."""
        raise NotImplementedError

    def post(self, request: HttpRequest, row_id: int) -> HttpResponse:
        row = self.rows(self.caller.project_id).filter(pk=row_id).first()
        if row is None:
            raise Http404("Not found.")
        messages.success(request, self.change(row))
        return redirect(self.page)
