"""What rules would do to a text or to logs that are there: shown, and nothing of it kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import NamedTuple

from .. import bodies
from ..canonical import Json
from ..models import Log
from ..preparation import added_up
from .models import RedactionRule
from .policy import Policy
from .remembered import policy_from
from .rules import Find, finds, instead, is_encoded, spelt_out

MOST_LOGS = 50
_MOST_EXAMPLES = 40
_AROUND = 60  # characters


class Piece(NamedTuple):
    """A stretch of a text, and what would come in its place where a rule found it."""

    text: str
    after: str = ""
    rule: str = ""


class Example(NamedTuple):
    """Where rules found something: in which log, if in any, and what stands around it."""

    log: Log | None
    pieces: list[Piece]


@dataclass(slots=True)
class Trial:
    """What came of it."""

    examples: list[Example] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # by rule
    logs: int = 0
    logs_changed: int = 0
    characters: int = 0
    milliseconds: float = 0.0

    @property
    def microseconds_a_kilobyte(self) -> float:
        return self.milliseconds * 1000 / max(self.characters / 1024, 1)


def try_rules(rows: Sequence[RedactionRule], project_id: int, *, text: str = "", logs: Sequence[Log] = ()) -> Trial:
    """Follow rules through a text and through logs, as ingest would."""
    trial, policy = Trial(), policy_from(list(rows), project_id)
    if text:
        _try(trial, policy, {"text": text}, None)
    for key, body in bodies.fetched([log.id for log in logs]):
        log = next(one for one in logs if one.id == key)
        try:
            writes = body.writes()
        except bodies.UNREADABLE:
            continue
        before = sum(trial.counts.values())
        for _, payload in writes:
            _try(trial, policy, payload, log)
        trial.logs += 1
        trial.logs_changed += sum(trial.counts.values()) > before
    return trial


def _try(trial: Trial, policy: Policy, payload: Json, log: Log | None) -> None:
    began = perf_counter()
    found = policy.redact(payload)
    trial.milliseconds += (perf_counter() - began) * 1000
    trial.counts = added_up(trial.counts, found.counts) or {}
    for text in _texts(payload):
        trial.characters += len(text)
        if found.counts and len(trial.examples) < _MOST_EXAMPLES and not is_encoded(text):
            raw = spelt_out(text.encode("utf-8", "surrogatepass"))
            if there := finds(raw, policy.rules):
                trial.examples.append(Example(log, _pieces(raw, there, policy.key)))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from _texts(member)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _pieces(raw: bytes, there: Sequence[Find], key: bytes) -> list[Piece]:
    """The finds with a little of what stands between them."""
    pieces, last = [], 0
    for one in there[:20]:
        pieces.append(Piece(_clipped(_text(raw[last : one.start]), is_first=not last)))
        pieces.append(Piece(_text(raw[one.start : one.end]), instead(one, key).decode(), one.rule.name))
        last = one.end
    return [*pieces, Piece(_text(raw[last:])[:_AROUND])]


def _clipped(text: str, *, is_first: bool) -> str:
    if len(text) <= 2 * _AROUND:
        return text
    return f"…{text[-_AROUND:]}" if is_first else f"{text[:_AROUND]} … {text[-_AROUND:]}"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
