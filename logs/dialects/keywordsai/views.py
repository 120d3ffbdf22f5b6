"""Keywords AI's request logs: create one or many, retrieve one, list and sum up."""

from collections.abc import Sequence

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import IsMember, has_scope

from ...bodies import canonicals
from ...canonical import Json, PayloadError
from ...choices import Dialect
from ...models import Log
from ...writer import Stored
from ..batches import MAX_BATCH, result_of, store_sound
from ..intake import IntakeDoor
from . import intake, listing, schema, summary
from .translate import answers_at_once, dump

MAX_BULK = 500  # logs; contract 1, which has 5,000 for a batch
_SUCCESS = "log successful"  # what all generations of the vendor's clients look for (contract 0.3)


class KeywordsAIView(IntakeDoor, ViewSet):
    """What the vendor's views share."""

    http_method_names = ["get", "post", "head"]

    def _created(self, sent: dict[str, Json] | list[Json | PayloadError]) -> Response:
        return self._created_one(sent) if isinstance(sent, dict) else self._created_several(sent)

    def _created_one(self, payload: dict[str, Json]) -> Response:
        stored = intake.store_one(payload, self.caller.project_id)
        if answers_at_once(payload):
            return Response({"message": _SUCCESS, "unique_id": stored.log.caller_id})
        return Response({"message": _SUCCESS, **dump(stored.canonical())})

    def _created_several(self, payloads: Sequence[Json | PayloadError]) -> Response:
        """The answer to LiteLLM's logs, which come several at once to any address that it is given (ruling 15)."""
        outcomes = store_sound(payloads, dialect=Dialect.LITELLM, project_id=self.caller.project_id)
        return _many({"results": [result_of(outcome) for outcome in outcomes]}, outcomes, 200)

    def _listed(self, request: Request, filters: Json) -> Response:
        page = listing.page_of(request.query_params)
        logs = listing.matching(self.logs, request.query_params, filters, self.caller.project_id)
        count = logs.count()
        rows = logs.sorted_by(page.sort_field, descending=page.descending).page(page.offset, page.size)
        items = [page.trimmed(dump(log)) for log in canonicals(rows)]
        return Response({"count": count, **listing.page_links(request, page, count), "results": items})

    def _summed(self, request: Request, filters: Json) -> Response:
        logs = listing.matching(self.logs, request.query_params, filters, self.caller.project_id)
        return Response(summary.dump_stats(logs.stats(), summary.tokens_per_second(logs)))


class RequestLogWriting(KeywordsAIView):
    """Logs in: one, or many at once in either of the vendor's two forms."""

    permission_classes = [has_scope(Scope.INGEST)]

    @schema.describe_create("create")
    def create(self, request: Request) -> Response:
        """Store one log. What is unknown is kept, never refused; only wrong types are.

        LiteLLM's logs may come several at once, in a list or one a line; the answer has a result for each.
        """
        return self._created(intake.sent_of(request))

    @schema.describe_batch
    def batch_create(self, request: Request) -> Response:
        """Store up to 5,000 logs; a result for each, in order. 422 where not one could be stored."""
        outcomes = intake.store_all(intake.batch_of(request, MAX_BATCH), self.caller.project_id)
        return _many({"results": [result_of(outcome) for outcome in outcomes]}, outcomes, 200)

    @schema.describe_bulk
    def bulk_create(self, request: Request) -> Response:
        """Store up to 500 logs; the errors of those that could not be by index. 422 where not one could be stored."""
        outcomes = intake.store_all(intake.batch_of(request, MAX_BULK), self.caller.project_id)
        refused = [
            {"index": index, "error": str(outcome).removeprefix(": ")}  # an item that is no object has no path
            for index, outcome in enumerate(outcomes)
            if isinstance(outcome, PayloadError)
        ]
        counts = {"success_count": len(outcomes) - len(refused), "error_count": len(refused)}
        return _many({**counts, "errors": refused}, outcomes, 201)


class RequestLogReading(KeywordsAIView):
    """Logs out: one, a page of those that match, or the sums over them."""

    permission_classes = [has_scope(Scope.READ)]

    @schema.describe_retrieve
    def retrieve(self, request: Request, log_id: str) -> Response:
        """One log, by the id its caller gave it or by ours, with or without dashes."""
        log = Log.objects.find(self.caller.project_id, log_id)
        if log is None:
            raise NotFound()
        # Clients read both keys; evaluations and usage limits do not exist here.
        return Response({**dump(canonicals([log])[0]), "scores": {}, "limit_info": {"is_allowed": True, "limits": []}})

    @schema.describe_list("list")
    def list(self, request: Request) -> Response:
        """Logs that match the query parameters, newest first."""
        return self._listed(request, None)

    @schema.describe_filter
    def filter(self, request: Request) -> Response:
        """Logs that match the conditions of the body and the query parameters, newest first."""
        return self._listed(request, intake.filters_of(request))

    @schema.describe_summary
    def summary(self, request: Request) -> Response:
        """Counts and sums over the logs that match the query parameters."""
        return self._summed(request, None)

    @schema.describe_filtered_summary
    def filtered_summary(self, request: Request) -> Response:
        """Counts and sums over the logs that match the conditions of the body and the query parameters."""
        return self._summed(request, intake.filters_of(request))


class RequestLogRoot(KeywordsAIView):
    """The collection itself: the newer create and the older list."""

    permission_classes = [IsMember]

    @schema.describe_create("create_or_list")
    def create(self, request: Request) -> Response:
        """Store one log. A body of nothing but `filters` lists instead, as older documentation has it."""
        body = intake.sent_of(request)
        lists = "filters" in body and isinstance(body, dict) and body.keys() <= {"filters", "exporting"}
        self._require(Scope.READ if lists else Scope.INGEST)
        return self._listed(request, body["filters"]) if lists else self._created(body)

    @schema.describe_list("list_older")
    def list(self, request: Request) -> Response:
        """Logs that match the query parameters, newest first."""
        self._require(Scope.READ)
        return self._listed(request, None)

    def _require(self, scope: Scope) -> None:
        """Raises PermissionDenied."""
        has_scope(scope)().has_permission(self.request, self)


def _many(answer: dict[str, Json], outcomes: Sequence[Stored | PayloadError], success: int) -> Response:
    """The answer to a batch: a success as soon as one log was stored."""
    if any(isinstance(outcome, Stored) for outcome in outcomes):
        return Response(answer, success)
    return Response({"detail": "Validation error", **answer}, 422)
