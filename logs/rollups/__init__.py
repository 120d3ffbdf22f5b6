"""Rollups: counts, sums and sketches by hour, day and month, kept in step with the logs by the writer's transaction.

`applying` notes what changed, `folding` adds the notes up into cells, `planning` finds out what cells know of a
queryset, `answering`, `histogram`, `percentiles` and `facets` ask them. This package knows no other of the store's.
"""

from .applying import apply
from .folding import MAX_FACTS, fold, fold_if_many, fold_some
from .notes import FIELDS
from .rebuilding import differences, rebuild, rebuild_if_new

__all__ = [
    "FIELDS",
    "MAX_FACTS",
    "apply",
    "differences",
    "fold",
    "fold_if_many",
    "fold_some",
    "rebuild",
    "rebuild_if_new",
]
