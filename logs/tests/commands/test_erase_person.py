"""`erase_person --rewrite` leaves no byte of a customer in the files of the database; the rest is in tests/erasing."""

import json

from logs.tests.server import database_files, manage

WORDS = (b"ann-7f3a9c", b"kneecap5521", b"ann.mail@example.com", b"hip-note-8842")


def seen(store):
    contents = database_files(store)
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
    assert any(b"size nine" in content for content in database_files(store))
