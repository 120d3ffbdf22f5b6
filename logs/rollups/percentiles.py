"""Percentiles of durations, from the sketches of cells where rollups have them, else from a sketch of the rows."""

from collections.abc import Sequence

from django.db.models import QuerySet

from .asking import Column, ask
from .conditions import Unplannable
from .levels import SKETCHED
from .planning import plan
from .shapes import Percentiles
from .sketches import RELATIVE_ERROR, Sketch, add_packed, bucket_of, percentile

SKETCH_COLUMNS = {"latency_ms": "c.latency_sketch", "ttft_ms": "c.ttft_sketch"}


def percentiles(logs: QuerySet, field: str, points: Sequence[float]) -> Percentiles:
    """Percentiles of latency_ms or ttft_ms. Raises ValueError for another field."""
    if field not in SKETCH_COLUMNS:
        raise ValueError(f"Percentiles are known of {', '.join(SKETCH_COLUMNS)}.")
    try:
        sketch = _from_cells(logs, field)
    except Unplannable:
        sketch = _of_rows(logs, field)
    values = {point: percentile(sketch, point) for point in points}
    return Percentiles(field, sketch.total(), values, RELATIVE_ERROR)


def _from_cells(logs: QuerySet, field: str) -> Sketch:
    """Raises Unplannable."""
    planned = plan(logs)
    if planned.cut not in SKETCHED:
        raise Unplannable
    answer = ask(logs, planned, [Column(SKETCH_COLUMNS[field], "bytea")])
    sketch = Sketch()
    for _, (blob,) in answer.cells:
        add_packed(sketch, bytes(blob))
    for _, fact in answer.facts:
        if (value := getattr(fact, field)) is not None:
            sketch[bucket_of(value)] += fact.sign
    for edge in planned.edges:
        sketch.update(_of_rows(edge, field))
    return sketch


def _of_rows(logs: QuerySet, field: str) -> Sketch:
    known = logs.filter(**{f"{field}__isnull": False}).order_by().values_list(field, flat=True)
    return Sketch(bucket_of(value) for value in known.iterator(chunk_size=10_000))
