"""The table of tries to sign in."""

from django.db import models


class SignInTries(models.Model):
    """How often somebody has tried in a row: for one account from one address, or from one address at all."""

    # The e-mail as it was tried, whether or not it is anybody's; empty: all accounts.
    account = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=64, blank=True, help_text="Of IPv6 the network of 64 bits.")
    tries = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-tried_at", "-id"]
        verbose_name = "sign-in tries"
        verbose_name_plural = "sign-in tries"
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="sign_in_tries_once")]

    def __str__(self) -> str:
        return " from ".join(filter(None, [self.account or "any account", self.address]))
