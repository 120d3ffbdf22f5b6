"""The sample traffic as a whole: scene after scene along the rhythm, as payloads, exactly as many as wanted."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from .call import Json, Scene
from .events import Event, events_of
from .payload import payload_of, setting_of
from .people import BOTS, channel
from .programs import Program, program_at
from .rhythm import Rhythm
from .shop import slots

_LOGS_A_SCENE = 1.82  # on average; sets how far apart scenes are, so that the last log falls on the end
_LIVE_TAIL = 6  # the scenes of the last logs have not ended yet ...
_LIVE_FROM = 100  # ... where there are so many logs that a few running ones do not matter


def traffic(
    count: int, *, until: datetime, days: float = 30, seed: int = 1, bots: Mapping[str, str] | None = None
) -> Iterator[dict[str, Json]]:
    """`count` create payloads of the `days` before `until`, nearly in the order of time.

    The same arguments give the same payloads. `bots` gives ids for the names in `people.BOTS`; without it a name is
    its own id.
    """
    rhythm = Rhythm(until, days)
    run = Random(seed)  # noqa: S311 - reproducible on purpose
    bots = {name: name for name in BOTS} | dict(bots or {})
    position, made = 0.0, 0
    while made < count:
        left = count - made
        # The next of n points spread evenly over what is left of the traffic.
        position += (1 - position) * (1 - run.random() ** (_LOGS_A_SCENE / max(left, _LOGS_A_SCENE)))
        scene_id = _digest(f"{seed}/{until.isoformat()}/{made}")
        scene, program = _open(scene_id, rhythm.moment(position), bots)
        events = list(events_of(program.session, scene, rhythm))[:left]
        _shift_into(events, until, scene.rng, is_live=left <= _LIVE_TAIL and count >= _LIVE_FROM)
        setting = setting_of(program, scene)
        for number, event in enumerate(events):
            yield payload_of(event, program, setting, unique_id=_digest(f"{scene_id}/{number}"), now=until)
        made += len(events)


def _open(scene_id: str, now: datetime, bots: Mapping[str, str]) -> tuple[Scene, Program]:
    rng = Random(scene_id)  # noqa: S311 - reproducible on purpose
    program = program_at(now.hour, rng)
    person = program.person(rng)
    return Scene(rng, now, person, channel(rng), slots(rng, now, person.first_name), bots, scene_id), program


def _shift_into(events: list[Event], until: datetime, rng: Random, *, is_live: bool) -> None:
    """Move a scene that runs past the end back, so that its last call is under way at the end."""
    last = events[-1]
    if last.started_at < until and not is_live:
        return
    under_way = timedelta(seconds=last.timing.total * rng.uniform(0.1, 0.9))
    shift = last.started_at - (until - under_way)
    for event in events:
        event.started_at -= shift


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
