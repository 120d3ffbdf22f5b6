"""Who may do what: users, projects, memberships, API keys, bots and the apps that read for them."""

import uuid
from datetime import datetime
from hmac import compare_digest

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import secrets
from accounts.addresses import Network, networks_of
from accounts.audit.models import AuditEntry
from accounts.choices import ReasonFrom, Role, Scope
from accounts.invitations.models import Invitation
from accounts.keys.models import KeyUse
from accounts.managers import KEY_MARK, ApiKeyQuerySet, BotAppManager, ProjectManager, UserManager
from accounts.second_factor.models import Authenticator, RecoveryCode
from accounts.sign_in.models import SignInTries

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Authenticator",
    "Bot",
    "BotApp",
    "Invitation",
    "KeyUse",
    "Membership",
    "Project",
    "RecoveryCode",
    "Role",
    "Scope",
    "SignInTries",
    "UsedToken",
    "User",
]


def new_bot_id() -> str:
    return f"st-{uuid.uuid4()}"


def new_client_id() -> str:
    return f"cs-{uuid.uuid4()}"


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(unique=True, help_text="Signs in with it; upper and lower case are the same.")
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True, help_text="Switch off instead of deleting a person.")
    is_staff = models.BooleanField(default=False, help_text="May open this admin.")
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = UserManager.normalize_email(self.email)

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = UserManager.normalize_email(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email


class Project(models.Model):
    """The wall between tenants: every log, key and bot belongs to one. Made by `Project.objects.open`."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    reason_from = models.CharField(
        max_length=16,
        choices=ReasonFrom.choices,
        default=ReasonFrom.NOBODY,
        help_text="Who has to give a reason before content is shown.",
    )
    requires_second_factor = models.BooleanField(
        default=False, help_text="Members without one are led to set it up before they see anything of the project."
    )
    members = models.ManyToManyField(User, through="Membership", related_name="projects")

    objects = ProjectManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def default_bot(self) -> "Bot":
        """The bot of logs that name none."""
        return self.bots.get(is_default=True)


class Membership(models.Model):
    """A person's role in a project."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id}: {self.role}"

    @property
    def scopes(self) -> frozenset[str]:
        return Role(self.role).scopes


class ApiKey(models.Model):
    """A program's credential. Its text is `llk_`, the prefix, `_` and a secret, and is not kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=200, help_text="What the key is for; shown in lists.")
    prefix = models.CharField(max_length=8, unique=True, help_text="The public part by which a key is recognised.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the whole key.")
    scopes = models.JSONField(default=list, help_text="What the key may do.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Refused from then on; empty: never.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    ip_ranges = models.JSONField(
        default=list, blank=True, help_text="Addresses it may be used from, as CIDR; none: from anywhere."
    )
    rate_per_minute = models.PositiveIntegerField(null=True, blank=True, help_text="Calls a minute; empty: any number.")
    old_digest = models.CharField(max_length=64, blank=True, help_text="Of the secret before the last rotation.")
    old_until = models.DateTimeField(null=True, blank=True, help_text="How long that secret still works.")
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To some seconds.")
    last_used_from = models.CharField(max_length=64, blank=True, help_text="From which address.")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} (llk_{self.prefix}_…)"

    def draw(self) -> str:
        """Draws the key's text, sets its prefix and digest without saving and returns it, for the only time."""
        self.prefix = secrets.random_text(8)
        return self.draw_secret()

    def draw_secret(self) -> str:
        """The same with the prefix that the key has."""
        text = f"{KEY_MARK}{self.prefix}_{secrets.random_text(32)}"
        self.digest = secrets.digest(text)
        return text

    @property
    def is_limited(self) -> bool:
        return self.rate_per_minute is not None or bool(self.ip_ranges)

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """`ip_ranges`, read."""
        return networks_of(self.ip_ranges)

    def accepts(self, digest: str) -> bool:
        """Whether a digest is that of its secret, or of the one before while that still works."""
        if compare_digest(self.digest, digest):
            return True
        is_old = bool(self.old_digest) and compare_digest(self.old_digest, digest)
        return is_old and self.old_until is not None and self.old_until > timezone.now()

    def is_usable(self, at: datetime | None = None) -> bool:
        if self.revoked_at is not None:
            return False
        return self.expires_at is None or self.expires_at > (at or timezone.now())


class Bot(models.Model):
    """What Kore.ai calls a bot: the owner of usage logs. One of a project takes the logs that name none."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bots")
    bot_id = models.CharField(max_length=64, unique=True, default=new_bot_id, help_text="As in the API's path.")
    name = models.CharField(max_length=200)
    is_default = models.BooleanField(default=False, help_text="Takes the logs of its project that name no bot.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(is_default=True),
                name="bot_one_default_per_project",
                violation_error_message="The project has a default bot already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BotApp(models.Model):
    """A client of the Kore.ai API: reads the usage logs of one bot, or of any bot of its project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bot_apps")
    bot = models.ForeignKey(
        Bot,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="apps",
        help_text="Empty: the app may ask for any bot of the project.",
    )
    name = models.CharField(max_length=200)
    client_id = models.CharField(max_length=64, unique=True, default=new_client_id, editable=False)
    # Encrypted and not hashed: it is the HMAC key of the app's tokens.
    secret_encrypted = models.TextField(editable=False)
    scopes = models.JSONField(default=list)
    enforce_jti = models.BooleanField(
        default=False, verbose_name="enforce JTI", help_text="Refuse tokens that could be used twice."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = BotAppManager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "bot app"

    def __str__(self) -> str:
        return f"{self.name} ({self.client_id})"

    def clean(self) -> None:
        super().clean()
        if self.bot is not None and self.project_id is not None and self.bot.project_id != self.project_id:
            raise ValidationError({"bot": "The bot belongs to another project."})

    @property
    def secret(self) -> str:
        return secrets.decrypt(self.secret_encrypted)

    def set_secret(self, text: str) -> None:
        self.secret_encrypted = secrets.encrypt(text)

    def draw_secret(self) -> str:
        """Draws a secret, sets it without saving and returns it in clear, for the only time."""
        text = secrets.random_text(44)
        self.set_secret(text)
        return text


class UsedToken(models.Model):
    """A one-time token of an app that has been used; kept until the token expires by itself."""

    app = models.ForeignKey(BotApp, on_delete=models.CASCADE, related_name="+")
    jti = models.CharField(max_length=64, help_text="SHA-256 of the claim, which may be any text.")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["app", "jti"], name="used_token_once")]

    def __str__(self) -> str:
        return self.jti
