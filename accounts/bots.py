"""Bots and the apps that read for them: made, renamed, rotated and ended, each in one function, which records it."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import Action, record
from accounts.audit.subjects import record_app
from accounts.models import Bot, BotApp, Project
from accounts.people import By


class RevokedError(ValueError):
    """What is revoked stays so."""

    def __init__(self) -> None:
        super().__init__("The app is revoked; make another one.")


@transaction.atomic
def create_bot(project: Project, name: str, *, by: By) -> Bot:
    """A bot with an id of ours."""
    bot = project.bots.create(name=name)
    record(Action.BOT_CREATED, by=by, project_id=project.pk, target=f"bot {bot.bot_id}", details={"name": name})
    return bot


@transaction.atomic
def rename_bot(bot: Bot, name: str, *, by: By) -> None:
    """Its id stays: logs name it by that."""
    if name == bot.name:
        return
    details = {"name": {"from": bot.name, "to": name}}
    bot.name = name
    bot.save(update_fields=["name"])
    record(Action.BOT_CHANGED, by=by, project_id=bot.project_id, target=f"bot {bot.bot_id}", details=details)


@transaction.atomic
def create_app(
    project: Project, bot: Bot | None, name: str, *, by: By, enforce_jti: bool = False
) -> tuple[BotApp, str]:
    """The app and its secret, shown once. Without a bot it may ask for any bot of the project."""
    app, secret = BotApp.objects.issue(project, bot, name, enforce_jti=enforce_jti)
    record_app(app, by=by)
    return app, secret


@transaction.atomic
def change_app(app: BotApp, *, by: By, name: str | None = None, enforce_jti: bool | None = None) -> None:
    """Sets what is not None. Raises RevokedError."""
    _hold(app)
    wanted = {"name": name, "enforce_jti": enforce_jti}
    changed = {
        field: {"from": getattr(app, field), "to": value}
        for field, value in wanted.items()
        if value is not None and value != getattr(app, field)
    }
    if not changed:
        return
    for field, change in changed.items():
        setattr(app, field, change["to"])
    app.save(update_fields=list(changed))
    record(Action.APP_CHANGED, by=by, project_id=app.project_id, target=f"app {app.client_id}", details=changed)


@transaction.atomic
def rotate_app(app: BotApp, *, by: By) -> str:
    """Another secret, shown once; tokens under the old one are refused at once. Raises RevokedError."""
    _hold(app)
    secret = app.draw_secret()
    app.save(update_fields=["secret_encrypted"])
    record_app(app, by=by, action=Action.APP_ROTATED)
    return secret


@transaction.atomic
def revoke_app(app: BotApp, *, by: By) -> bool:
    """At once; whether it was not revoked yet."""
    now = timezone.now()
    if not BotApp.objects.filter(pk=app.pk, revoked_at=None).update(revoked_at=now):
        return False
    app.revoked_at = now
    record_app(app, by=by, action=Action.APP_REVOKED)
    return True


def _hold(app: BotApp) -> None:
    """Two changes of one app come one after the other."""
    if BotApp.objects.select_for_update().get(pk=app.pk).revoked_at is not None:
        raise RevokedError
