"""The table of reads. Names people, keys and logs by id and in words, so that it outlives them."""

import zlib
from array import array
from collections.abc import Iterable
from datetime import timedelta
from itertools import accumulate, pairwise

from django.db import models
from django.db.models import F, Q

# Longer than any content is kept as a rule: what was done with it must still be known afterwards.
KEPT = timedelta(days=3 * 365)


def pack(keys: Iterable[int]) -> bytes:
    """Keys in ascending order as differences, compressed: two to four bytes a log of a page."""
    ordered = sorted(set(keys))
    return zlib.compress(array("q", [*ordered[:1], *(after - key for key, after in pairwise(ordered))]).tobytes(), 1)


def unpack(packed: bytes) -> list[int]:
    return list(accumulate(array("q", zlib.decompress(packed))))


class ContentRead(models.Model):
    """One request that showed content."""

    project_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    user_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)
    ip = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=80)  # name of the page or the door's call
    reason = models.TextField(blank=True)  # where the project demands one
    note = models.TextField(blank=True)  # which export
    count = models.IntegerField()  # logs
    packed_keys = models.BinaryField()
    first_key = models.BigIntegerField(null=True)
    last_key = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(F("project_id"), F("id").desc(), name="content_read_newest"),
            # One log was read: found at once. Of several: those whose range it lies in are looked through.
            models.Index(F("project_id"), F("first_key"), name="content_read_one", condition=Q(count=1)),
            models.Index(F("project_id"), F("first_key"), name="content_read_many", condition=Q(count__gt=1)),
        ]
        verbose_name = "content read"

    def __str__(self) -> str:
        return f"{self.actor}: {self.count} logs by {self.place}"

    @property
    def keys(self) -> list[int]:
        return unpack(bytes(self.packed_keys))
