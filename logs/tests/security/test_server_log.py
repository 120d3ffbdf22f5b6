"""What a real server writes about itself: nothing that callers say, in particular no line of theirs."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from logs.tests.server import serving

SECRET = "plum-basalt-quorum"
FORGED = "2026-11-20 12:00:00 CRITICAL llmlogs: forged"


@pytest.fixture(scope="module")
def written(store):
    """The server's log after callers who put secrets and line breaks wherever they can."""
    with serving(store) as server:
        host, bearer = urlsplit(server.url).netloc, {"Authorization": f"Bearer {server.key}"}
        log = {"model": SECRET, "prompt_messages": [{"role": "user", "content": f"{SECRET}\n{FORGED}"}]}
        answers = [
            ask(host, "POST", "/api/request-logs/create/", json.dumps(log), bearer),
            ask(host, "POST", "/api/request-logs/create/", json.dumps(log)[:-9], bearer),
            ask(host, "POST", "/api/request-logs/create/", json.dumps({**log, "timestamp": SECRET}), bearer),
            ask(host, "POST", "/litellm/logs", json.dumps([{"messages": SECRET, "id": FORGED}]), bearer),
            ask(host, "POST", "/api/v2/views/", f'{{"name": "{SECRET}', bearer),
            ask(host, "GET", f"/api/v2/logs/?q={SECRET}:(%0A{FORGED.replace(' ', '%20')}", "", bearer),
            ask(host, "GET", f"/nowhere/{SECRET}%0A%0D{FORGED.replace(' ', '%20')}", "", {}),
            ask(host, "GET", "/logs/", "", {"Authorization": f"Bearer {SECRET}", "Cookie": f"sessionid={SECRET}"}),
            ask(host, "GET", "/logs/", "", {"Host": f"{SECRET}.example", "X-Forwarded-For": SECRET}),
            ask(host, "POST", "/accounts/login/", f"username={SECRET}&password={SECRET}", {}),
            ask(host, "POST", "/api/token/", json.dumps({"email": f"{SECRET}\n{FORGED}", "password": SECRET}), {}),
            ask(host, "POST", "/api/token/", "[" * 100_000, {}),
        ]
    return answers, (store.folder / "server.log").read_text(), server.key


def ask(host, method, path, body, headers):
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request(method, path, body.encode(), {"Content-Type": "application/json", **headers})
    return connection.getresponse().status


def test_no_answer_is_a_failure(written):
    answers, _, _ = written
    assert answers[0] == 200
    assert [status for status in answers if status >= 500] == []


def test_the_log_holds_no_secret_of_a_caller(written):
    _, text, key = written
    assert "llmlogs is at" in text
    assert SECRET not in text
    assert key not in text


def test_no_caller_writes_a_line_of_it(written):
    assert "forged" not in written[1]
