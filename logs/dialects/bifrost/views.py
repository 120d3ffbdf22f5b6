"""Bifrost's log API: the list and one log, read from whatever came in by any door."""

from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import has_scope

from ...bodies import canonicals
from ...canonical import Json
from ...models import Log
from ...querysets import Stats
from ..door import Door
from .errors import UNREADABLE_CREDENTIAL, BifrostError, error_body
from .filters import BifrostFilters, first_values
from .paging import page_of
from .renderers import GoJSONRenderer
from .schema import describe_list, describe_retrieve
from .translate import dump, plain_number
from .values import truth


class BifrostLogs(Door, ViewSet):
    """`GET /api/logs` and `GET /api/logs/{id}`."""

    permission_classes = [has_scope(Scope.READ)]
    renderer_classes = [GoJSONRenderer]
    http_method_names = ["get", "head"]

    def error_body(self, status: int, message: str, error: Exception) -> BifrostError:
        if isinstance(error, NotAuthenticated) and self.request.headers.get("Authorization", "").strip():
            message = UNREADABLE_CREDENTIAL
        return error_body(status, message)

    @describe_list
    def list(self, request: Request) -> Response:
        """Logs that match, sorted and paged, with their content, and statistics over all that match.

        `stats=false` leaves out whatever has to count all matches: then there is no `stats`, and `total_count` is null.
        """
        params = first_values(request)
        page = page_of(params)
        logs = BifrostFilters(params, queryset=self.logs).qs
        stats = None if truth(params.get("stats", "")) is False else logs.stats()
        rows = logs.sorted_by(page.sort_field, descending=page.descending).page(page.offset, page.limit)
        self.note_read(rows)
        answer: dict[str, Json] = {
            "logs": [dump(log) for log in canonicals(rows)],
            "pagination": page.dump(stats.total if stats else None),
        }
        if stats:
            answer["stats"] = _dump_stats(stats)
        # Only an empty answer leaves open whether there is any log at all.
        answer["has_logs"] = bool(rows) or bool(stats and stats.total) or self.logs.exists()
        return Response(answer)

    @describe_retrieve
    def retrieve(self, request: Request, log_id: str) -> Response:
        """One log, by the id that the list shows or by the public id of llmlogs, with or without dashes."""
        log = Log.objects.find(self.caller.project_id, log_id)
        if log is None:
            raise NotFound("log not found")
        self.note_read([log])
        return Response(dump(canonicals([log])[0]))


def _dump_stats(stats: Stats) -> dict[str, Json]:
    """Generation A's `stats`: the rate in percent, the latency in milliseconds; 0 while nothing has completed."""
    some = stats.completed > 0
    return {
        "total_requests": stats.total,
        "success_rate": plain_number(stats.succeeded * 100 / stats.completed) if some else 0,
        "average_latency": plain_number(stats.average_latency_ms or 0) if some else 0,
        "total_tokens": stats.total_tokens if some else 0,
        "total_cost": plain_number(stats.cost_usd) if some else 0,
    }
