"""Packed bodies and what is read back from them."""

import logging

import pytest

from logs.bodies import canonicals, pack, unpack
from logs.models import Log, LogBody
from logs.tests.factories import make_log, make_logs

MESSAGES = [{"role": "user", "content": "Hi \x00 \ud800"}]


def test_a_blob_says_its_format_and_dictionary_first():
    blob, _ = pack([("llmlogs", {"model": "a"})])
    assert blob[:3] == b"\x01\x00\x00"


def test_writes_come_back_in_order_with_their_size():
    writes = [("llmlogs", {"seed": 2**70}), ("keywordsai", {"input": "\ud800\x00"})]
    blob, size = pack(writes)
    assert unpack(blob) == writes
    assert size == len('[["llmlogs",{"seed":1180591620717411303424}],["keywordsai",{"input":"\\ud800\\u0000"}]]')


def test_a_format_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="format 9"):
        unpack(b"\x09\x00\x00rest")


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


@pytest.mark.parametrize(
    "blob", [b"", b"\x01", b"\x01\x00\x00no zstd", b"\x07\x00\x00", pack([("llmlogs", {"model": []})])[0]]
)
def test_a_body_that_cannot_be_read_blanks_no_page_and_tells_no_content(project, blob, caplog):
    log = make_log(project, model="kept", input_messages=[{"role": "user", "content": "private"}])
    LogBody.objects.update(blob=blob)
    with caplog.at_level(logging.WARNING):
        (canonical,) = canonicals([log])
    assert (canonical.model, canonical.input_messages) == ("kept", None)
    assert str(log.public_id) in caplog.text
    assert "private" not in caplog.text
