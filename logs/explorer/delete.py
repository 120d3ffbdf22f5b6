"""Deleting logs from the list: a page that says what would go, and the deed once that is confirmed."""

import logging
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.audit import Action, record

from ..deleting import delete
from ..holds import only_held, without_held
from ..ids import parse_public_id
from ..querysets import LogQuerySet
from .filters import LogFilterSet
from .marked import keys_of
from .page import ProjectPage

# What a request may delete while its person waits; the command takes any number.
MOST_DELETED = 10_000
_SHOWN = 5
_SEARCH_SECONDS = 5.0
_NOT_ALLOWED = "Your role in this project does not let you delete logs."

logger = logging.getLogger(__name__)


class DeleteView(ProjectPage, TemplateView):
    """POST only. The marked logs (`id`), or with `all` those that match `query`; nothing goes before `confirmed`."""

    http_method_names = ["post"]
    template_name = "logs/delete.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.caller.may_delete:
            raise PermissionDenied(_NOT_ALLOWED)
        if "confirmed" in request.POST and self.found["is_whole"]:
            return self._delete()
        return self.render_to_response(self.get_context_data(**self.found))

    @cached_property
    def is_all(self) -> bool:
        return "all" in self.request.POST

    @cached_property
    def query(self) -> str:
        return self.request.POST.get("query", "")

    @cached_property
    def matching(self) -> LogQuerySet:
        """What is to be deleted: nothing that came after it was counted, and nothing that a legal hold keeps."""
        return without_held(self.wanted)

    @cached_property
    def wanted(self) -> LogQuerySet:
        """What was marked or matches."""
        if not self.is_all:
            return self.logs.filter(id__in=keys_of(self.request.POST.getlist("id"))[:MOST_DELETED])
        filterset = LogFilterSet(QueryDict(self.query), self.logs, caller=self.caller)
        if not filterset.is_valid():
            raise Http404("There is no such search.")
        newest = parse_public_id(self.request.POST.get("newest", ""))
        return filterset.qs if newest is None else filterset.qs.filter(id__lte=newest)

    @cached_property
    def found(self) -> dict[str, Any]:
        """How many there are, the first of them, and the newest, beyond which nothing is deleted."""
        counted = self.matching.count_up_to(MOST_DELETED, seconds=_SEARCH_SECONDS)
        first = self.matching.newest().first_rows(_SHOWN, seconds=_SEARCH_SECONDS)
        return {
            "is_whole": counted.is_whole and counted.count <= MOST_DELETED,
            "count": counted.count,
            "most": MOST_DELETED,
            "held": only_held(self.wanted).count_up_to(MOST_DELETED, seconds=_SEARCH_SECONDS).count,
            "first": list(first),
            "more": max(counted.count - len(first), 0),
            "newest": first[0].public_id if first else None,
            "ids": [] if self.is_all else self.request.POST.getlist("id"),
            "is_all": self.is_all,
            "query": self.query,
            "may_read": self.caller.may_read,
        }

    def _delete(self) -> HttpResponse:
        details = {"q": self.query} if self.is_all else {"marked": len(self.request.POST.getlist("id"))}
        # Before the first is gone: what is stopped half-way must not go unrecorded.
        record(
            Action.LOGS_DELETED,
            by=self.request,
            project_id=self.caller.project_id,
            target=f"{self.found['count']:,} logs",
            details=details,
        )
        count = delete(self.matching)
        logger.info("User %s deleted %s logs of project %s.", self.caller.user_id, count, self.caller.project_id)
        messages.success(self.request, f"{count:,} log{'' if count == 1 else 's'} deleted.")
        return HttpResponseRedirect(f"{reverse('logs:list')}?{self.query}" if self.query else reverse("logs:list"))
