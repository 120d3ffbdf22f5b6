"""The table of erasures: who is to be erased, how far that is, and the receipt."""

from django.db import models
from django.db.models import F


class State(models.TextChoices):
    """What becomes of an erasure."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    HELD = "held", "Refused: legal hold"


class Erasure(models.Model):
    """One person of a project to be forgotten; their identifier goes from here too when it is done."""

    project_id = models.BigIntegerField()
    identifier = models.TextField(blank=True)  # as JSON text, which keeps what PostgreSQL has no characters for
    pseudonym = models.CharField(max_length=32)
    asked_by = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    receipt = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(F("project_id"), F("id").desc(), name="erasure_of_project")]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.pseudonym}: {self.state}"
