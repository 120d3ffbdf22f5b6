"""A conversation for who may not read it: who speaks, and how much; not a word, no name of a tool. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..canonical import CanonicalLog, Json
from ..json_codec import encode
from .conversation import Message, spoken
from .media import Media
from .parts import Call, Data, Part, Result

_MOST_MESSAGES = 100
_KINDS = {"call": "tool call", "result": "tool result", "reasoning": "reasoning", "refusal": "refusal"}


@dataclass(frozen=True, slots=True)
class Mask:
    """What stands in the place of a part: its kind where it is no plain text, and its length in characters."""

    kind: str
    characters: int


@dataclass(frozen=True, slots=True)
class MaskedMessage:
    """The speaker is a word of ours: what a caller sent as a role may hold anything."""

    speaker: str
    masks: Sequence[Mask]


@dataclass(frozen=True, slots=True)
class MaskedConversation:
    """What went in, of long ones the end, and what came back."""

    before: int
    asked: Sequence[MaskedMessage]
    answered: Sequence[MaskedMessage]


def masked(log: CanonicalLog) -> MaskedConversation:
    found = spoken(log)
    before = max(len(found.asked) - _MOST_MESSAGES, 0)
    answered = found.answered[:_MOST_MESSAGES]
    return MaskedConversation(
        before, [_masked(one) for one in found.asked[before:]], [_masked(one) for one in answered]
    )


def _masked(message: Message) -> MaskedMessage:
    return MaskedMessage(message.speaker, [_mask(part) for part in message.parts])


def _mask(part: Part) -> Mask:
    if isinstance(part, Media):
        return Mask("media", 0)
    if isinstance(part, Call):
        return Mask(_KINDS["call"], _length(part.arguments))
    if isinstance(part, Data | Result):
        return Mask(_KINDS.get(part.kind, "data"), _length(part.value))
    return Mask(_KINDS.get(part.kind, ""), len(part.text))


def _length(value: Json) -> int:
    return len(value) if isinstance(value, str) else len(encode(value).decode(errors="replace"))
