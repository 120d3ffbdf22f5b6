"""What the rules of a project take out reaches no file: not the database, its index, an export or the server's log."""

import json
import urllib.error
import urllib.request

import pytest

from logs.tests.server import database_files, manage, serving

MAIL, KEY, CARD = "jane.doe-7f3a@example.com", "sk-proj-Ab3dEfGh1jKlMn0pQrStUvWx", "4539 1488 0343 6467"
PLANTED = (MAIL, KEY, CARD)
SAID = f"write to {MAIL}, the key is {KEY}, pay with {CARD}, and mind the kneecap5521"
LEFT = b"kneecap5521"
RULES = (
    "from accounts.models import Project; from logs.redaction.changing import set_rule\n"
    "for kind in ('email', 'card'):\n"
    "    set_rule(Project.objects.get().pk, by='test', kind=kind, is_on=True, mode='mask')"
)
LOG = {
    "model": "gpt-4o",
    "prompt_messages": [{"role": "user", "content": SAID}],
    "completion_message": {"role": "assistant", "content": SAID},
    "tools": [{"type": "function", "function": {"name": "find", "description": SAID}}],
    "metadata": {"note": SAID},
    "error_message": SAID,
    "status_code": 500,
    "full_request": {"headers": {"Authorization": f"Bearer {KEY}"}, "body": {"messages": [{"content": SAID}]}},
}
LITELLM = {
    "id": "1",
    "call_type": "completion",
    "model": "gpt-4o",
    "messages": [{"role": "user", "content": SAID}],
    "response": {"choices": [{"message": {"role": "assistant", "content": SAID}}]},
}
SENT = {
    "/api/request-logs/create/": LOG,
    "/api/request-logs/batch/create/": {"logs": [LOG, LOG]},
    "/litellm/logs": LITELLM,
    "/api/request-logs/bulk/": {"logs": [LOG, {"model": SAID, "latency": SAID}]},  # the second is refused
    f"/api/request-logs/?email={MAIL.replace('@', '%40')}": [SAID],  # and so is this
}


def post(server, path, body):
    headers = {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"}
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.status


@pytest.fixture
def files(store, tmp_path):
    """Bytes of the database's files, and of all others, after each door that takes logs in was sent what is planted."""
    manage(store.environment, "shell", "--no-imports", "-c", RULES)
    with serving(store) as server:
        statuses = [post(server, path, body) for path, body in SENT.items()]
    assert statuses == [200, 200, 200, 201, 400]
    lines = tmp_path / "logs.jsonl"
    lines.write_text(json.dumps(LOG) + "\n")
    manage(store.environment, "import_logs", str(lines), "--dialect", "keywordsai", "--project", "acme")
    manage(store.environment, "index_logs")
    exported = tmp_path / "exported.jsonl"
    manage(store.environment, "export_logs", str(exported), "--project", "acme")
    assert len(exported.read_text().splitlines()) == 6
    others = [path for path in store.folder.rglob("*") if path.is_file() and "static" not in path.parts]
    return database_files(store), [path.read_bytes() for path in (exported, *others)]


def test_nothing_planted_is_in_any_file(files):
    for contents in files:
        assert any(LEFT in content for content in contents)
        assert [word for word in PLANTED if any(word.encode() in content for content in contents)] == []
