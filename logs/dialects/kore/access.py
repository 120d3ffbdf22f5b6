"""Who calls Kore.ai's API: an app, by its token in the header `auth`, for a bot in the path."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.choices import Scope
from accounts.kore_jwt import KoreTokenError, app_of_token
from accounts.models import Bot, BotApp

from .errors import SDK_CODE, UNKNOWN_BOT, WRONG_SCOPE, KoreError, invalid_credentials


class KoreAppAuthentication(BaseAuthentication):
    """The app that signed the bare token in `auth`; it becomes `request.auth`."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, BotApp]:
        try:
            app, _ = app_of_token(request.headers.get("auth", "").strip())
        except KoreTokenError as error:
            raise KoreError(error.http_status, error.message, error.code) from error
        return AnonymousUser(), app


def bot_for(app: BotApp, bot_id: str) -> Bot:
    """The bot of the path where the app may read it. The bot is judged before the scope (contract B10)."""
    bot = _own_bot(app.bot, bot_id) if app.bot is not None else _bot_of_project(app.project_id, bot_id)
    if Scope.KORE_USAGE not in app.scopes:
        raise KoreError(401, WRONG_SCOPE, SDK_CODE)
    return bot


def _own_bot(bot: Bot, bot_id: str) -> Bot:
    if bot.bot_id != bot_id:
        raise invalid_credentials()
    return bot


def _bot_of_project(project_id: int, bot_id: str) -> Bot:
    # PostgreSQL takes no U+0000 in a question either.
    bot = None if "\0" in bot_id else Bot.objects.filter(project_id=project_id, bot_id=bot_id).first()
    if bot is None:
        raise KoreError(400, UNKNOWN_BOT)
    return bot
