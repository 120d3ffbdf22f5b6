"""`/api/v2/views/`: searches that a project keeps under a name."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from ..canonical import Json
from ..querylang.errors import QueryError
from ..querylang.syntax import LONGEST_QUERY, parse
from ..saved import keeping
from ..saved.models import LONGEST_NAME, PARAMETERS, SavedView
from ..wrong_fields import WrongFieldError
from . import schema
from .door import NativeDoor
from .errors import ConflictError, mistake
from .fields import Flag, Moment, Text
from .finding import numbered
from .keyset import SORTS
from .search import Q_HELP

_MOST_COLUMNS = 24
_PERIOD = r"^(15m|1h|4h|24h|7d|30d|90d)?$"


class ViewFields(serializers.Serializer):
    """A view: the search, as the address of the explorer's list has it."""

    name = Text(max_length=LONGEST_NAME, help_text="Unique in the project.")
    q = Text(required=False, allow_blank=True, max_length=LONGEST_QUERY, help_text=Q_HELP)
    time = serializers.RegexField(
        _PERIOD, required=False, allow_blank=True, help_text="A period that ends now: 15m, 1h, 4h, 24h, 7d, 30d or 90d."
    )
    since = Moment(required=False, allow_null=True, help_text="Instead of a period: from when.")
    until = Moment(required=False, allow_null=True, help_text="Until when.")
    sort = serializers.ChoiceField(choices=SORTS, required=False, help_text="With a minus the greatest come first.")
    columns = serializers.ListField(
        child=Text(max_length=100), required=False, max_length=_MOST_COLUMNS, help_text="Columns of the table."
    )
    is_default = Flag(required=False, help_text="The project opens with it; setting it needs the scope admin.")


class SavedViews(NativeDoor, ViewSet):
    """Saved views of the caller's project."""

    http_method_names = ["get", "head", "options", "post", "patch", "delete"]

    @schema.describe_views
    def list(self, request: Request) -> Response:
        """All views of the project, by name."""
        return Response({"results": [_shown(view) for view in keeping.views_of(self.caller.project_id)]})

    @schema.describe_new_view(ViewFields)
    def create(self, request: Request) -> Response:
        """Keep a search under a name. Whoever reads metadata only uses views and saves none."""
        if not keeping.may_save(self.caller):
            raise PermissionDenied("This needs the scope read.")
        return Response(_shown(self._save(self.body(ViewFields), None)), status.HTTP_201_CREATED)

    @schema.describe_view
    def retrieve(self, request: Request, view_id: str) -> Response:
        """One view."""
        return Response(_shown(self._found(view_id)))

    @schema.describe_changed_view(ViewFields)
    def partial_update(self, request: Request, view_id: str) -> Response:
        """Change what is sent of a view; who saved it may, and the scope admin."""
        view = self._changeable(view_id)
        return Response(_shown(self._save(self.body(ViewFields, partial=True), view)))

    @schema.describe_view_removal
    def destroy(self, request: Request, view_id: str) -> Response:
        """Remove a view; who saved it may, and the scope admin."""
        self._changeable(view_id).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _save(self, sent: dict[str, Any], view: SavedView | None) -> SavedView:
        try:
            parse(sent.get("q", ""))
        except QueryError as error:
            raise mistake(error) from error
        is_default = sent.pop("is_default", None)
        if is_default is not None and not keeping.may_set_default(self.caller):
            raise PermissionDenied("Setting the default needs the scope admin.")
        state = {name: _written(sent[name]) for name in PARAMETERS if name in sent}
        try:
            view = keeping.save_view(self.caller, sent.get("name") or view.name, state, view=view)
        except WrongFieldError as error:
            raise ConflictError(str(error)) from error
        if is_default is not None and is_default != view.is_default:
            keeping.set_default(view, is_default)
        return view

    def _changeable(self, view_id: str) -> SavedView:
        view = self._found(view_id)
        if not keeping.may_change(self.caller, view):
            raise PermissionDenied("Who saved a view may change it, and the scope admin.")
        return view

    def _found(self, view_id: str) -> SavedView:
        return numbered(keeping.views_of(self.caller.project_id), view_id)


def _written(value: Any) -> Any:
    """A value as the address of the list has it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _shown(view: SavedView) -> dict[str, Json]:
    facts = {name: getattr(view, name) for name in ("id", "name", *PARAMETERS, "is_default")}
    times = {name: facts[name] or None for name in ("since", "until")}
    page = f"/logs/?{view.address}" if view.address else "/logs/"
    return {**facts, **times, "page": page, "created_at": view.created_at, "updated_at": view.updated_at}
