"""The table of invitations."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.choices import Role


class InvitationQuerySet(models.QuerySet):
    """Invitations by their state."""

    def open(self) -> "InvitationQuerySet":
        """Those that may still be accepted."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """One link into one project. Its token is not kept, only a digest of it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=16, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token in the link.")
    note = models.CharField(max_length=200, blank=True, help_text="Whom it is meant for; for the list alone.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"to {self.project_id} as {self.role}"
