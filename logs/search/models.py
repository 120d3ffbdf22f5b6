"""Tables of the search index, and the queue of logs that it does not know yet. All of it can be made again."""

from django.db import models
from django.db.models import F, Q

from ..engines.keys import KeyField


class SearchQueue(models.Model):
    """A log whose text the index does not know, or not as it is now. Written with the log, in one transaction."""

    project_id = models.BigIntegerField()
    log_id = models.BigIntegerField()
    queued_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(F("project_id"), F("log_id"), name="search_waiting")]

    def __str__(self) -> str:
        return str(self.log_id)


class SearchSegment(models.Model):
    """Some logs of one project with the terms in them. It is never changed, only replaced by a larger one."""

    project_id = models.BigIntegerField()
    low_key = models.BigIntegerField(default=0)  # its oldest and its newest log
    high_key = models.BigIntegerField(default=0)
    logs = models.IntegerField(default=0)
    size = models.IntegerField(default=0)  # documents: logs and the message parts they hold
    is_live = models.BooleanField(default=False)  # false before it is complete, and again when it is replaced
    replaced_at = models.DateTimeField(null=True)  # whoever reads it yet has some time to finish
    made_at = models.DateTimeField()  # or last checked for logs that are gone

    class Meta:
        indexes = [models.Index(F("project_id"), F("high_key").desc(), name="search_live", condition=Q(is_live=True))]

    def __str__(self) -> str:
        return str(self.pk)


class SearchPage(models.Model):
    """A blob of a segment. The key says which: the segment's id, then 20 bits of the page's number."""

    id = KeyField(primary_key=True)
    blob = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)


class SearchStale(models.Model):
    """A log that a segment tells about as it was before; another one knows better."""

    segment_id = models.BigIntegerField()
    log_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment_id", "log_id"], name="search_stale_once")]

    def __str__(self) -> str:
        return f"{self.log_id} in {self.segment_id}"
