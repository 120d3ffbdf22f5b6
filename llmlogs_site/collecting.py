"""Static files for `serve`: collected, named and compressed anew only where one of them has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from . import storage


def collect() -> None:
    """`collectstatic`, whose seconds of compressing a start need not wait for where its result is there already."""
    known = settings.STATIC_ROOT / "collected.txt"
    fingerprint = _fingerprint()
    if known.exists() and known.read_text() == fingerprint:
        return
    known.unlink(missing_ok=True)  # where it is stopped halfway, the next start begins again
    call_command("collectstatic", interactive=False, verbosity=0)
    known.write_text(fingerprint)


def _fingerprint() -> str:
    """Of every file that there is to collect, and of the rules for it."""
    files = {Path(storage.__file__), *_files()}
    facts = sorted(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _files() -> list[Path]:
    found = (each for finder in get_finders() for each in finder.list(None))
    return [Path(source.path(name)) for name, source in found]
