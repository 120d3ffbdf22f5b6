"""What cells know of logs told apart by dimensions: sums and sketches of each group. Raises where they do not know.

For pages that list the values of a dimension: these have another way to go than to read the rows.
"""

from collections.abc import Mapping

from django.db.models import QuerySet

from .answering import measures_by
from .asking import Column, Key, ask
from .conditions import Unplannable
from .levels import CUT_SPANS, DIMENSIONS, SKETCHED, Span
from .measures import stats_of
from .planning import Plan, plan
from .shapes import Stats
from .sketches import Sketch, add_packed, bucket_of

__all__ = ["Unplannable", "has_bins", "sketches_by", "stats_by"]


def stats_by(logs: QuerySet, *dimensions: str) -> Mapping[Key, Stats]:
    """Counts and sums by the values of dimensions, exactly. Raises Unplannable."""
    found = measures_by(logs, _planned(logs, *dimensions), dimensions)
    return {key: stats_of(measures) for key, measures in found.items() if measures[0]}


def sketches_by(logs: QuerySet, *dimensions: str) -> Mapping[Key, Sketch]:
    """Sketches of latency by the values of dimensions. Raises Unplannable; no cut with customers has sketches."""
    planned = _planned(logs, *dimensions)
    if planned.cut not in SKETCHED:
        raise Unplannable
    answer = ask(logs, planned, [Column("c.latency_sketch", "bytea")], dimensions)
    found: dict[Key, Sketch] = {}
    for key, (blob,) in answer.cells:
        add_packed(found.setdefault(key, Sketch()), bytes(blob))
    for texts, fact in answer.facts:
        if fact.latency_ms is not None:
            key = tuple(texts[DIMENSIONS.index(name)] for name in dimensions)
            found.setdefault(key, Sketch())[bucket_of(fact.latency_ms)] += fact.sign
    for edge in planned.edges:
        known = edge.filter(latency_ms__isnull=False).order_by().values_list(*dimensions, "latency_ms")
        for *key, latency_ms in known.iterator(chunk_size=10_000):
            found.setdefault(tuple(key), Sketch())[bucket_of(latency_ms)] += 1
    return found


def has_bins(logs: QuerySet, bucket: str, *dimensions: str) -> bool:
    """Whether a histogram by `hour` or `day` and these dimensions comes from cells."""
    try:
        planned = _planned(logs, *dimensions)
    except Unplannable:
        return False
    return bucket == "day" or (bucket == "hour" and Span.HOUR in CUT_SPANS[planned.cut])


def _planned(logs: QuerySet, *dimensions: str) -> Plan:
    if not set(dimensions) <= set(DIMENSIONS):
        raise Unplannable
    return plan(logs, *dimensions)
