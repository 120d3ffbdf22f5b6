"""The server as a stranger runs it: processes of its own, a database of its own, on the engine of the run."""

import http.client
import json
import os
import signal
import threading
import urllib.error
import urllib.request
from collections import Counter
from urllib.parse import urlsplit

import pytest

from benchmarks.writers import hammer, stored_logs
from logs.tests.server import Server, copied_store, serving


@pytest.fixture(scope="module")
def server(store):
    with serving(store, workers=2) as server:
        yield server


def fetch(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/accounts/login/", "/api/docs/", "/api/schema/"])
def test_serves_without_a_key(server, path):
    assert fetch(server.url + path)[0] == 200


def test_serves_its_static_files_compressed_and_named_by_content(server):
    page = fetch(server.url + "/admin/login/")[1].decode()
    path = next(part for part in page.split('"') if part.endswith(".css"))
    assert fetch(server.url + path)[0] == 200
    assert path.count(".") == 2  # base.<hash>.css


def test_a_body_in_chunks_is_read_to_its_end(server):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    pieces = iter([b'{"model": "gpt', b'-4o", "unique_id": "chunked"}'])
    headers = {"Authorization": f"Bearer {server.key}"}
    connection.request("POST", "/api/request-logs/create/", pieces, headers, encode_chunked=True)
    assert json.loads(connection.getresponse().read())["unique_id"] == "chunked"


def test_writers_against_two_processes_lose_and_double_nothing(server):
    before = stored_logs(server)
    tallies = hammer(server, seconds=3, writers=8)
    assert set(sum((tally.answers for tally in tallies), Counter())) == {200}
    assert stored_logs(server) - before == sum(len(tally.acknowledged) for tally in tallies)


def test_bootstrap_again_makes_nothing_new(server):
    again = server.manage("bootstrap", "--project", "acme", "--email", "owner@example.com", "--json").stdout
    assert '"api_key": null' in again


def test_a_second_server_on_the_port_is_refused_with_a_way_out(server):
    with pytest.raises(RuntimeError, match="Something listens on .* already. PORT="):
        server.manage("serve", "--port", str(urlsplit(server.url).port))


def test_counts_over_all_workers(server):
    before = accepted(server)
    tallies = hammer(server, seconds=1, writers=4)
    assert accepted(server) - before == sum(sum(tally.answers.values()) for tally in tallies)


def accepted(server: Server) -> int:
    lines = fetch(server.url + "/metrics")[1].decode().splitlines()
    return int(sum(float(line.split()[1]) for line in lines if line.startswith("llmlogs_logs_accepted_total")))


def test_a_server_that_is_killed_loses_nothing_it_acknowledged(tmp_path, worker_id):
    with copied_store(tmp_path, f"llmlogs_killed_{worker_id}") as store:
        with serving(store, workers=2) as server:
            threading.Timer(2, os.killpg, [server.group, signal.SIGKILL]).start()
            tallies = hammer(server, seconds=4, writers=8)
        assert all(tally.errors for tally in tallies)
        acknowledged = {name for tally in tallies for name in tally.acknowledged}
        assert acknowledged
        with serving(store) as again:
            assert acknowledged <= names_of(again)


def names_of(server: Server) -> set[str]:
    """Of all logs, by the thousand."""
    names: set[str] = set()
    page: dict = {"next": "/api/request-logs/list/?page_size=1000"}
    while page["next"]:
        path = "/api/" + page["next"].partition("/api/")[2]
        page = json.loads(fetch(server.url + path, Authorization=f"Bearer {server.key}")[1])
        names |= {item["unique_id"] for item in page["results"]}
    return names
