"""Sketches of durations by time: from cells no longer than a bucket where rollups have them, else from the rows."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from .asking import START, Column, ask
from .conditions import Unplannable
from .histogram import CELL_SPANS, begin
from .levels import SKETCHED, moment_of
from .percentiles import SKETCH_COLUMNS
from .planning import plan
from .sketches import Sketch, add_packed, bucket_of

Trend = Mapping[datetime, Sketch]


def trend(logs: QuerySet, bucket: str, field: str) -> Trend:
    """A sketch of latency_ms or ttft_ms for each bucket of `histogram` that has logs with it."""
    try:
        return _from_cells(logs, bucket, field)
    except Unplannable:
        return _from_rows(logs, bucket, field)


def _from_cells(logs: QuerySet, bucket: str, field: str) -> Trend:
    """Raises Unplannable."""
    planned, longest = plan(logs), CELL_SPANS.get(bucket)
    if longest is None or planned.cut not in SKETCHED:
        raise Unplannable
    answer = ask(logs, planned, [Column(SKETCH_COLUMNS[field], "bytea")], (START,), longest)
    found: dict[datetime, Sketch] = defaultdict(Sketch)
    for (hour,), (blob,) in answer.cells:
        add_packed(found[begin(bucket, moment_of(hour))], bytes(blob))
    for _, fact in answer.facts:
        if (value := getattr(fact, field)) is not None:
            found[begin(bucket, moment_of(fact.hour))][bucket_of(value)] += fact.sign
    for edge in planned.edges:
        for start, sketch in _from_rows(edge, bucket, field).items():
            found[start].update(sketch)
    return found


def _from_rows(logs: QuerySet, bucket: str, field: str) -> Trend:
    found: dict[datetime, Sketch] = defaultdict(Sketch)
    known = logs.filter(**{f"{field}__isnull": False}).order_by().values_list("started_at", field)
    for moment, value in known.iterator(chunk_size=10_000):
        found[begin(bucket, moment)][bucket_of(value)] += 1
    return found
