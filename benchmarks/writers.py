"""Many writers against several server processes: nothing lost, nothing doubled, nothing refused.

    python benchmarks/writers.py --seconds 60 --processes 2 --writers 8

Each writer posts logs with ids of its own, every tenth twice, and keeps those that were acknowledged; at the end the
store must hold exactly these.
"""

import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from logs.tests.server import Server, new_store, serving

STATS = "/api/logs?limit=1"
MESSAGE = {"role": "user", "content": "Where is my order? " * 20}


@dataclass
class Tally:
    """What one writer saw."""

    acknowledged: set[str] = field(default_factory=set)
    answers: Counter = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def hammer(server: Server, seconds: float, writers: int) -> list[Tally]:
    """Let the writers post for some seconds; what each of them saw."""
    until = time.monotonic() + seconds
    tallies = [Tally() for _ in range(writers)]
    threads = [threading.Thread(target=_write, args=(server, n, until, tally)) for n, tally in enumerate(tallies)]
    for thread in threads:
        thread.start()
    with Progress(disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("posting", total=seconds)
        while time.monotonic() < until:
            time.sleep(0.2)
            progress.update(bar, completed=seconds - max(0, until - time.monotonic()))
    for thread in threads:
        thread.join()
    return tallies


def _write(server: Server, writer: int, until: float, tally: Tally) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    headers = {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"}
    number = 0
    while time.monotonic() < until:
        name = f"w{writer}-{number}"
        log = {"unique_id": name, "model": "gpt-4o", "prompt_messages": [MESSAGE], "prompt_tokens": 8}
        for _ in range(2 if number % 10 == 0 else 1):
            started = time.perf_counter()
            try:
                connection.request("POST", "/api/request-logs/create/", json.dumps(log), headers)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException) as error:  # the server is gone
                tally.errors.append(type(error).__name__)
                return
            tally.milliseconds.append((time.perf_counter() - started) * 1000)
            tally.answers[answer.status] += 1
            if answer.status == 200:
                tally.acknowledged.add(name)
            else:
                tally.errors.append(text[:200].decode(errors="replace"))
        number += 1
    connection.close()


def stored_logs(server: Server) -> int:
    """How many logs the server says it has."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    connection.request("GET", STATS, headers={"Authorization": f"Bearer {server.key}"})
    return json.loads(connection.getresponse().read())["stats"]["total_requests"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--database-url", default="", help="default: SQLite in a temporary folder")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="llmlogs-writers-") as folder,
        serving(new_store(Path(folder), options.database_url), options.processes) as server,
    ):
        tallies = hammer(server, options.seconds, options.writers)
        stored = stored_logs(server)
        locked = (Path(folder) / "server.log").read_text().count("database is locked")
    acknowledged = sum(len(tally.acknowledged) for tally in tallies)
    answers = sum((tally.answers for tally in tallies), Counter())
    times = sorted(ms for tally in tallies for ms in tally.milliseconds)
    print(f"{options.processes} processes, {options.writers} writers, {options.seconds:g} s")
    print(f"answers {dict(answers)}, {sum(answers.values()) / options.seconds:.0f}/s")
    print(f"p50 {times[len(times) // 2]:.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f} ms, max {times[-1]:.1f} ms")
    print(f"acknowledged {acknowledged}, stored {stored}, 'database is locked' {locked} times")
    return 0 if stored == acknowledged and set(answers) == {200} and not locked else 1


if __name__ == "__main__":
    sys.exit(main())
