"""What a sample program does, before anything is known about its outcome: a scene, and the model calls in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from .models import Model
from .people import Person

# A JSON value; messages and tools have the shapes that the vendors give them.
Json = Any


@dataclass(frozen=True, slots=True)
class Scene:
    """Who uses a program, when and where; everything in it is drawn from `rng`."""

    rng: Random
    now: datetime
    person: Person
    channel: str
    slots: Mapping[str, str]  # facts for texts
    bots: Mapping[str, str]  # ids by name
    id: str  # 16 hex digits that no other scene has


@dataclass(slots=True, kw_only=True)
class Call:
    """One call of a model, and how it would end if nothing went wrong."""

    model: Model
    messages: list[Json] = field(default_factory=list)
    reply: Json = None  # the message that comes back; None where the answer is no message
    pause_s: float = 0.0  # since the call before it ended: a person typing, a tool at work
    fields: dict[str, Json] = field(default_factory=dict)  # what else the program logs, by create names
    answer: dict[str, Json] = field(default_factory=dict)  # the same of what is known only after a whole answer
    thinks: bool = False
    prompt_tokens: int | None = None  # where they do not follow from the text
    seconds: float | None = None  # how long it takes, where that does not follow from the tokens


# A program: the calls that one use of it makes, in order.
Session = Callable[[Scene], Iterator[Call]]


def system(text: str) -> Json:
    return {"role": "system", "content": text}


def user(text: str) -> Json:
    return {"role": "user", "content": text}


def assistant(text: str) -> Json:
    return {"role": "assistant", "content": text}


_COMPLAINTS = (
    "Wrong date.",
    "Did not answer my question.",
    "Too long.",
    "Invented a policy we do not have.",
    "Not polite enough.",
)


def opinion(rng: Random) -> dict[str, Json]:
    """What the reader thought of an answer; most say nothing."""
    if rng.random() > 0.12:
        return {}
    liked = rng.random() < 0.8
    noted = {"note": rng.choice(_COMPLAINTS)} if not liked and rng.random() < 0.5 else {}
    return {"positive_feedback": liked, **noted}


def typing_s(rng: Random) -> float:
    """How long a person takes to read an answer and write the next message."""
    return min(4 + rng.lognormvariate(3.6, 0.9), 1500.0)
