"""Creating and finding the models of accounts; every row that others rely on is made here."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models, transaction
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.secrets import digest
from accounts.verified_keys import forget_verified_keys

if TYPE_CHECKING:
    from accounts.models import ApiKey, Bot, BotApp, Project, User

KEY_MARK = "llk_"
_KEY = re.compile(r"llk_([A-Za-z0-9]{8})_[A-Za-z0-9]{32}")


class UserManager(BaseUserManager):
    """Users by e-mail, whatever its case."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        if not self.normalize_email(email):
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class ProjectManager(models.Manager):
    """Projects are opened, not merely created: each has a default bot."""

    @transaction.atomic
    def open(self, name: str, owner: "User | None" = None) -> "Project":
        """The only way to a new project: with its default bot and, where one is given, its owner."""
        project = self.create(name=name)
        project.bots.create(name=name, is_default=True)
        if owner is not None:
            project.memberships.create(user=owner, role=Role.OWNER)
        return project


class ApiKeyQuerySet(models.QuerySet):
    """API keys: issued once in clear, afterwards known by prefix and digest only."""

    def issue(
        self,
        project: "Project",
        name: str,
        scopes: Iterable[str],
        expires_at: datetime | None = None,
        created_by: "User | None" = None,
        **limits: Any,
    ) -> "tuple[ApiKey, str]":
        """The new row and its plaintext, which nobody can read again."""
        key = self.model(
            project=project,
            name=name,
            scopes=ordered_scopes(scopes),
            expires_at=expires_at,
            created_by=created_by,
            **limits,
        )
        text = key.draw()
        key.save(using=self.db)
        return key, text

    def verify(self, text: str) -> "ApiKey | None":
        """The usable key of this plaintext; None for a malformed, unknown, expired or revoked one."""
        match = _KEY.fullmatch(text)
        key = self.select_related("project").filter(prefix=match[1]).first() if match else None
        if key is None or not key.accepts(digest(text)):
            return None
        return key if key.is_usable() else None

    def usable(self) -> "ApiKeyQuerySet":
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, revoked_at=None)

    def revoke(self) -> int:
        """Revokes what is not revoked yet, and says how many that were."""
        revoked = self.filter(revoked_at=None).update(revoked_at=timezone.now())
        forget_verified_keys()
        return revoked


class BotAppManager(models.Manager):
    """Apps of the Kore.ai API: their secret signs tokens, so it is kept encrypted."""

    def issue(
        self,
        project: "Project",
        bot: "Bot | None",
        name: str,
        scopes: Iterable[str] = (Scope.KORE_USAGE,),
        *,
        enforce_jti: bool = False,
    ) -> "tuple[BotApp, str]":
        """The new row and its plaintext secret. An app without a bot may ask for any bot of the project."""
        if bot is not None and bot.project_id != project.pk:
            raise ValueError("The bot belongs to another project.")
        app = self.model(project=project, bot=bot, name=name, scopes=ordered_scopes(scopes), enforce_jti=enforce_jti)
        secret = app.draw_secret()
        app.save(using=self._db)
        return app, secret


def ordered_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes without repetition, in the order of Scope; an unknown one is a ValueError."""
    wanted = {Scope(scope) for scope in scopes}
    return [scope.value for scope in Scope if scope in wanted]
