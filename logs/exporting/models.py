"""The table of exports: what somebody asked for, and how far its file is."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

# How long a file is kept, from the moment it is whole.
KEPT = timedelta(days=7)


class State(models.TextChoices):
    """What becomes of an export."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Export(models.Model):
    """One file somebody asked for. It is theirs alone: `user_id` or `key_id` is who may see it.

    Relative times in `q` mean what they meant at `created_at` in `zone`; logs that came later are not in the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)

    format = models.TextField()  # shapes.Format
    columns = models.JSONField(default=list)  # names; none: all there are
    has_content = models.BooleanField(default=False)
    q = models.TextField(blank=True, default="")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    zone = models.TextField(default="UTC")
    created_at = models.DateTimeField()

    last_key = models.BigIntegerField()  # the newest log when it was ordered
    state = models.TextField(choices=State.choices, default=State.WAITING)
    key = models.BigIntegerField(default=-1)  # of the last log that was looked at
    rows = models.BigIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)  # of what has grown, then of the file
    total = models.BigIntegerField(null=True)  # null until it is counted
    is_total_whole = models.BooleanField(default=True)  # else there are at least so many
    failures = models.SmallIntegerField(default=0)  # in a row
    problem = models.TextField(blank=True, default="")  # a sentence, where it failed
    touched_at = models.DateTimeField()  # whose turn it is: the one longest ago
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(F("project_id"), F("created_at").desc(), name="export_project"),
            models.Index(
                F("touched_at"), name="export_unfinished", condition=Q(state__in=[State.WAITING, State.RUNNING])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.id}"

    @property
    def expires_at(self) -> datetime | None:
        """When it is removed; None while it is unfinished."""
        return None if self.finished_at is None else self.finished_at + KEPT

    @property
    def is_unfinished(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def share(self) -> float | None:
        """How much of it is done, 0 to 1; None where nobody knows."""
        if self.state == State.DONE:
            return 1.0
        if not self.total or not self.is_total_whole:
            return None
        return min(self.rows / self.total, 1.0)
