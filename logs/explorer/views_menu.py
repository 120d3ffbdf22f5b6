"""Saved views: the menu beside the search bar, the page of all of them, and keeping one."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import TemplateView, View

from ..querylang.errors import QueryError
from ..querylang.syntax import LONGEST_QUERY, parse
from ..saved import keeping
from ..saved.models import LONGEST_NAME, PARAMETERS, SavedView
from ..wrong_fields import WrongFieldError
from .columns import columns_of
from .filters import LogFilterSet
from .order import Order, in_words
from .page import ProjectPage

_MAY_NOT = "Your role in this project uses saved views and does not change them."


class ViewForm(forms.Form):
    """What a view is called; the search is the address."""

    name = forms.CharField(max_length=LONGEST_NAME)
    is_default = forms.BooleanField(required=False)


class SavedViewsView(ProjectPage, TemplateView):
    """All views of the project; `?part=` is the menu's list alone."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        return ["logs/_views_menu.html" if "part" in self.request.GET else "logs/view_list.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = list(keeping.views_of(self.caller.project_id))
        for view in views:
            view.may_change = keeping.may_change(self.caller, view)
            view.order = in_words(view.sort or "-time")
        may_set_default = keeping.may_set_default(self.caller)
        return super().get_context_data(**kwargs, views=views, may_set_default=may_set_default)


class NewViewView(ProjectPage, View):
    """GET asks for a name, POST keeps the search of the address under it; an own view of that name is replaced."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ViewForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not keeping.may_save(self.caller):
            raise PermissionDenied(_MAY_NOT)
        form = ViewForm(request.POST)
        if not form.is_valid() or self.state is None:
            return self._page(form, status=400)
        name = form.cleaned_data["name"]
        view = keeping.views_of(self.caller.project_id).filter(name=name).first()
        if view is not None and not keeping.may_change(self.caller, view):
            form.add_error("name", "There is a view of this name already, and it is not yours.")
            return self._page(form, status=400)
        try:
            view = keeping.save_view(self.caller, name, self.state, view=view)
        except WrongFieldError as error:
            form.add_error("name", str(error))
            return self._page(form, status=400)
        if form.cleaned_data["is_default"] and keeping.may_set_default(self.caller):
            keeping.set_default(view, True)
        return redirect(f"/logs/?{view.address}")

    @cached_property
    def state(self) -> dict[str, Any] | None:
        """The search of the address; None where it cannot be read."""
        return state_of(self.request.GET, LogFilterSet(self.request.GET, self.logs, caller=self.caller))

    def _page(self, form: ViewForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "state": self.state,
            "may_save": keeping.may_save(self.caller),
            "may_set_default": keeping.may_set_default(self.caller),
        }
        return render(self.request, "logs/view_new.html", context, status=400 if self.state is None else status)


def state_of(given: QueryDict, filterset: LogFilterSet) -> dict[str, Any] | None:
    """What of an address a view keeps; None for an address that the list would refuse."""
    sort = given.get("sort", "")
    if not filterset.is_valid() or (sort and Order.parse(sort) is None):
        return None
    state = {name: given.get(name, "").strip() for name in PARAMETERS if name != "columns"}
    # With their zone: others read the view in another one.
    since, until = (filterset.form.cleaned_data[name] for name in ("since", "until"))
    state |= {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    return state | {"columns": [column.name for column in columns_of(given.getlist("columns"))]}


class _OneView(ProjectPage, View):
    """Mixin for changing a view of the project; another project's is not found."""

    http_method_names = ["post", "options"]

    def view(self, view_id: int) -> SavedView:
        found = keeping.views_of(self.caller.project_id).filter(pk=view_id).first()
        if found is None:
            raise Http404("There is no such view.")
        return found


class RemoveViewView(_OneView):
    """Removes a view; the logs stay, of course."""

    def post(self, request: HttpRequest, view_id: int) -> HttpResponse:
        view = self.view(view_id)
        if not keeping.may_change(self.caller, view):
            raise PermissionDenied(_MAY_NOT)
        view.delete()
        return redirect("logs:views")


class DefaultViewView(_OneView):
    """Makes a view the one that the project opens with, or, asked again, no longer."""

    def post(self, request: HttpRequest, view_id: int) -> HttpResponse:
        view = self.view(view_id)
        if not keeping.may_set_default(self.caller):
            raise PermissionDenied(_MAY_NOT)
        keeping.set_default(view, not view.is_default)
        return redirect("logs:views")


class RecentView(ProjectPage, View):
    """Keeps a query that was run, for the suggestions of an empty bar; without one, forgets them all."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        q = request.POST.get("q", "").strip()
        if not q:
            keeping.forget_searches(self.caller)
            return redirect("logs:views")
        if "\x00" in q or len(q) > LONGEST_QUERY:
            return HttpResponse(status=400)
        try:
            parse(q)
        except QueryError:
            return HttpResponse(status=400)
        keeping.note_search(self.caller, q, timezone.now())
        return HttpResponse(status=204)
