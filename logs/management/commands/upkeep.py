"""`manage.py upkeep`: what keeps a store in shape, beside `serve` or by hand."""

import gc
import os
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logs.upkeep.runner import run_once, run_until


class Command(BaseCommand):
    help = "Keep the store in shape: partitions, free space, planner statistics. `serve` runs this by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything once, then end")
        parser.add_argument("--parent", type=int, help="end when this process is no longer the parent (for serve)")

    def handle(self, *, once: bool, parent: int | None, **options: Any) -> None:
        if once:
            self._once()
            return
        over = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        _look_for_garbage_seldom()
        run_until(lambda: over.is_set() or (parent is not None and os.getppid() != parent))

    def _once(self) -> None:
        failed = run_once()
        if failed is None:
            raise CommandError("Another upkeep works on this store, such as that of a running server.")
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. See the lines above.")
        self.stdout.write("Done.")


def _look_for_garbage_seldom() -> None:
    """What jobs make by the ten thousand goes when it is used no more; looking through it took an eighth of a job."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
