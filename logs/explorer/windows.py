"""How much of a conversation one answer holds: the newest messages, long parts by their start. Pure.

Messages and parts have places to ask for them by: "asked.3" is the fourth message that went in, "asked.3.0" its first
part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..canonical import CanonicalLog, Json
from ..json_codec import encode
from .conversation import Conversation, Message, conversation_of, spoken
from .media import Media
from .parts import Call, Data, Home, Part, Result

# Longer parts show their start; the rest comes in pieces of so many characters.
PART_CHARACTERS = 60_000
START_CHARACTERS = 4_000
PIECE_CHARACTERS = 200_000
# Of one answer.
_CHARACTERS = 300_000
_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Messages of a conversation that stand together; `before` is how many there are before them."""

    messages: Sequence[Message]
    before: int


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of the text of a part, from character `start` on."""

    text: str
    start: int
    total: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def placed_conversation(log: CanonicalLog) -> Conversation:
    """The conversation of a log, each message with its place."""
    found = conversation_of(log)
    for section, messages in (("asked", found.asked), ("answered", found.answered)):
        for number, message in enumerate(messages):
            message.place = f"{section}.{number}"
    return found


def spoken_with_homes(log: CanonicalLog) -> Conversation:
    """The messages of a log as they were sent; of long parts is known where the whole of them can be had."""
    found = spoken(log)
    if log.id is not None:
        for section, messages in (("sent", found.asked), ("replied", found.answered)):
            for number, message in enumerate(messages):
                message.parts = [
                    replace(part, home=Home(log.id, f"{section}.{number}.{place}")) if is_long(part) else part
                    for place, part in enumerate(message.parts)
                ]
    return found


def window_before(messages: Sequence[Message], end: int, characters: int = _CHARACTERS) -> Window:
    """The messages before number `end`, as many as an answer holds; one at least, where there is one."""
    start, left = end, characters
    while start > 0 and end - start < _MESSAGES and (left > 0 or start == end):
        start -= 1
        left -= sum(
            min(weight(part), START_CHARACTERS if is_long(part) else PART_CHARACTERS) for part in messages[start].parts
        )
    return Window(messages[start:end], start)


def part_at(log: CanonicalLog, place: str) -> Part | None:
    """The part at a place; None where there is none."""
    section, _, numbers = place.partition(".")
    message, _, part = numbers.partition(".")
    if section not in _SECTIONS or not all(one.isdecimal() and len(one) < 9 for one in (message, part)):
        return None
    messages = _SECTIONS[section](log)
    if int(message) >= len(messages) or int(part) >= len(messages[int(message)].parts):
        return None
    return messages[int(message)].parts[int(part)]


# "asked" and "answered" count messages with results beside their calls, the others as they were sent.
_SECTIONS: dict[str, Callable[[CanonicalLog], Sequence[Message]]] = {
    "asked": lambda log: placed_conversation(log).asked,
    "answered": lambda log: placed_conversation(log).answered,
    "sent": lambda log: spoken(log).asked,
    "replied": lambda log: spoken(log).answered,
}


def text_of_part(part: Part) -> str:
    """All that is to be read in a part, as one text."""
    if isinstance(part, Call):
        result = f"\n\n{_text(part.result.value)}" if part.result else ""
        return f"{_text(part.arguments)}{result}"
    if isinstance(part, Data | Result):
        return _text(part.value)
    return "" if isinstance(part, Media) else part.text


def weight(part: Part) -> int:
    """About how many characters a part puts on a page."""
    if isinstance(part, Call):
        return _weight(part.arguments) + (_weight(part.result.value) if part.result else 0)
    if isinstance(part, Data | Result):
        return _weight(part.value)
    return len(part.source) if isinstance(part, Media) else len(part.text)


def own_weight(part: Part) -> int:
    """As `weight`, of a call without its result."""
    return _weight(part.arguments) if isinstance(part, Call) else weight(part)


def is_long(part: Part) -> bool:
    return not isinstance(part, Media) and weight(part) > PART_CHARACTERS


def _weight(value: Json) -> int:
    return len(value) if isinstance(value, str) else len(encode(value))


def _text(value: Json) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return encode(value).decode()
