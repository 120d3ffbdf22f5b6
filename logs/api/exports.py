"""`/api/v2/exports/`: files of any search, asked for, watched, fetched and removed."""

from uuid import UUID

from django.http import FileResponse, Http404
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from ..canonical import Json
from ..columns import MOST_COLUMNS, UnknownColumnError
from ..exporting.files import file_answer
from ..exporting.models import Export, State
from ..exporting.orders import TooManyExportsError, order, record_download, remove, visible_to
from ..exporting.shapes import Format
from ..querylang.errors import QueryError
from . import schema
from .door import NativeDoor
from .errors import ConflictError, mistake, wrong
from .fields import Flag, Text
from .search import SearchFields, asked_of

MOST_LISTED = 100


class ExportFields(SearchFields):
    """What a file shall hold."""

    format = serializers.ChoiceField(choices=[str(name) for name in Format], help_text="What the file is.")
    columns = serializers.ListField(
        child=Text(max_length=1024),
        required=False,
        default=list,
        max_length=MOST_COLUMNS,
        help_text="Names of columns (`customer_id`, or `customer` as pages say), also `metadata.<key>`; none means "
        "all, and for `jsonl` the whole log.",
    )
    content = Flag(
        required=False, default=True, help_text="With prompts, replies and error messages, where you may read them."
    )


class NoFields(serializers.Serializer):
    """No parameters."""


class Exports(NativeDoor, ViewSet):
    """Exports of the key or person that calls."""

    http_method_names = ["get", "head", "options", "post", "delete"]

    @schema.describe_exports
    def list(self, request: Request) -> Response:
        """The caller's exports, newest first, at most 100."""
        self.arguments(NoFields)
        return Response({"results": [self._shown(export) for export in visible_to(self.caller)[:MOST_LISTED]]})

    @schema.describe_new_export(ExportFields)
    def create(self, request: Request) -> Response:
        """Ask for a file of all logs that match, oldest first.

        It is written in the background and goes on after a restart of the server; ask for it again until `state` is
        `done`, then fetch `file`. It is kept for seven days.
        """
        wanted = self.body(ExportFields)
        try:
            export = order(
                self.caller,
                asked_of(self.caller, wanted),
                by=request,
                format_=Format(wanted["format"]),
                columns=wanted["columns"],
                with_content=wanted["content"],
            )
        except QueryError as error:
            raise mistake(error) from error
        except UnknownColumnError as error:
            raise wrong("columns", str(error)) from error
        except TooManyExportsError as error:
            raise ConflictError(str(error)) from error
        shown = self._shown(export)
        return Response(shown, status.HTTP_202_ACCEPTED, headers={"Location": shown["url"]})

    @schema.describe_export
    def retrieve(self, request: Request, export_id: str) -> Response:
        """How far an export is."""
        return Response(self._shown(self._found(export_id)))

    @schema.describe_removal
    def destroy(self, request: Request, export_id: str) -> Response:
        """Cancel an export, or remove its file."""
        remove(self._found(export_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @schema.describe_file
    def file(self, request: Request, export_id: str) -> FileResponse:
        """The file of a finished export."""
        export = self._found(export_id)
        if export.state != State.DONE:
            raise ConflictError(f"The export is {export.state}; there is no file.")
        try:
            answer = file_answer(export)
        except FileNotFoundError as error:
            raise Http404 from error
        record_download(export, request)
        return answer

    def _found(self, export_id: str) -> Export:
        try:
            export = visible_to(self.caller).filter(pk=UUID(export_id)).first()
        except ValueError:
            export = None
        if export is None:
            raise NotFound("There is no such export.")
        return export

    def _shown(self, export: Export) -> dict[str, Json]:
        url = self.request.build_absolute_uri(f"/api/v2/exports/{export.pk}/")
        facts = ("state", "format", "columns", "q", "since", "until", "rows", "total", "is_total_whole", "size_bytes")
        return {
            "id": export.pk,
            **{name: getattr(export, name) for name in facts},
            "content": export.has_content,
            "problem": export.problem or None,
            **{name: getattr(export, name) for name in ("created_at", "finished_at", "expires_at")},
            "url": url,
            "file": f"{url}file/" if export.state == State.DONE else None,
        }
