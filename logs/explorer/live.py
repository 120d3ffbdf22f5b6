"""What came in since a list was read, for following it: bounded by the newest rows, whatever the store holds."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.generic import View

from ..walking import among_newest, is_found
from .filters import LogFilterSet
from .page import ProjectPage
from .paging import COUNT_LOOKED, SEARCH_SECONDS

# A log is written when its call has ended, so it arrives below calls that began later: not the rows above the first
# are looked at, but the newest so many, for those that arrived since.
MOST_NEW = 200
# Between a log's arrival and its commit.
_LEEWAY = timedelta(seconds=5)
_MINUTE = timedelta(minutes=1)


class NewLogsView(ProjectPage, View):
    """The ids of matching logs that arrived after `as_of`, and how many arrive in a minute. At most three queries."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        filterset = LogFilterSet(request.GET, self.logs, caller=self.caller)
        since = _moment(request.GET.get("as_of", ""))
        if since is None or not filterset.is_valid():
            return HttpResponse(status=400)
        logs = filterset.qs if is_found(filterset.qs) else among_newest(filterset.qs, COUNT_LOOKED)[0]
        newest = logs.newest().only("id", "received_at").first_rows(MOST_NEW + 1, seconds=SEARCH_SECONDS)
        recent = timezone.now() - _MINUTE
        context: dict[str, Any] = {
            "new": [log for log in newest if log.received_at >= since - _LEEWAY],
            "rate": sum(log.received_at >= recent for log in newest),
            "most": MOST_NEW,
        }
        return render(request, "logs/_new.html", context)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None
