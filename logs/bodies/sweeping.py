"""Sweeping: parts that no body and no other part refers to any more are removed, a stretch at a time, beside ingest.

Nobody can refer to a part without holding its row first (`storing`). So the sweep takes the rows it wants to remove,
leaving those that somebody holds, and looks again: who comes later finds the part gone and writes it anew.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull

from ..engines import writing
from ..models import LogBody, LogPart
from ..routers import logs_alias

STRETCH = 500  # parts that one step looks at


class Swept(NamedTuple):
    """What a step removed, and where the next one goes on; None where it was the last."""

    removed: list[int]
    before: int | None


def sweep_parts(before: int | None = None, stretch: int = STRETCH) -> Swept:
    """Look at the newest `stretch` parts with an id below `before` and remove what nothing refers to.

    Newest first: a part is newer than those before it in its chain, so one pass removes a whole chain.
    """
    parts = LogPart.objects.order_by("-id")
    keys = list((parts if before is None else parts.filter(id__lt=before)).values_list("id", flat=True)[:stretch])
    dead = _dead(keys)
    removed = _remove(dead) if dead else []
    return Swept(removed, keys[-1] if len(keys) == stretch else None)


def _remove(keys: Collection[int]) -> list[int]:
    with writing(logs_alias()):
        held = LogPart.objects.filter(id__in=keys).select_for_update(skip_locked=True).values_list("id", flat=True)
        dead = _dead(list(held))
        LogPart.objects.filter(id__in=dead).delete()
    return sorted(dead)


def _dead(keys: Collection[int]) -> set[int]:
    """Those of some parts that no body refers to, and no part but such as are dead themselves."""
    messages = LogBody.objects.filter(messages_part_id=OuterRef("id"))
    tools = LogBody.objects.filter(tools_part_id=OuterRef("id"))
    unused = _without_any(messages, _without_any(tools, LogPart.objects.filter(id__in=keys)))
    parents = dict(unused.values_list("id", "parent_id"))
    elsewhere = LogPart.objects.filter(parent_id=OuterRef("id")).exclude(id__in=parents)
    found = _without_any(elsewhere, LogPart.objects.filter(id__in=parents)).values_list("id", flat=True)
    dead = set(found)
    for alive in parents.keys() - dead:
        while (alive := parents.get(alive)) is not None:
            dead.discard(alive)
    return dead


def _without_any(others: QuerySet, parts: QuerySet) -> QuerySet:
    """Those of `parts` that have none of `others`; one look at an index each, whatever a planner thinks of EXISTS."""
    return parts.filter(IsNull(Subquery(others.values("id")[:1]), True))
