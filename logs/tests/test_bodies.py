"""Packed bodies and what is read back from them."""

import hashlib
import logging
from pathlib import Path

import pytest
import zstandard
from django.db import connection

from logs.bodies import blobs, canonicals, fetch, pack, parse_writes
from logs.bodies.blobs import encode, freeze, thaw
from logs.models import Log, LogBody
from logs.tests.factories import make_log, make_logs

MESSAGES = [{"role": "user", "content": "Hi \x00 \ud800"}]


def packed(*writes):
    return pack(writes, parse_writes(writes), project_id=1)


def read(log):
    return fetch([log.id])[log.id].writes()


def test_a_blob_says_its_format_and_dictionary_first():
    assert packed(("llmlogs", {"model": "a"})).blob[:3] == b"\x02\x00\x01"


@pytest.mark.parametrize("size", [10, 2_049, 70_000])
def test_blobs_of_every_size_give_back_their_json(size):
    text = encode(["".join(chr(32 + n * n % 97) for n in range(size))])
    assert thaw(freeze(2, text)) == (2, text)


def test_the_size_is_that_of_what_was_sent():
    body = packed(("llmlogs", {"seed": 2**70}), ("keywordsai", {"input": "\ud800\x00é"}))
    assert body.size_bytes == len(
        '[["llmlogs",{"seed":1180591620717411303424}],["keywordsai",{"input":"???\\u0000??"}]]'
    )


def test_writes_come_back_in_order(project):
    log = make_log(project, source_id="s", params={"seed": 2**70})
    make_log(project, source_id="s", note="\ud800\x00")
    first, second = read(log)
    assert first[1]["params"] == {"seed": 2**70}
    assert second[1]["note"] == "\ud800\x00"


def test_bodies_of_the_first_format_stay_readable(project):
    log = make_log(project)
    writes = [("llmlogs", {"model": "a", "input_messages": MESSAGES * 5})]
    LogBody.objects.update(blob=b"\x01\x00\x00" + zstandard.compress(encode(writes)))
    assert read(log) == writes


def test_a_dictionary_that_has_shipped_never_changes():
    # Nothing that was written with it could be read any more; train another with the next number instead.
    path = Path(blobs.__file__).with_name("dictionary_1.zdict")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == (
        "6152394a5ae2aa0aa572eaa52ef96e9c699d4a40c0b8484f757514ef627f1c94"
    )


def test_a_page_reads_all_its_bodies_in_one_query(project, django_assert_num_queries):
    logs = make_logs(project, [{"input_messages": MESSAGES}, {"input_messages": []}])
    with django_assert_num_queries(1):
        first, second = canonicals(logs)
    assert (first.input_messages, second.input_messages) == (MESSAGES, [])


def test_scalars_come_from_the_row_and_content_from_the_body(project):
    log = make_log(project, metadata={"n": 5, "deep": {"a": [1]}}, error_message="x" * 2000)
    Log.objects.update(customer_id="renamed")
    (canonical,) = canonicals(list(Log.objects.all()))
    assert canonical.customer_id == "renamed"
    assert canonical.metadata == {"n": 5, "deep": {"a": [1]}}
    assert canonical.error_message == "x" * 2000
    assert canonical.id == log.public_id


def test_a_log_whose_body_is_gone_still_shows_its_row(project):
    log = make_log(project, error_message="timeout", prompt_tokens=5)
    LogBody.objects.all().delete()
    (canonical,) = canonicals([log])
    assert (canonical.error_message, canonical.prompt_tokens, canonical.input_messages) == ("timeout", 5, None)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL's storage of large values")
def test_blobs_are_not_compressed_twice(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT attstorage::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid "
            "WHERE attname = 'blob' AND c.relname ~ '^logs_log(body|part)' AND c.relkind IN ('r', 'p')"
        )
        assert cursor.fetchall() == [("e",)]


@pytest.mark.parametrize(
    "blob",
    [
        *(b"", b"\x01", b"\x01\x00\x00no zstd", b"\x07\x00\x00", b"\x01\x00\x05dictionary"),
        freeze(7, b"[]"),  # a format nobody knows
        freeze(2, encode([[["llmlogs", {"model": []}]], [], []])),  # a payload no dialect reads
        freeze(2, encode([[["llmlogs", {"input_messages": []}]], [[0, ["input_messages"], 0, 3]], []])),  # no part
        freeze(2, encode([[["llmlogs", {}]], [[0, ["input_messages"], 0, 0]], []])),  # nowhere
    ],
)
def test_a_body_that_cannot_be_read_blanks_no_page_and_tells_no_content(project, blob, caplog):
    log = make_log(project, model="kept", input_messages=[{"role": "user", "content": "private"}])
    LogBody.objects.update(blob=blob)
    with caplog.at_level(logging.WARNING):
        (canonical,) = canonicals([log])
    assert (canonical.model, canonical.input_messages) == ("kept", None)
    assert str(log.public_id) in caplog.text
    assert "private" not in caplog.text
