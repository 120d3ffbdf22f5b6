"""Load: some clients post as fast as they are answered, by `wrk` where it is installed, else by our own sockets."""

import json
import random
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from .workload import Workload

CREATE, BATCH_CREATE = "/api/request-logs/create/", "/api/request-logs/batch/create/"
MARK = "@@@@"  # where a body gets a number, so that no two are alike
_SCRIPT = Path(__file__).with_name("load.lua")
_BODIES, _BATCHES = 500, 20


@dataclass(frozen=True)
class Load:
    """What the clients saw. `acknowledged` counts answers of 2xx, `late` those after the time was up."""

    client: str
    seconds: float
    acknowledged: int
    failed: int
    p50_ms: float
    p99_ms: float
    most_ms: float
    late: int = 0

    @property
    def rate(self) -> float:
        return self.acknowledged / self.seconds


def write_bodies(path: Path, batch: int) -> None:
    """Bodies with marks, a line each: one log, or a batch of logs where `batch` is above 1."""
    rng = random.Random("load")
    workload = Workload(100_000, datetime.now(UTC))
    with path.open("w") as file:
        for _ in range(_BODIES if batch == 1 else _BATCHES):
            logs = [_marked(payload) for payload in workload.samples(rng, batch)]
            file.write(json.dumps(logs[0] if batch == 1 else {"logs": logs}) + "\n")


def _marked(payload: dict) -> dict:
    if "prompt_messages" in payload:
        payload["prompt_messages"][-1]["content"] += f" {MARK}"
    return payload


def post(port: int, key: str, path: str, bodies: Path, *, seconds: float, clients: int) -> Load:
    """Post the bodies again and again, each time with numbers that were never used.

    Batches go by our own sockets, because putting numbers into 400 kB in Lua is slower than the servers that are asked.
    """
    if shutil.which("wrk") and path == CREATE:
        return _by_wrk(port, key, path, bodies, seconds, clients)
    return _by_sockets(port, key, path, bodies, seconds, clients)


def _by_wrk(port: int, key: str, path: str, bodies: Path, seconds: float, clients: int) -> Load:
    url = f"http://127.0.0.1:{port}{path}"
    command = [
        "wrk",
        "-t1",
        f"-c{clients}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "60s",
        "-s",
        str(_SCRIPT),
        url,
    ]
    done = subprocess.run([*command, "--", str(bodies), key, uuid4().hex], capture_output=True, text=True)  # noqa: S607
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), None)
    if line is None:
        raise RuntimeError(f"wrk: {done.stdout[-500:]} {done.stderr[-500:]}")
    seen = json.loads(line)
    failed = seen["status"] + seen["socket"]
    return Load(
        "wrk", seen["seconds"], seen["requests"] - seen["status"], failed, seen["p50"], seen["p99"], seen["max"]
    )


# -- without wrk


def _by_sockets(port: int, key: str, path: str, bodies: Path, seconds: float, clients: int) -> Load:
    requests = _requests(port, key, path, [line.encode() for line in bodies.read_text().splitlines()])
    selector, times, failed = selectors.DefaultSelector(), [], 0
    begun = time.perf_counter()
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(clients)]
    sent: dict[socket.socket, float] = {}
    for connection in connections:
        selector.register(connection, selectors.EVENT_READ)
        sent[connection] = time.perf_counter()
        connection.sendall(next(requests))
    while time.perf_counter() - begun < seconds or not times:
        for ready, _ in selector.select(1):
            connection = ready.fileobj
            ok = _answered(connection)
            now = time.perf_counter()
            times.append((now - sent[connection]) * 1000)
            failed += not ok
            sent[connection] = now
            connection.sendall(next(requests))
    taken = time.perf_counter() - begun
    late = sum(_answered(connection) for connection in connections)
    for connection in connections:
        connection.close()
    times.sort()
    p50, p99 = (times[int(len(times) * share)] for share in (0.5, 0.99))
    return Load("sockets", taken, len(times) - failed, failed, p50, p99, times[-1], late)


def _requests(port: int, key: str, path: str, bodies: Sequence[bytes]) -> Iterator[bytes]:
    run, number = uuid4().hex.encode(), 0
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: "
    pieces = [body.split(MARK.encode()) for body in bodies]
    while True:
        for parts in pieces:
            number += 1
            body = (b"%s-%d" % (run, number)).join(parts)
            yield head.encode() + b"%d\r\n\r\n" % len(body) + body


def _answered(connection: socket.socket) -> bool:
    """Read one answer whole; whether it was a success."""
    data = connection.recv(65_536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, body = data.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65_536)
    return head.split(b" ", 2)[1].startswith(b"2")
