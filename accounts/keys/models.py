"""How much a key is used: calls a day."""

from django.db import models


class KeyUse(models.Model):
    """The calls of one key on one day, in UTC."""

    key = models.ForeignKey("accounts.ApiKey", on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    calls = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="key_use_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key_id} on {self.day}: {self.calls}"
