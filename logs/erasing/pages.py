"""`/settings/erasure/`: count what there is of a person, give it to them, erase it, and the receipts."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from accounts.audit import Action, record
from accounts.audit.actors import actor_of
from accounts.permissions import caller_of
from accounts.settings.access import AdminPage

from ..content_access import note_read
from ..printable import PageResponse
from .finding import Person, found, left
from .giving import lines_of
from .models import Erasure
from .work import HeldError, ask

_SHOWN = 100
_LONGEST = 1024


class ErasurePage(AdminPage, TemplateView):
    """GET counts, POST with the identifier typed once more has it erased."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "settings/erasure.html"
    response_class = PageResponse

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        erasures = Erasure.objects.filter(project_id=self.caller.project_id)[:_SHOWN]
        context = super().get_context_data(**kwargs, erasures=erasures, customer="")
        identifier = self.request.GET.get("customer", "")[:_LONGEST]
        if not identifier:
            return context
        person = Person(self.caller.project_id, identifier)
        counts = found(person)
        return {
            **context,
            "customer": identifier,
            "counts": {name.replace("_", " "): count for name, count in counts.counts().items()},
            "is_nothing": counts.is_nothing,
            "is_held": person.is_held,
            "left": {name.replace("_", " "): count for name, count in left(person).items() if count},
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        identifier, typed = request.POST.get("customer", ""), request.POST.get("typed", "")
        if not identifier or identifier != typed:
            raise BadRequest("Type the identifier of the customer once more, exactly.")
        person = Person(self.caller.project_id, identifier)
        if found(person).is_nothing:
            raise Http404("There is nothing of such a customer.")
        try:
            ask(person, by=request, name=actor_of(request).name)
        except HeldError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The customer is being erased. The receipt will be here in a moment.")
        return redirect("erasing:page")


class ReceiptView(AdminPage, View):
    """A receipt as a file."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, erasure_id: int) -> HttpResponse:
        erasure = Erasure.objects.filter(project_id=self.caller.project_id, pk=erasure_id).first()
        if erasure is None or erasure.receipt is None:
            raise Http404("There is no such receipt.")
        headers = {"Content-Disposition": f'attachment; filename="erasure-{erasure.pk}.json"'}
        return JsonResponse(erasure.receipt, json_dumps_params={"indent": 2}, headers=headers)


class PersonFileView(AdminPage, View):
    """Everything of a person, for them to have. Shows content, so whoever takes it must be able to read that."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if self.caller.needs_reason:
            return redirect(f"{reverse('accounts:reason')}?{urlencode({'next': request.get_full_path()})}")
        if not self.caller.may_read:
            raise PermissionDenied("Your role in this project does not let you read content.")
        return person_file(request, Person(self.caller.project_id, request.GET.get("customer", "")))


def person_file(request: Any, person: Person) -> StreamingHttpResponse:
    """The file as a download, recorded. Raises Http404 where there is nothing."""
    total = person.logs.order_by().count() if person.identifier else 0
    if not total and not person.customers.exists():
        raise Http404("There is nothing of such a customer.")
    target, details = f"customer {person.identifier}", {"logs": total}
    record(Action.CUSTOMER_EXPORTED, by=request, project_id=person.project_id, target=target, details=details)
    keys, reason = person.logs.values_list("id", flat=True), caller_of(request).reason
    note_read(request, keys, project_id=person.project_id, reason=reason)
    headers = {"Content-Disposition": 'attachment; filename="customer.jsonl"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(_lines(person), content_type="application/x-ndjson", headers=headers)


def _lines(person: Person) -> Iterator[bytes]:
    return (line for line, _ in lines_of(person))
