"""The tables of the rollups. They hold nothing that the logs do not say; `rebuild_rollups` makes them anew."""

from django.db import models
from django.db.models import F, Q

from ..fields import IdentifierField, IdentifierHead


class RollupSeries(models.Model):
    """What the logs of a cell have in common. A column that the cut leaves out is null here.

    Columns are named and typed as in `Log`, so that a condition on logs can be put to this table as it stands.
    """

    digest = models.BinaryField(unique=True)  # 16 bytes over all that follows; identifiers may be too long for a key
    project_id = models.BigIntegerField()
    cut = models.SmallIntegerField()  # levels.Cut
    kind = IdentifierField(null=True)  # noqa: DJ001 - null is "any", and must not be taken for the kind ""
    provider = IdentifierField(null=True)
    model = IdentifierField(null=True)
    status = models.TextField(null=True)  # noqa: DJ001
    customer_id = IdentifierField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project_id", "cut"], name="rollup_series_cut"),
            models.Index(
                F("project_id"),
                F("cut"),
                IdentifierHead("customer_id"),
                name="rollup_series_customer",
                condition=Q(customer_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.cut}"


class RollupCell(models.Model):
    """Counts and sums over the logs of a series that started within one hour, day or month.

    Sums leave out what is unknown. Dollars are held as whole millionths and the rest, so that no sum overflows.
    """

    series_id = models.BigIntegerField()
    project_id = models.BigIntegerField()
    level = models.SmallIntegerField()  # levels.Level: which cut, how long
    start = models.IntegerField()  # hours since 1970

    total = models.BigIntegerField()
    succeeded = models.BigIntegerField()
    completed = models.BigIntegerField()
    latency_count = models.BigIntegerField()
    ttft_count = models.BigIntegerField()
    rate_count = models.BigIntegerField()
    cost_count = models.BigIntegerField()
    prompt_tokens = models.BigIntegerField()
    completion_tokens = models.BigIntegerField()
    total_tokens = models.BigIntegerField()
    cost_micros = models.BigIntegerField()
    cost_rest = models.BigIntegerField()  # of 1e-12 dollars
    oversized = models.BigIntegerField()  # logs whose numbers are too large for the sums, which leave them out
    latency_ms = models.FloatField()
    ttft_ms = models.FloatField()
    rate = models.FloatField()  # completion tokens a second, summed over logs

    latency_sketch = models.BinaryField(null=True)  # sketches.pack; null in cuts that have none
    ttft_sketch = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series_id", "level", "start"], name="rollup_cell")]
        indexes = [models.Index(fields=["project_id", "level", "start"], name="rollup_cell_time")]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.level}/{self.start}"


class RollupDelta(models.Model):
    """What one transaction changed and no cell has yet (`applying.py`). Writers append, so they never wait here."""

    id = models.BigAutoField(primary_key=True)
    project_id = models.BigIntegerField()
    size = models.IntegerField()  # facts in the blob
    blob = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class RollupState(models.Model):
    """The one row whose lock lets one process at a time change cells."""

    resumes_at = models.DateTimeField(null=True)  # notes wait until then: the cells are being made anew

    def __str__(self) -> str:
        return f"paused until {self.resumes_at}" if self.resumes_at else "open"
