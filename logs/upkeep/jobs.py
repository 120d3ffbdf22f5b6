"""The jobs of upkeep: what is done, and how often."""

from collections.abc import Callable
from dataclasses import dataclass

from . import (
    dictionaries,
    erasures,
    exports,
    indexing,
    partitions,
    parts,
    reads,
    repeats,
    retention,
    rollups,
    space,
    statistics,
)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do every so often, in bounded steps: `run` says whether there is more to do right now.

    It gets the alias of the logs' database. It must be safe to stop at any moment and to run again.
    """

    name: str
    every_seconds: float
    run: Callable[[str], bool]


JOBS = (
    Job("partitions", 60, partitions.make),
    Job("dictionaries", 2, dictionaries.learn),
    Job("parts", 3600, parts.sweep),
    Job("retention", 3600, retention.follow),
    Job("space", 60, space.reclaim),
    Job("statistics", 600, statistics.refresh),
    # Often, so that little of what is searched must be read log by log.
    Job("search", 0.25, indexing.index),
    Job("search-merge", 1, indexing.merge),
    Job("search-tidy", 60, indexing.tidy),
    Job("erasures", 1, erasures.carry_out),
    Job("exports", 1, exports.write),
    Job("exports-expired", 600, exports.expire),
    Job("reads-expired", 3600, reads.forget),
    Job("answers-expired", 3600, repeats.forget),
    Job("rollups", 1, rollups.fold),
)
