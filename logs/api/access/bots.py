"""`/api/v2/bots/` and `/api/v2/apps/`: bots of the project, and the apps that read for them over the Kore.ai API."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import bots
from accounts.choices import Scope
from accounts.filters import AppFilters, NameFilters
from accounts.models import Bot, BotApp, Project
from accounts.permissions import has_scope

from ...canonical import Json
from ..describing import describe, describe_list
from ..errors import ConflictError, wrong
from ..fields import Flag, Text
from ..finding import named
from ..listed import Listed

_BOT: dict[str, Json] = {
    "id": "st-0b2c…",
    "name": "Pizza",
    "is_default": False,
    "created_at": "2026-11-20T12:00:00Z",
}
_APP: dict[str, Json] = {
    "id": "cs-5d1e…",
    "name": "Reader",
    "bot_id": "st-0b2c…",
    "enforce_jti": True,
    "created_at": "2026-11-20T12:00:00Z",
    "revoked_at": None,
}
_SECRET = {**_APP, "client_secret": "…"}


@extend_schema_serializer(component_name="BotName")
class BotNameFields(serializers.Serializer):
    """What a bot is called."""

    name = Text(max_length=200)


@extend_schema_serializer(component_name="Bot")
class BotFields(serializers.Serializer):
    """A bot; logs name it by its id."""

    id = serializers.CharField(source="bot_id")
    name = serializers.CharField()
    is_default = serializers.BooleanField(help_text="Takes the logs that name no bot.")
    created_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="AppChanges")
class AppChangeFields(serializers.Serializer):
    """What of an app may be changed."""

    name = Text(max_length=200, help_text="What the app is for.")
    enforce_jti = Flag(required=False, help_text="Refuse tokens that could be used twice.")


@extend_schema_serializer(component_name="AppCreate")
class AppCreateFields(AppChangeFields):
    """A new app."""

    bot_id = Text(required=False, allow_null=True, max_length=64, help_text="Null: it may ask for any bot.")


@extend_schema_serializer(component_name="App")
class AppFields(serializers.Serializer):
    """An app; its secret is shown only when it is made."""

    id = serializers.CharField(source="client_id", help_text="The client id.")
    name = serializers.CharField()
    bot_id = serializers.CharField(source="bot.bot_id", default=None, allow_null=True)
    enforce_jti = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="AppWithSecret")
class NewAppFields(AppFields):
    """An app with its secret, this once."""

    client_secret = serializers.CharField()


class Bots(Listed, ViewSet):
    """Bots of the caller's project. Needs the scope admin."""

    permission_classes = [has_scope(Scope.ADMIN)]
    http_method_names = ["get", "head", "options", "post", "patch"]

    @describe_list("bot", "Bots", BotFields, _BOT, NameFilters)
    def list(self, request: Request) -> Response:
        """Bots, the newest first."""
        return self.listed(NameFilters, self._bots, lambda bot: BotFields(bot).data)

    @describe(
        "bot_create",
        "Make a bot",
        answers=BotFields,
        example=_BOT,
        status=201,
        sends=BotNameFields,
        sent={"name": "Pizza"},
        refuses=(400, 413),
    )
    def create(self, request: Request) -> Response:
        """Its id is ours."""
        project = Project.objects.get(pk=self.caller.project_id)
        bot = bots.create_bot(project, self.body(BotNameFields)["name"], by=request)
        return Response(BotFields(bot).data, status.HTTP_201_CREATED)

    @describe("bot_retrieve", "One bot", answers=BotFields, example=_BOT, path="bot_id", refuses=(404,))
    def retrieve(self, request: Request, bot_id: str) -> Response:
        """One bot."""
        return Response(BotFields(named(self._bots, bot_id=bot_id)).data)

    @describe(
        "bot_update",
        "Rename a bot",
        answers=BotFields,
        example=_BOT,
        sends=BotNameFields,
        sent={"name": "Pizza"},
        path="bot_id",
        refuses=(400, 404, 413),
    )
    def partial_update(self, request: Request, bot_id: str) -> Response:
        """Its id stays."""
        bot = named(self._bots, bot_id=bot_id)
        bots.rename_bot(bot, self.body(BotNameFields)["name"], by=request)
        return Response(BotFields(bot).data)

    @property
    def _bots(self) -> Any:
        return Bot.objects.filter(project_id=self.caller.project_id)


class Apps(Listed, ViewSet):
    """Apps of the caller's project. Needs the scope admin."""

    permission_classes = [has_scope(Scope.ADMIN)]
    http_method_names = ["get", "head", "options", "post", "patch", "delete"]

    @describe_list("app", "Apps of the Kore.ai API", AppFields, _APP, AppFilters)
    def list(self, request: Request) -> Response:
        """Apps, the newest first; revoked ones too."""
        return self.listed(AppFilters, self._apps, lambda app: AppFields(app).data)

    @describe(
        "app_create",
        "Make an app",
        answers=NewAppFields,
        example=_SECRET,
        status=201,
        sends=AppCreateFields,
        sent={"name": "Reader", "bot_id": "st-0b2c…", "enforce_jti": True},
        refuses=(400, 413),
    )
    def create(self, request: Request) -> Response:
        """`client_secret` is shown this once."""
        sent = self.body(AppCreateFields)
        bot_id = sent.pop("bot_id", None)
        project = Project.objects.get(pk=self.caller.project_id)
        bot = project.bots.filter(bot_id=bot_id).first() if bot_id else None
        if bot_id and bot is None:
            raise wrong("bot_id", "There is no such bot.")
        app, secret = bots.create_app(project, bot, sent.pop("name"), by=request, **sent)
        return Response({**AppFields(app).data, "client_secret": secret}, status.HTTP_201_CREATED)

    @describe("app_retrieve", "One app", answers=AppFields, example=_APP, path="app_id", refuses=(404,))
    def retrieve(self, request: Request, app_id: str) -> Response:
        """One app."""
        return Response(AppFields(named(self._apps, client_id=app_id)).data)

    @describe(
        "app_update",
        "Change an app",
        answers=AppFields,
        example=_APP,
        sends=AppChangeFields,
        sent={"enforce_jti": True},
        path="app_id",
        refuses=(400, 404, 409, 413),
    )
    def partial_update(self, request: Request, app_id: str) -> Response:
        """Its name, and whether its tokens are good once."""
        app = named(self._apps, client_id=app_id)
        _or_conflict(bots.change_app, app, by=request, **self.body(AppChangeFields, partial=True))
        return Response(AppFields(app).data)

    @describe("app_destroy", "Revoke an app", path="app_id", refuses=(404,))
    def destroy(self, request: Request, app_id: str) -> Response:
        """Its tokens are refused at once; it stays in the list."""
        bots.revoke_app(named(self._apps, client_id=app_id), by=request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @describe(
        "app_rotate",
        "Replace the secret of an app",
        answers=NewAppFields,
        example=_SECRET,
        path="app_id",
        refuses=(404, 409),
    )
    def rotate(self, request: Request, app_id: str) -> Response:
        """Another secret, shown this once; tokens under the old one are refused at once."""
        app = named(self._apps, client_id=app_id)
        secret = _or_conflict(bots.rotate_app, app, by=request)
        return Response({**AppFields(app).data, "client_secret": secret})

    @property
    def _apps(self) -> Any:
        return BotApp.objects.filter(project_id=self.caller.project_id).select_related("bot")


def _or_conflict(changing: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return changing(*args, **kwargs)
    except bots.RevokedError as error:
        raise ConflictError(str(error)) from error
