"""The tables of retention: the rules of a project, and what following them removed."""

from django.db import models
from django.db.models import F, Q

from ..holds import LONGEST_SUBJECT


class RetentionRule(models.Model):
    """How long content and logs are kept: of one customer, else of one bot, else (both empty) of all the project."""

    project_id = models.BigIntegerField()
    customer_id = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="")
    bot_id = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="")
    body_days = models.PositiveIntegerField(null=True, blank=True)  # prompts and replies; null: for ever
    log_days = models.PositiveIntegerField(null=True, blank=True)  # everything else of a log; null: for ever
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["customer_id", "bot_id"]
        constraints = [
            models.UniqueConstraint(fields=["project_id", "customer_id", "bot_id"], name="retention_rule_once"),
            models.CheckConstraint(condition=Q(customer_id="") | Q(bot_id=""), name="retention_rule_one_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.subject}"

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        if self.customer_id:
            return f"customer {self.customer_id}"
        return f"bot {self.bot_id}" if self.bot_id else "everything else"


class RetentionRun(models.Model):
    """What one pass over a project removed. Without an end it is under way, or was stopped and will be gone on with."""

    project_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    bodies = models.BigIntegerField(default=0)  # logs that lost their content and nothing else
    logs = models.BigIntegerField(default=0)  # logs that went whole
    body_bytes = models.BigIntegerField(default=0)  # of content, as it was stored

    class Meta:
        indexes = [models.Index(F("project_id"), F("started_at").desc(), name="retention_run_recent")]
        constraints = [
            models.UniqueConstraint(
                fields=["project_id"], condition=Q(finished_at__isnull=True), name="retention_run_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} at {self.started_at:%Y-%m-%d %H:%M}"
