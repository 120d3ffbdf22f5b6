"""Percentiles of durations, from the sketches of cells where rollups have them, else from a sketch of the rows."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from .asking import Column, ask
from .conditions import Unplannable
from .levels import SKETCHED
from .planning import plan
from .shapes import Percentiles
from .sketches import RELATIVE_ERROR, Sketch, add_packed, bucket_of, percentile

SKETCH_COLUMNS = {"latency_ms": "c.latency_sketch", "ttft_ms": "c.ttft_sketch"}


def percentiles(logs: QuerySet, field: str, points: Sequence[float]) -> Percentiles:
    """Percentiles of latency_ms or ttft_ms. Raises ValueError for another field."""
    return percentiles_of(logs, [field], points)[field]


def percentiles_of(logs: QuerySet, fields: Sequence[str], points: Sequence[float]) -> dict[str, Percentiles]:
    """Of several durations by as many queries as of one."""
    if not SKETCH_COLUMNS.keys() >= set(fields):
        raise ValueError(f"Percentiles are known of {', '.join(SKETCH_COLUMNS)}.")
    try:
        sketches = _from_cells(logs, fields)
    except Unplannable:
        sketches = _of_rows(logs, fields)
    return {
        field: Percentiles(field, one.total(), {point: percentile(one, point) for point in points}, RELATIVE_ERROR)
        for field, one in zip(fields, sketches, strict=True)
    }


def _from_cells(logs: QuerySet, fields: Sequence[str]) -> list[Sketch]:
    """Raises Unplannable."""
    planned = plan(logs)
    if planned.cut not in SKETCHED:
        raise Unplannable
    answer = ask(logs, planned, [Column(SKETCH_COLUMNS[field], "bytea") for field in fields])
    sketches = [Sketch() for _ in fields]
    for _, blobs in answer.cells:
        for sketch, blob in zip(sketches, blobs, strict=True):
            add_packed(sketch, bytes(blob))
    for _, fact in answer.facts:
        for sketch, field in zip(sketches, fields, strict=True):
            if (value := getattr(fact, field)) is not None:
                sketch[bucket_of(value)] += fact.sign
    for edge in planned.edges:
        for sketch, more in zip(sketches, _of_rows(edge, fields), strict=True):
            sketch.update(more)
    return sketches


def _of_rows(logs: QuerySet, fields: Sequence[str]) -> list[Sketch]:
    known = reduce(or_, (Q(**{f"{field}__isnull": False}) for field in fields))
    sketches = [Sketch() for _ in fields]
    for values in logs.filter(known).order_by().values_list(*fields).iterator(chunk_size=10_000):
        for sketch, value in zip(sketches, values, strict=True):
            if value is not None:
                sketch[bucket_of(value)] += 1
    return sketches
