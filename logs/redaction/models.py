"""The table of rules."""

from django.db import models

from .kinds import Kind, Mode

LONGEST_NAME = 40


class RedactionRule(models.Model):
    """What a project wants done with one kind of thing in its logs. A kind without a rule is off."""

    project_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    # What marks and counts call it: the kind itself, or what an expression was called.
    name = models.CharField(max_length=LONGEST_NAME)
    is_on = models.BooleanField(default=True)
    mode = models.CharField(max_length=16, choices=Mode.choices, default=Mode.MASK)
    expression = models.TextField(blank=True, default="")  # of a custom rule, in RE2's syntax
    region = models.CharField(max_length=2, blank=True, default="")  # of phone numbers without a country: US, DE, ...
    in_identifiers = models.BooleanField(default=False)  # looks into ids of customers, threads and the like too
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project_id", "name"], name="redaction_rule_name")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.name}"
