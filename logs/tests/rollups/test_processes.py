"""Several processes write and fold at once, on a database of their own: none waits for ever, no change is lost."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from logs.tests.server import ROOT, manage, serving

WRITERS = 3


def test_processes_that_write_and_fold_lose_nothing(store):
    with serving(store) as server:  # its upkeep folds meanwhile

        def write(number):
            # Two of them write the same logs, so that one completes what the other stored.
            server.manage("demo_logs", "--count", "200", "--seed", str(number // 2), "--until", "2026-11-20T12:00Z")

        with ThreadPoolExecutor() as pool:
            assert len(list(pool.map(write, range(WRITERS)))) == WRITERS
        assert "agree" in server.manage("rebuild_rollups", "--verify").stdout
    assert "agree" in manage(server.environment, "rebuild_rollups", "--verify").stdout
    assert _count(server.environment) == 400


def _count(environment):
    code = "from logs.models import Log; print(Log.objects.of_project(1).count(), Log.objects.count())"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    known, there = map(int, done.stdout.split())
    assert known == there
    return known
