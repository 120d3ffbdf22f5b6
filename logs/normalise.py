"""From what a vendor said to what is stored: clock, status, totals and defaults. Pure; standard library only."""

from datetime import datetime, timedelta

from .canonical import MAX_COUNT, CanonicalLog, PayloadError
from .choices import Kind, Status


def normalised(log: CanonicalLog, received_at: datetime) -> CanonicalLog:
    """`log` with every field that has a rule settled; what is unknown stays None.

    Raises PayloadError where the times given lie beyond the calendar together.
    """
    started_at, ended_at, latency_ms = _clock(log, received_at)
    return log.but(
        started_at=started_at,
        ended_at=ended_at,
        latency_ms=latency_ms,
        received_at=received_at,
        kind=log.kind or _kind(log),
        status=log.status or _status(log),
        status_code=200 if log.status_code is None else log.status_code,
        stream=bool(log.stream),
        total_tokens=log.total_tokens if log.total_tokens is not None else _sum_known(log),
    )


def _clock(log: CanonicalLog, received_at: datetime) -> tuple[datetime, datetime, float | None]:
    """Start, end and latency out of those that were sent: the end is the anchor, the start hangs on the latency."""
    length = None if log.latency_ms is None else timedelta(milliseconds=log.latency_ms)
    try:
        if log.ended_at is not None:
            ended_at = log.ended_at
        elif log.started_at is not None and length is not None:
            ended_at = log.started_at + length
        else:
            ended_at = received_at
        started_at = log.started_at or (ended_at - length if length is not None else ended_at)
    except OverflowError as error:
        raise PayloadError({"latency": ["The time and the latency together lie beyond the calendar."]}) from error
    return started_at, ended_at, _latency(log)


def _latency(log: CanonicalLog) -> float | None:
    """As sent, else the time between start and end where both were sent and are in order."""
    if log.latency_ms is not None or log.started_at is None or log.ended_at is None:
        return log.latency_ms
    length = (log.ended_at - log.started_at) / timedelta(milliseconds=1)
    return length if length >= 0 else None


def _kind(log: CanonicalLog) -> str:
    if log.embedding_output is not None:
        return Kind.EMBEDDING
    if log.speech_input is not None or log.speech_output is not None:
        return Kind.SPEECH
    if log.transcription_input is not None or log.transcription_output is not None:
        return Kind.TRANSCRIPTION
    return Kind.CHAT


def _status(log: CanonicalLog) -> str:
    if (log.status_code or 0) >= 400 or log.error_message or log.error_details or _failed(log.raw_response):
        return Status.ERROR
    return Status.WARNING if log.warnings else Status.SUCCESS


def _failed(raw_response: object) -> bool:
    return isinstance(raw_response, dict) and bool(raw_response.get("error"))


def _sum_known(log: CanonicalLog) -> int | None:
    known = [count for count in (log.prompt_tokens, log.completion_tokens) if count is not None]
    total = sum(known)
    return total if known and total <= MAX_COUNT else None
