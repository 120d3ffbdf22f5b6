"""Token buckets: how often a minute something may happen, over all workers of this machine.

A bucket holds a minute's worth and fills evenly. It is a file of sixteen bytes: a row in the database would cost every
call a commit, which stores of logs cannot spare, and memory would be each worker's own, so that a limit meant another
thing with every worker. Several machines over one PostgreSQL have a bucket each.
"""

import fcntl
import logging
import os
from contextlib import suppress
from pathlib import Path
from struct import Struct
from time import time

from django.conf import settings

_BUCKET = Struct("<dd")  # what is in it, and when that was, in seconds

logger = logging.getLogger(__name__)


def take(name: str, per_minute: int) -> float:
    """Takes one out of the bucket: 0, or the seconds until there will be one, and then none was taken."""
    try:
        file = _open(name)
    except OSError as error:
        # A full disk must not turn callers away; the log store itself will say so.
        logger.warning("The pace of %s is not kept: %s", name, type(error).__name__)
        return 0.0
    try:
        # Every opening has a lock of its own, so threads wait for each other as processes do; for microseconds.
        fcntl.flock(file, fcntl.LOCK_EX)
        return _take(file, per_minute)
    finally:
        os.close(file)


def forget(name: str) -> None:
    """What is revoked needs no bucket."""
    with suppress(OSError):
        (_folder() / name).unlink()


def _take(file: int, per_minute: int) -> float:
    now, a_second = time(), per_minute / 60
    raw = os.pread(file, _BUCKET.size, 0)
    held, at = _BUCKET.unpack(raw) if len(raw) == _BUCKET.size else (per_minute, now)
    # A clock that was set back fills nothing, and one that was set forward no more than a minute's worth.
    held = min(per_minute, held + max(0.0, now - at) * a_second)
    if held < 1:
        return (1 - held) / a_second
    os.pwrite(file, _BUCKET.pack(held - 1, now), 0)
    return 0.0


def _open(name: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(_folder() / name, flags, 0o600)
    except FileNotFoundError:
        _folder().mkdir(parents=True, exist_ok=True)
        return os.open(_folder() / name, flags, 0o600)


def _folder() -> Path:
    return settings.DATA_DIR / "key-pace"
