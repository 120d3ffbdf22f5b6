"""From a scene to what happened in it: every attempt at every call, when it started and how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .call import Call, Scene, Session
from .outcomes import INCIDENT_PROVIDER, Outcome, outcome_of
from .rhythm import Rhythm
from .telemetry import Timing, Usage, prompt_tokens, repeated_tokens, timing_of, usage_of

_TRIES = 3
_TRIES_AGAIN = 0.8  # share of failures that pass by themselves and that the program sends again


@dataclass(slots=True)
class Event:
    """One attempt at a call."""

    call: Call
    attempt: int  # 1 for the first
    outcome: Outcome
    usage: Usage
    timing: Timing
    started_at: datetime

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=self.timing.total)


def events_of(session: Session, scene: Scene, rhythm: Rhythm) -> Iterator[Event]:
    """What happened, in order. A call that fails for good ends the scene."""
    at, before, sent_before = scene.now, None, 0
    for call in session(scene):
        at += timedelta(seconds=call.pause_s)
        repeated = repeated_tokens(call, before, sent_before)
        for event in _attempts(call, scene.rng, rhythm, at, repeated):
            yield event
            at = event.ended_at
        if event.outcome.status in ("error", "cancelled"):
            return
        before, sent_before = call, prompt_tokens(call)


def _attempts(call: Call, rng: Random, rhythm: Rhythm, at: datetime, repeated: int) -> Iterator[Event]:
    for attempt in range(1, _TRIES + 1):
        is_incident = rhythm.is_incident(at)
        outcome = outcome_of(call, rng, is_incident=is_incident)
        usage = usage_of(call, rng, repeated)
        is_slow = is_incident and call.model.provider == INCIDENT_PROVIDER
        timing = timing_of(call, usage, rng, rng.uniform(1.5, 4.0) if is_slow else 1.0)
        event = Event(call, attempt, outcome, usage, _shortened(timing, outcome), at)
        yield event
        if not outcome.is_retried or rng.random() > _TRIES_AGAIN:
            return
        at = event.ended_at + timedelta(seconds=2**attempt * rng.uniform(0.3, 0.9))


def _shortened(timing: Timing, outcome: Outcome) -> Timing:
    """Times of a call that ended early, or as late as its trouble says."""
    if outcome.seconds is not None:
        return Timing(min(timing.first_token, outcome.seconds), outcome.seconds)
    writing = (timing.total - timing.first_token) * outcome.answered
    return Timing(timing.first_token, timing.first_token + writing)
