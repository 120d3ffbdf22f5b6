"""The tables of second factors."""

from django.conf import settings
from django.db import models

from accounts import secrets


class Authenticator(models.Model):
    """The app that shows a person's codes; it counts once a code of it has been entered."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authenticator")
    # Encrypted and not hashed: every code is computed from it.
    secret_encrypted = models.TextField(editable=False)
    confirmed_at = models.DateTimeField(null=True)
    # The half minute of the last code that was taken: it and earlier ones are not taken again.
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"of {self.user_id}"

    @property
    def secret(self) -> str:
        """Base 32."""
        return secrets.decrypt(self.secret_encrypted)


class RecoveryCode(models.Model):
    """Signs in once where the app is lost. Only a digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"of {self.user_id}"
