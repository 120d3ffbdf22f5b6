"""The list of threads: those with the newest logs first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from ..ids import parse_public_id, public_id
from ..models import Log
from ..threads import Thread, ThreadPage, newest_threads
from .addresses import thread_address
from .conditions_page import ConditionsPage

# What a row shows of the first and the last log of a thread.
_SHOWN = ("id", "customer_id", "started_at", "ended_at", "input_preview")


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread with its ends, and where its page is."""

    thread: Thread
    first: Log
    last: Log
    address: str


class ThreadListView(ConditionsPage, TemplateView):
    """GET only: threads of which a log matches; `before` names the log to go on from."""

    template_name = "logs/thread_list.html"

    @property
    def search_action(self) -> str:
        return reverse("logs:threads")

    def result(self) -> dict[str, Any]:
        before, conditions = self._key(), self.filterset.conditions()
        page = newest_threads(self.filterset.qs, before, whole=self.logs if conditions else None)
        return {
            "rows": self._rows(page),
            "older": self._id(page.older),
            "is_first_page": before is None,
            "is_filtered": bool(conditions),
        }

    def _rows(self, page: ThreadPage) -> list[ThreadRow]:
        keys = {key for thread in page.threads for key in (thread.first_key, thread.last_key)}
        logs = {log.id: log for log in self.logs.filter(id__in=keys).only(*_SHOWN)}
        # A log may be deleted between two queries; its thread is left out rather than half drawn.
        return [
            ThreadRow(thread, logs[thread.first_key], logs[thread.last_key], thread_address(thread.id))
            for thread in page.threads
            if thread.first_key in logs and thread.last_key in logs
        ]

    @staticmethod
    def _id(key: int | None) -> UUID | None:
        return None if key is None else public_id(key)

    def _key(self) -> int | None:
        text = self.request.GET.get("before")
        key = parse_public_id(text) if text else None
        if text and key is None:
            raise Http404("There is no such page.")
        return key
