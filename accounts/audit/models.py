"""The table of the audit log. The model refuses what the database refuses as well: changing and deleting."""

import json
from typing import Any, NoReturn

from django.db import models
from django.db.models import F

from .actions import Action


class AppendOnlyError(TypeError):
    """An entry of the audit log can neither be changed nor deleted."""

    def __init__(self) -> None:
        super().__init__("The audit log is append-only; entries are made by accounts.audit.record.")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads only."""

    def of_project(self, project_id: int | None) -> "AuditQuerySet":
        return self.filter(project_id=project_id)

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    update = bulk_update = bulk_create = delete = update_or_create = get_or_create = _refuse


class AuditEntry(models.Model):
    """One thing that somebody did. Names people, keys and projects by id and in words, so that it outlives them."""

    # Counts from 1 without gaps: a number that is missing is an entry that was removed.
    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    # Without choices: SQLite would make the table anew, without its triggers, whenever there is another one.
    action = models.CharField(max_length=40)
    project_id = models.BigIntegerField(null=True)  # null: of the installation, such as a failed sign-in
    actor = models.TextField()
    user_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)
    ip = models.CharField(max_length=64, blank=True)
    target = models.TextField(blank=True)  # what was changed, such as `key llk_abcd1234`
    # JSON text and no JSON column: PostgreSQL writes numbers its own way, and the hash is over what is read back.
    details = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(F("project_id"), F("id").desc(), name="audit_of_project")]
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"

    def __str__(self) -> str:
        return f"{self.id}: {self.action} by {self.actor}"

    @property
    def label(self) -> str:
        """What was done, in words; what a later version recorded is shown as it is."""
        return Action(self.action).label if self.action in Action.values else self.action

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.details) if self.details else {}

    @property
    def wording(self) -> dict[str, str]:
        """The facts as a page shows them."""
        return {name.replace("_", " "): _worded(value) for name, value in self.facts.items()}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding or not self.hash:
            raise AppendOnlyError
        super().save(force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError


def _worded(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_worded, value)) or "none"
    words = {None: "none", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
