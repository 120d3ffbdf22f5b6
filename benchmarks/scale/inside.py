"""The product from inside: a process with Django on one store that does what is asked in JSON lines on its stdin.

What no HTTP call offers is asked here: filling, counting, the SQL that a call sends, the same SQL by the bare driver.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .servers import ROOT
from .stores import Store


class Inside:
    """The other end, for the harness."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def ask(self, task: str, advance: Callable[[int], None] | None = None, **arguments: Any) -> Any:
        """The answer of one task. `advance` gets its progress. Raises RuntimeError where it failed."""
        self._process.stdin.write(json.dumps([task, arguments]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            kind, value = json.loads(line)
            if kind == "answer":
                return value
            if kind == "error":
                raise RuntimeError(f"{task}: {value}")
            if advance is not None:
                advance(value)
        raise RuntimeError(f"{task}: the process ended")


@contextmanager
def inside(store: Store) -> Iterator[Inside]:
    """A process on the store, which ends with the block."""
    command = [sys.executable, "-m", "benchmarks.scale.inside"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    # A session of its own: Ctrl-C is for the harness, which ends this in order.
    with subprocess.Popen(command, cwd=ROOT, env=store.environment, start_new_session=True, **pipes) as process:
        try:
            yield Inside(process)
        finally:
            process.stdin.close()
            if sys.exc_info()[0] is not None:
                process.terminate()


def main() -> None:
    """Serve tasks until stdin ends. Whatever else prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import django

    django.setup()
    from . import tasks

    def say(kind: str, value: Any) -> None:
        answers.write(json.dumps([kind, value]) + "\n")
        answers.flush()

    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            say("answer", tasks.TASKS[name](lambda count: say("advance", count), **arguments))
        except Exception as error:  # noqa: BLE001 - the harness decides
            say("error", f"{type(error).__name__}: {error}"[:2000])


if __name__ == "__main__":
    main()
