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
        # Before the server forks its workers: see _launch.
        self._running = _launch()
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
        while True:
            started = time.monotonic()
            code = self._running.wait()
            if self._over.is_set():
                return
            _logger.error("upkeep ended with %s; it is started again", code)
            pause = _FIRST_PAUSE_SECONDS if time.monotonic() - started > _LONGEST_PAUSE_SECONDS else pause * 2
            if self._over.wait(min(pause, _LONGEST_PAUSE_SECONDS)):
                return
            self._running = _launch()


def _launch() -> subprocess.Popen:
    # --parent: where the server is killed, nobody is left to stop it.
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "upkeep", "--parent", str(os.getpid())]
    # close_fds=False makes this a posix_spawn. A fork would wait for its pipe to close, and a worker that is forked at
    # the same moment holds that pipe open for as long as it lives; what Python opens is not inherited either way.
    return subprocess.Popen(command, close_fds=False)  # noqa: S603 - our own command
