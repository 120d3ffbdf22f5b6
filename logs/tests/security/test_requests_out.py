"""SSRF: the server asks no address that content names, however the content is sent and shown."""

import ast
import socket

import pytest

from logs.tests.factories import make_log, post_log
from logs.tests.server import ROOT

CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "http.client", "urllib.request", "socket", "smtplib", "ftplib"}
# What may open a connection, and to where.
ALLOWED = {
    "accounts/openid/provider.py": {"requests"},  # OIDC_ISSUER of the operator's settings, and what it publishes
    "logs/management/commands/serve.py": {"socket"},  # asks its own port whether it is taken
}
NAMED = "http://169.254.169.254/latest/meta-data/"


def imported(path):
    """Modules that a file imports, at the top or inside."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_code_can_fetch_an_address():
    found = {}
    for path in (each for app in ("accounts", "logs", "llmlogs_site") for each in (ROOT / app).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if "/tests/" not in name and (clients := set(imported(path)) & CLIENTS):
            found[name] = clients
    assert {name: clients for name, clients in found.items() if clients != ALLOWED.get(name)} == {}


@pytest.fixture
def asked(monkeypatch):
    """Addresses that this process looks up or connects to, but for its database."""
    addresses = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def note_connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            addresses.append(address)
            raise OSError("no way out")
        return connect(self, address)

    def note_look_up(host, *rest, **options):
        if host not in ("127.0.0.1", "::1", "localhost", None):
            addresses.append(host)
            raise OSError("no way out")
        return look_up(host, *rest, **options)

    monkeypatch.setattr(socket.socket, "connect", note_connect)
    monkeypatch.setattr(socket, "getaddrinfo", note_look_up)
    return addresses


def test_the_trap_works(asked):
    with pytest.raises(OSError, match="no way out"):
        socket.create_connection(("169.254.169.254", 80), timeout=1)
    assert asked == ["169.254.169.254"]


def test_pictures_sound_and_markdown_by_address_are_never_fetched(asked, api, browser, project):
    parts = [
        {"type": "image_url", "image_url": {"url": NAMED}},
        {"type": "input_audio", "input_audio": {"url": NAMED, "data": NAMED}},
        {"type": "file", "file": {"file_data": NAMED, "filename": NAMED}},
        {"type": "text", "text": f"![x]({NAMED})"},
    ]
    reply = {"role": "assistant", "content": f"![x]({NAMED}) <img src={NAMED}>"}
    sent = {"prompt_messages": [{"role": "user", "content": parts}], "completion_message": reply}
    assert post_log(api, **sent, request_url=NAMED, base_url=NAMED, callback_url=NAMED).status_code == 200
    log = make_log(project, input_messages=[{"role": "user", "content": parts}], output_message=reply)
    for page in ("", "?tab=raw", "?tab=metadata", "?tab=answers", "drawer/", "media/", "messages/"):
        answer = browser.get(f"/logs/{log.public_id}/{page}")
        assert f'src="{NAMED}'.encode() not in answer.content
    assert asked == []
