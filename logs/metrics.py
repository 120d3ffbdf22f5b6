"""What the server counts about itself, for Prometheus.

Imported first by a worker, never before the workers are forked: prometheus_client decides as it is imported whether
several processes count together, by PROMETHEUS_MULTIPROC_DIR, which `serve` sets.
"""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

ACCEPTED = Counter("llmlogs_logs_accepted", "Logs stored, those that completed an earlier one included.")
REFUSED = Counter("llmlogs_logs_refused", "Logs turned away with 429 or 503; nothing of them was stored.", ["reason"])
WAITING = Gauge("llmlogs_logs_waiting", "Logs that wait to be stored.", multiprocess_mode="livesum")
BATCH = Histogram("llmlogs_batch_logs", "Logs a transaction.", buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000))
COMMIT = Histogram(
    "llmlogs_commit_seconds",
    "Time of a transaction from its start to the disk.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)


def exposition() -> bytes:
    """All of it, over all processes of the server, in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)
