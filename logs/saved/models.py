"""The tables of saved views and recent searches."""

from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Q

LONGEST_NAME = 100
# What of a view stands in the address of the list, in this order; `columns` may be there several times.
PARAMETERS = ("q", "time", "since", "until", "sort", "columns")
_READABLE = ":*/@()"  # as in every address of the list


class SavedView(models.Model):
    """A search of a project under a name: query, time, order and columns, as the address of the list has them."""

    project_id = models.BigIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    q = models.TextField(blank=True, default="")
    time = models.CharField(max_length=20, blank=True, default="")  # a period that ends now, such as 24h
    since = models.CharField(max_length=40, blank=True, default="")  # ISO 8601
    until = models.CharField(max_length=40, blank=True, default="")
    sort = models.CharField(max_length=20, blank=True, default="")
    columns = models.JSONField(default=list, blank=True)
    is_default = models.BooleanField(default=False)  # where the project opens
    user_id = models.BigIntegerField(null=True)  # who saved it, a person or a key
    key_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project_id", "name"], name="saved_view_name"),
            models.UniqueConstraint(fields=["project_id"], condition=Q(is_default=True), name="saved_view_one_default"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The query string of the list."""
        values = {name: getattr(self, name) for name in PARAMETERS}
        return urlencode({name: value for name, value in values.items() if value}, doseq=True, safe=_READABLE)


class RecentSearch(models.Model):
    """A query somebody ran in a project, of which the newest are kept."""

    project_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    q = models.TextField()
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(F("user_id"), F("project_id"), F("used_at").desc(), name="recent_search")]

    def __str__(self) -> str:
        return self.q
