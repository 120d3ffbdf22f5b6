"""Legal holds: logs that must stay, whatever a rule, a person or a command says. Every way of deleting asks here."""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from accounts.audit import Action, record
from accounts.audit.actors import actor_of
from accounts.models import Bot

from .querysets import LogQuerySet

# As many characters as an index entry of PostgreSQL has room for, whatever the script.
LONGEST_SUBJECT = 600


class LegalHold(models.Model):
    """Logs of a project that nobody may remove: of a customer, a bot, a thread, or (all empty) all of them."""

    project_id = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    customer_id = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="")
    bot_id = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="")
    thread_id = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="")
    placed_at = models.DateTimeField(auto_now_add=True)
    placed_by = models.CharField(max_length=254)  # stays when the person is gone
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        ordering = ["-placed_at", "-id"]
        indexes = [models.Index(F("project_id"), name="legal_hold_active", condition=Q(lifted_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.subject}"

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        named = {"customer": self.customer_id, "bot": self.bot_id, "thread": self.thread_id}
        return " and ".join(f"{name} {value}" for name, value in named.items() if value) or "all logs"


def active_holds(project_id: int | None = None) -> QuerySet[LegalHold]:
    """Those that are not lifted; of every project where none is named."""
    holds = LegalHold.objects.filter(lifted_at__isnull=True)
    return holds if project_id is None else holds.filter(project_id=project_id)


def without_held(logs: LogQuerySet) -> LogQuerySet:
    """Those of `logs` that no hold keeps. One query where there are none."""
    held = _condition(active_holds())
    return logs if held is None else logs.exclude(held)


def only_held(logs: LogQuerySet) -> LogQuerySet:
    """Those of `logs` that a hold keeps."""
    held = _condition(active_holds())
    return logs.none() if held is None else logs.filter(held)


def place(project_id: int, *, by: HttpRequest | Request | str, reason: str, **subject: str) -> LegalHold:
    """From now on its logs stay; `subject` has any of customer_id, bot_id and thread_id, and none for all logs."""
    with transaction.atomic():
        hold = LegalHold.objects.create(project_id=project_id, reason=reason, placed_by=actor_of(by).name, **subject)
        record(
            Action.HOLD_PLACED,
            by=by,
            project_id=project_id,
            target=hold.subject,
            details={"id": hold.pk},
        )
    return hold


def lift(hold: LegalHold, *, by: HttpRequest | Request | str) -> None:
    """From now on rules and people may remove its logs; what was due meanwhile goes with the next pass."""
    with transaction.atomic():
        lifted = LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True)
        if lifted.update(lifted_at=timezone.now(), lifted_by=actor_of(by).name):
            record(Action.HOLD_LIFTED, by=by, project_id=hold.project_id, target=hold.subject, details={"id": hold.pk})
    hold.refresh_from_db()


def of_subject(project_id: int, *, customer_id: str = "", bot_id: str = "", thread_id: str = "") -> Q:
    """The logs of a project that a rule or a hold is about; logs that name no bot belong to the default bot."""
    found = Q(project_id=project_id)
    if customer_id:
        found &= Q(customer_id=customer_id)
    if thread_id:
        found &= Q(thread_id=thread_id)
    if bot_id:
        is_default = Bot.objects.filter(project_id=project_id, bot_id=bot_id, is_default=True).exists()
        found &= Q(bot_id=bot_id) | Q(bot_id__isnull=True) if is_default else Q(bot_id=bot_id)
    return found


def _condition(holds: Iterable[LegalHold]) -> Q | None:
    found: Q | None = None
    for hold in holds:
        named = {"customer_id": hold.customer_id, "bot_id": hold.bot_id, "thread_id": hold.thread_id}
        one = of_subject(hold.project_id, **named)
        found = one if found is None else found | one
    return found
