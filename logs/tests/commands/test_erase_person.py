"""`erase_person --rewrite` leaves no byte of a customer in the files of the database; the rest is in tests/erasing."""

import json
from pathlib import Path

from logs.tests.server import manage

WORDS = (b"ann-7f3a9c", b"kneecap5521", b"ann.mail@example.com", b"hip-note-8842")


def files(store):
    """Bytes of every file of the database: on PostgreSQL of its tables, not of its WAL, which is recycled later."""
    if not store.environment["DATABASE_URL"].startswith("postgres"):
        return [path.read_bytes() for path in store.folder.glob("llmlogs.sqlite3*")]
    code = (
        "from django.db import connection as c; u = c.cursor(); u.execute('CHECKPOINT');"
        "u.execute('SHOW data_directory'); d = u.fetchone()[0];"
        "u.execute('SELECT oid FROM pg_database WHERE datname = current_database()');"
        "print(d + '/base/' + str(u.fetchone()[0]))"
    )
    folder = Path(manage(store.environment, "shell", "--no-imports", "-c", code).stdout.strip())
    return [path.read_bytes() for path in folder.iterdir() if path.is_file()]


def seen(store):
    contents = files(store)
    return [any(word in content for content in contents) for word in WORDS]


def test_no_byte_is_left(store, tmp_path):
    lines = [
        {
            "model": "gpt-4o",
            "unique_id": f"log-{number}",
            "customer_params": {"customer_identifier": customer, "email": f"{customer[:3]}.mail@example.com"},
            "prompt_messages": [{"role": "user", "content": said}],
            "metadata": {"note": note},
        }
        for number, (customer, said, note) in enumerate(
            [("ann-7f3a9c", "my kneecap5521 hurts", "hip-note-8842"), ("bob", "size nine", "none")] * 20
        )
    ]
    path = tmp_path / "logs.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    manage(store.environment, "import_logs", str(path), "--dialect", "keywordsai", "--project", "acme")
    manage(store.environment, "index_logs")
    assert seen(store) == [True] * 4

    manage(store.environment, "erase_person", "--project", "acme", "--customer", "ann-7f3a9c", "--rewrite")
    assert seen(store) == [False] * 4
    assert any(b"size nine" in content for content in files(store))
