"""Dictionaries of what a project's own logs share: early, as only what comes later is the smaller for it."""

from django.db.models import Max, Sum

from .. import bodies
from ..models import BodyDictionary, SearchSegment

FIRST = 250  # logs from which a project's first is learnt
GROWN = 8  # times as many logs, after which another is tried

_tried: dict[tuple[str, int], int] = {}  # logs of a project when one was tried last, here; by store and project


def learn(alias: str) -> bool:
    """The dictionary of one project, if one has logs enough; the search index knows how many it has."""
    live = SearchSegment.objects.filter(is_live=True)
    learnt = dict(
        BodyDictionary.objects.values("project_id").annotate(logs=Max("logs")).values_list("project_id", "logs")
    )
    for project_id, logs in live.values_list("project_id").annotate(logs=Sum("logs")):
        tried = max(learnt.get(project_id, 0), _tried.get((alias, project_id), 0))
        if logs >= max(FIRST, tried * GROWN):
            _tried[alias, project_id] = logs
            bodies.learn(project_id, logs)
            return True
    return False
