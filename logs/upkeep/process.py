"""The upkeep beside a server: a process in the server's group that ends with it and is started again when it dies."""

import logging
import os
import subprocess
import sys
import time
from threading import Event, Thread

from django.conf import settings

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_STOP_SECONDS = 10.0

_logger = logging.getLogger(__name__)


class UpkeepProcess:
    """Started and stopped by `serve`; a process of its own, so that no request shares an interpreter with upkeep."""

    def __init__(self) -> None:
        self._over = Event()
        self._running: subprocess.Popen | None = None
        self._thread = Thread(target=self._keep_alive, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it; by force where it does not end by itself."""
        self._over.set()
        running = self._running
        if running is None:
            return
        running.terminate()
        try:
            running.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()

    def _keep_alive(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._over.is_set():
            started = time.monotonic()
            # --parent: where the server is killed, nobody is left to stop it.
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "upkeep", "--parent", str(os.getpid())]
            self._running = subprocess.Popen(command)  # noqa: S603 - our own command
            code = self._running.wait()
            if self._over.is_set():
                return
            _logger.error("upkeep ended with %s; it is started again", code)
            pause = _FIRST_PAUSE_SECONDS if time.monotonic() - started > _LONGEST_PAUSE_SECONDS else pause * 2
            self._over.wait(min(pause, _LONGEST_PAUSE_SECONDS))
