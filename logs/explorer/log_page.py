"""What every view of one log shares: the log by either of its ids, and its content where one may read it."""

from functools import cached_property

from django.http import Http404

from .. import stored
from ..bodies import UNREADABLE
from ..models import Log
from .masking import MaskedConversation, masked
from .page import ProjectPage


class LogPage(ProjectPage):
    """Mixin for views of one log, found by our id or the caller's; another project's is not found."""

    http_method_names = ["get", "head", "options"]

    @cached_property
    def log(self) -> Log:
        log = Log.objects.find(self.caller.project_id, self.kwargs["log_id"])
        if log is None:
            raise Http404("There is no such log in this project.")
        return log

    @cached_property
    def stored(self) -> stored.Stored | None:
        """The content; None, and no body loaded, where the caller may not read it."""
        if not self.caller.may_read:
            return None
        self.note_read([self.log])
        return stored.read(self.log)

    @cached_property
    def masked(self) -> MaskedConversation | None:
        """For who may not read the content: who speaks and how much. No word of it leaves here."""
        if self.caller.may_read:
            return None
        log = stored.read(self.log).log
        try:
            return masked(log) if log is not None else None
        except UNREADABLE as error:
            stored.report(self.log, error)
            return None
