"""Keywords AI's request logs: create one or many, retrieve one, list and sum up."""

from django.conf import settings
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import IsMember, has_scope

from ...bodies import canonicals
from ...canonical import Json
from ...models import Log
from ..intake import IntakeDoor, TakeIn, bytes_of
from . import creating, intake, listing, schema, summary
from .translate import dump


class KeywordsAIView(IntakeDoor, ViewSet):
    """What the vendor's views share."""

    http_method_names = ["get", "post", "head"]

    def _taken_in(self, request: Request, take_in: TakeIn) -> Response:
        return Response(*take_in(bytes_of(request, settings.MAX_BATCH_BYTES), self.caller.project_id))

    def _listed(self, request: Request, filters: Json) -> Response:
        page = listing.page_of(request.query_params)
        logs = listing.matching(self.logs, request.query_params, filters, self.caller.project_id)
        count = logs.count()
        rows = logs.sorted_by(page.sort_field, descending=page.descending).page(page.offset, page.size)
        self.note_read(rows)
        items = [page.trimmed(dump(log)) for log in canonicals(rows)]
        return Response({"count": count, **listing.page_links(request, page, count), "results": items})

    def _summed(self, request: Request, filters: Json) -> Response:
        logs = listing.matching(self.logs, request.query_params, filters, self.caller.project_id)
        return Response(summary.dump_stats(logs.stats()))


class RequestLogWriting(KeywordsAIView):
    """Logs in: one, or many at once in either of the vendor's two forms."""

    permission_classes = [has_scope(Scope.INGEST)]

    @schema.describe_create("create")
    def create(self, request: Request) -> Response:
        """Store one log. What is unknown is kept, never refused; only wrong types are.

        LiteLLM's logs may come several at once, in a list or one a line; the answer has a result for each.
        """
        return self._taken_in(request, creating.create)

    @schema.describe_batch
    def batch_create(self, request: Request) -> Response:
        """Store up to 5,000 logs; a result for each, in order. 422 where not one could be stored."""
        return self._taken_in(request, creating.batch_create)

    @schema.describe_bulk
    def bulk_create(self, request: Request) -> Response:
        """Store up to 500 logs; the errors of those that could not be by index. 422 where not one could be stored."""
        return self._taken_in(request, creating.bulk_create)


class RequestLogReading(KeywordsAIView):
    """Logs out: one, a page of those that match, or the sums over them."""

    permission_classes = [has_scope(Scope.READ)]

    @schema.describe_retrieve
    def retrieve(self, request: Request, log_id: str) -> Response:
        """One log, by the id its caller gave it or by ours, with or without dashes."""
        log = Log.objects.find(self.caller.project_id, log_id)
        if log is None:
            raise NotFound()
        self.note_read([log])
        # Clients read both keys; evaluations and usage limits do not exist here.
        return Response({**dump(canonicals([log])[0]), "scores": {}, "limit_info": {"is_allowed": True, "limits": []}})

    @schema.describe_list("list")
    def list(self, request: Request) -> Response:
        """Logs that match the query parameters, newest first."""
        return self._listed(request, None)

    @schema.describe_filter
    def filter(self, request: Request) -> Response:
        """Logs that match the conditions of the body and the query parameters, newest first."""
        return self._listed(request, intake.filters_of(bytes_of(request, settings.MAX_LOG_BYTES)))

    @schema.describe_summary
    def summary(self, request: Request) -> Response:
        """Counts and sums over the logs that match the query parameters."""
        return self._summed(request, None)

    @schema.describe_filtered_summary
    def filtered_summary(self, request: Request) -> Response:
        """Counts and sums over the logs that match the conditions of the body and the query parameters."""
        return self._summed(request, intake.filters_of(bytes_of(request, settings.MAX_LOG_BYTES)))


class RequestLogRoot(KeywordsAIView):
    """The collection itself: the newer create and the older list."""

    permission_classes = [IsMember]

    @schema.describe_create("create_or_list")
    def create(self, request: Request) -> Response:
        """Store one log. A body of nothing but `filters` lists instead, as older documentation has it."""
        sent = intake.sent_of(bytes_of(request, settings.MAX_BATCH_BYTES))
        if creating.asks_for_a_list(sent):
            self._require(Scope.READ)
            return self._listed(request, sent["filters"])
        self._require(Scope.INGEST)
        return Response(*creating.created(sent, self.caller.project_id))

    @schema.describe_list("list_older")
    def list(self, request: Request) -> Response:
        """Logs that match the query parameters, newest first."""
        self._require(Scope.READ)
        return self._listed(request, None)

    def _require(self, scope: Scope) -> None:
        """Raises PermissionDenied."""
        has_scope(scope)().has_permission(self.request, self)
