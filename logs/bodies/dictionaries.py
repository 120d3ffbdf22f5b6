"""The zstd dictionaries by number: those shipped with llmlogs are files, those learnt from a project's logs are rows.

None ever changes or goes, as blobs name theirs by number and cannot be read without it.
"""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from time import monotonic

import zstandard
from django.db import Error
from django.db.models import Max

from ..models import BodyDictionary

NONE = 0
SHIPPED = 1  # for what no project's own is there for; made by benchmarks/train_dictionary.py
FIRST_LEARNT, LAST = 256, 2**16 - 1
_REFRESH_SECONDS = 2.0
_REMEMBERED = 64  # made ready: a megabyte each, or two

_newest: dict[int, int] = {}  # by project
_asked_at = float("-inf")


def of_project(project_id: int) -> int:
    """The number of the dictionary for what a project writes now. No query."""
    return _newest.get(project_id, SHIPPED)


def refresh() -> None:
    """Hear of those that were learnt since: by the writer, after its batches, as packing must not wait."""
    global _newest, _asked_at
    if monotonic() - _asked_at > _REFRESH_SECONDS:
        _asked_at = monotonic()
        with suppress(Error):  # it will be asked again
            rows = BodyDictionary.objects.values("project_id").annotate(newest=Max("id"))
            _newest = {row["project_id"]: row["newest"] for row in rows}


@lru_cache(maxsize=_REMEMBERED)
def dictionary(number: int, level: int | None = None) -> zstandard.ZstdCompressionDict | None:
    """A dictionary, made ready to compress at a level where one is given. None for NONE. Raises ValueError."""
    if number == NONE:
        return None
    found = zstandard.ZstdCompressionDict(_bytes(number))
    if level is not None:
        found.precompute_compress(level=level)
    return found


def _bytes(number: int) -> bytes:
    if number >= FIRST_LEARNT:
        blob = BodyDictionary.objects.filter(pk=number).values_list("blob", flat=True).first()
    else:
        path = Path(__file__).with_name(f"dictionary_{number}.zdict")
        blob = path.read_bytes() if path.exists() else None
    if blob is None:
        raise ValueError(f"unknown dictionary {number}")
    return bytes(blob)
