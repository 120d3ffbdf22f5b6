"""The table of dashboards. One row holds its charts in order, so that putting them in another order is one write."""

from django.db import models
from django.db.models import Q

MOST_CHARTS = 24
NAME_LENGTH = 80


class Dashboard(models.Model):
    """Charts that a project looks at together. Each of `charts` has an id, the chart's name, and what it counts:
    `q`, `time`, `since`, `until` as in the explorer's address.
    """

    project_id = models.BigIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    charts = models.JSONField(default=list)
    # The one that is made when nobody has made any: at most one, however many look at once.
    is_first = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["project_id", "id"], name="dashboard_project")]
        constraints = [models.UniqueConstraint("project_id", condition=Q(is_first=True), name="dashboard_one_first")]

    def __str__(self) -> str:
        return self.name
