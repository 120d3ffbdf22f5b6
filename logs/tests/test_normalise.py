"""Clock, status, totals and defaults."""

from datetime import timedelta

import pytest

from logs.canonical import CanonicalLog, PayloadError
from logs.normalise import normalised
from logs.tests.factories import NOON

RECEIVED = NOON + timedelta(minutes=5)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("sent", "started", "ended", "latency"),
    [
        ({}, RECEIVED, RECEIVED, None),
        ({"ended_at": NOON}, NOON, NOON, None),
        ({"ended_at": NOON, "latency_ms": 1000.0}, NOON - SECOND, NOON, 1000.0),
        ({"started_at": NOON}, NOON, RECEIVED, None),
        ({"started_at": NOON, "latency_ms": 1000.0}, NOON, NOON + SECOND, 1000.0),
        ({"started_at": NOON, "ended_at": NOON + SECOND}, NOON, NOON + SECOND, 1000.0),
        ({"started_at": NOON, "ended_at": NOON + SECOND, "latency_ms": 7.0}, NOON, NOON + SECOND, 7.0),
        ({"started_at": NOON + SECOND, "ended_at": NOON}, NOON + SECOND, NOON, None),
        ({"latency_ms": 1000.0}, RECEIVED - SECOND, RECEIVED, 1000.0),
    ],
)
def test_clock(sent, started, ended, latency):
    log = normalised(CanonicalLog(**sent), RECEIVED)
    assert (log.started_at, log.ended_at, log.latency_ms) == (started, ended, latency)


def test_times_beyond_the_calendar_are_an_error_of_the_field():
    ended = NOON.replace(year=1900)
    with pytest.raises(PayloadError) as caught:
        normalised(CanonicalLog(ended_at=ended, latency_ms=1e14), RECEIVED)
    assert list(caught.value.errors) == ["latency"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, "success"),
        ({"status": "processing"}, "processing"),
        ({"status": "success", "status_code": 500}, "success"),
        ({"status_code": 399}, "success"),
        ({"status_code": 400}, "error"),
        ({"error_message": "timeout"}, "error"),
        ({"error_details": {"error": {"message": "no"}}}, "error"),
        ({"raw_response": {"error": {"message": "overloaded"}}}, "error"),
        ({"raw_response": {"error": None}}, "success"),
        ({"warnings": "slow"}, "warning"),
        ({"warnings": "slow", "status_code": 500}, "error"),
    ],
)
def test_status(sent, status):
    assert normalised(CanonicalLog(**sent), RECEIVED).status == status


@pytest.mark.parametrize(
    ("sent", "total"),
    [
        ({}, None),
        ({"prompt_tokens": 8}, 8),
        ({"prompt_tokens": 8, "completion_tokens": 16}, 24),
        ({"prompt_tokens": 8, "completion_tokens": 16, "total_tokens": 99}, 99),
        ({"prompt_tokens": 0, "completion_tokens": 0}, 0),
        ({"prompt_tokens": 2**63 - 1, "completion_tokens": 1}, None),
    ],
)
def test_total_is_as_sent_else_the_sum_of_what_is_known(sent, total):
    assert normalised(CanonicalLog(**sent), RECEIVED).total_tokens == total


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({}, "chat"),
        ({"kind": "workflow"}, "workflow"),
        ({"embedding_output": []}, "embedding"),
        ({"speech_input": {"input": "hi"}}, "speech"),
        ({"transcription_output": {"text": "hi"}}, "transcription"),
    ],
)
def test_kind_is_as_said_else_what_the_content_shows(sent, kind):
    assert normalised(CanonicalLog(**sent), RECEIVED).kind == kind


def test_only_the_ruled_defaults_are_set():
    log = normalised(CanonicalLog(), RECEIVED)
    assert (log.status_code, log.stream) == (200, False)
    assert (log.ttft_ms, log.prompt_tokens, log.cached, log.params) == (None, None, None, None)
