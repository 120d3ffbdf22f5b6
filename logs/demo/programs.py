"""The programs that make up the traffic, how often each runs by day and by night, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .apps import classifier, coding, digests, embeddings, knowledge, photos, support, translator, voice
from .call import Session
from .people import STAFF, Person, customer


@dataclass(frozen=True, slots=True)
class Program:
    """One program of the shop."""

    feature: str
    session: Session
    by_day: int
    by_night: int
    person: Callable[[Random], Person]
    names_customer: bool = True  # whether its logs say who it worked for
    spells_like_the_page: bool = False  # generation_time and ttft, as the vendor's create page; else latency and ...
    sends_headers: bool = False


def _colleague(rng: Random) -> Person:
    return rng.choice(STAFF)


PROGRAMS = (
    Program("support_chat", support.session, 27, 24, customer, sends_headers=True),
    Program("inbox_classifier", classifier.session, 40, 24, customer, spells_like_the_page=True, sends_headers=True),
    Program("help_search", knowledge.session, 13, 10, customer),
    Program("translation", translator.session, 12, 6, customer, spells_like_the_page=True),
    Program("weekly_digest", digests.session, 0, 5, customer, names_customer=False),
    Program("indexing", embeddings.session, 2, 26, customer, names_customer=False),
    Program("voice_line", voice.session, 6, 1, customer),
    Program("claim_photos", photos.session, 6, 3, customer),
    Program("code_helper", coding.session, 7, 1, _colleague),
)
_BY_DAY = tuple(program.by_day for program in PROGRAMS)
_BY_NIGHT = tuple(program.by_night for program in PROGRAMS)


def program_at(hour: int, rng: Random) -> Program:
    """A program that runs at this hour, in UTC."""
    return rng.choices(PROGRAMS, _BY_DAY if 6 <= hour < 21 else _BY_NIGHT)[0]
