"""What is recorded of apps, however they are made."""

from typing import TYPE_CHECKING

from .actions import Action
from .recording import record

if TYPE_CHECKING:
    from accounts.models import BotApp
    from accounts.people import By


def record_app(app: "BotApp", *, by: "By", action: Action = Action.APP_CREATED) -> None:
    details = {"name": app.name, "scopes": app.scopes, "bot": app.bot.bot_id if app.bot else None}
    record(action, by=by, project_id=app.project_id, target=f"app {app.client_id}", details=details)
