"""The call of a log to copy and paste: a page to copy from by hand, or the bare text for the clipboard."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from ..printable import printable
from .log_page import LogPage
from .snippets import FORMS, MAX_CHARACTERS


class CopyView(LogPage, TemplateView):
    """GET only; `plain` leaves the page around the text out. Nothing to read, nothing to copy: 404."""

    template_name = "logs/copy.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "plain" in request.GET:
            return HttpResponse(printable(self.text), content_type="text/plain; charset=utf-8")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, log=self.log, forms=FORMS, text=self.text)

    @property
    def text(self) -> str:
        if self.kwargs["form"] not in FORMS or self.stored is None or self.stored.log is None:
            raise Http404("There is nothing to copy.")
        text = FORMS[self.kwargs["form"]][1](self.stored.log)
        return text if len(text) <= MAX_CHARACTERS else "This call is too long to paste. Save its payload instead."
