"""Everything a program needs to start: a project with its owner, an API key, a bot and an app for its usage logs."""

from dataclasses import dataclass

from django.db import transaction

from accounts.audit import Action, record
from accounts.bots import create_app, rotate_app
from accounts.choices import Role, Scope
from accounts.keys.changing import create, revoke
from accounts.models import ApiKey, Bot, BotApp, Project, User
from accounts.projects import open_project
from accounts.secrets import random_text

# By this name a later run finds what an earlier one made.
MADE_BY = "bootstrap"
_COMMAND = "command bootstrap"


@dataclass(frozen=True)
class FirstAccess:
    """What was found or made; a secret is None unless it was made just now."""

    project: str
    email: str
    password: str | None
    api_key: str | None
    bot_id: str
    client_id: str
    client_secret: str | None


@transaction.atomic
def provide(project_name: str, email: str, password: str | None = None, *, rotate: bool = False) -> FirstAccess:
    """Finds or makes it all; safe to repeat. `rotate` replaces the key and the secret, never the password.

    Raises ValidationError for a name or an e-mail address that cannot be stored.
    """
    user, new_password = _person(email, password)
    project = _project(project_name, user)
    bot = project.default_bot()
    app, client_secret = _app(project, bot, rotate=rotate)
    return FirstAccess(
        project=project.name,
        email=user.email,
        password=new_password,
        api_key=_api_key(project, user, rotate=rotate),
        bot_id=bot.bot_id,
        client_id=app.client_id,
        client_secret=client_secret,
    )


def _person(email: str, password: str | None) -> tuple[User, str | None]:
    """The person, and the password if it had to be drawn. The first of an installation may do everything."""
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is not None:
        return user, None
    User(email=email).clean_fields(exclude=["password"])
    drawn = None if password else random_text(20)
    create = User.objects.create_user if User.objects.exists() else User.objects.create_superuser
    user = create(email, password or drawn)
    record(Action.PERSON_CREATED, by=_COMMAND, project_id=None, target=f"person {user.email}")
    return user, drawn


def _project(name: str, owner: User) -> Project:
    project = Project.objects.filter(name=name).first()
    if project is None:
        Project(name=name).clean_fields()
        return open_project(name, owner, by=_COMMAND)
    member, is_new = project.memberships.get_or_create(user=owner, defaults={"role": Role.OWNER})
    if is_new:
        details, target = {"role": member.role}, f"member {owner.email}"
        record(Action.MEMBER_JOINED, by=_COMMAND, project_id=project.pk, target=target, details=details)
    return project


def _api_key(project: Project, user: User, *, rotate: bool) -> str | None:
    earlier = ApiKey.objects.filter(project=project, name=MADE_BY)
    for key in earlier.usable() if rotate else ():
        revoke(key, by=_COMMAND)
    if earlier.usable().exists():
        return None
    return create(project, MADE_BY, [Scope.INGEST, Scope.READ], by=_COMMAND, created_by=user)[1]


def _app(project: Project, bot: Bot, *, rotate: bool) -> tuple[BotApp, str | None]:
    app = BotApp.objects.filter(project=project, bot=bot, name=MADE_BY, revoked_at=None).first()
    if app is None:
        return create_app(project, bot, MADE_BY, by=_COMMAND)
    return app, rotate_app(app, by=_COMMAND) if rotate else None
