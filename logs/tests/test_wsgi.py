"""What a worker has done before its first request."""

import subprocess
import sys

LOADED = """
import gc, sys, llmlogs_site.wsgi
print(gc.get_freeze_count() > 100_000, "logs.dialects.kore.views" in sys.modules)
"""


def test_views_are_loaded_and_spared_by_the_collector():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["True", "True"]
