"""The page that shows two logs side by side, and the form to choose the second one."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from .. import stored
from ..bodies import laid_over
from ..canonical import CanonicalLog
from ..models import Log
from ..threads import of_thread
from .addresses import thread_address
from .comparison import content_bands, result_band
from .page import ProjectPage
from .paging import neighbours


class CompareView(ProjectPage, TemplateView):
    """GET only. `a` and `b` are ids of logs, ours or the caller's; what is not in the project is not there: 404."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs), status=404 if self._missing else 200)

    def get_template_names(self) -> list[str]:
        return ["logs/compare.html" if self._is_complete else "logs/compare_choose.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self._comparison() if self._is_complete else self._choice()
        return super().get_context_data(**kwargs, a=self._logs["a"], b=self._logs["b"], **found)

    @cached_property
    def _logs(self) -> dict[str, Log | None]:
        return {name: self._find(self.request.GET.get(name, "").strip()) for name in ("a", "b")}

    def _find(self, text: str) -> Log | None:
        return Log.objects.find(self.caller.project_id, text) if text else None

    @property
    def _is_complete(self) -> bool:
        return None not in self._logs.values()

    @property
    def _missing(self) -> list[str]:
        """The ids that were given and name no log of the project."""
        return [
            self.request.GET[name] for name, log in self._logs.items() if log is None and self.request.GET.get(name)
        ]

    # -- both logs

    def _comparison(self) -> dict[str, Any]:
        rows = [self._logs["a"], self._logs["b"]]
        found = stored.read_all(rows) if self.caller.may_read else []
        self.note_read(one.row for one in found)
        problems = {name: one.problem for name, one in zip("AB", found, strict=False) if one.problem}
        bands = [result_band(*(laid_over(row, CanonicalLog()) for row in rows))]
        if found and not problems:
            bands += content_bands(found[0].log, found[1].log)
        return {
            "bands": bands,
            "differences": sum(band.differences for band in bands),
            "problems": problems,
            "may_read": self.caller.may_read,
            "needles": (),
            "shows_all": bool(self.request.GET.get("all")),
            "sides": [self._side("A", rows[0]), self._side("B", rows[1])],
        }

    @staticmethod
    def _side(name: str, log: Log) -> dict[str, Any]:
        return {"name": name, "log": log, "thread": thread_address(log.thread_id) if log.thread_id else ""}

    # -- one of them, or none

    def _choice(self) -> dict[str, Any]:
        """What is missing, and the turns around the log that is there: they are what is compared most."""
        given = self._logs["a"] or self._logs["b"]
        around: tuple[Log | None, Log | None] = (None, None)
        if given is not None and given.thread_id:
            around = neighbours(of_thread(self.logs, given.thread_id), given.id)
        return {"missing": self._missing, "given": given, "later": around[0], "earlier": around[1]}
