"""Two lists of messages laid beside each other: which are the same, changed, gone or new. Pure.

Messages are the same where they say the same, whatever shape they have: a reply that comes back as a list of parts, or
with null beside its tool calls, is the reply.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b

from ..canonical import Json
from .conversation import Message
from .media import Media
from .parts import Call, Data, Part, Reasoning, Refusal, Result, Text

SAME, CHANGED, GONE, NEW = "same", "changed", "gone", "new"
# Longer lists, apart from what both begin and end with, are not compared message by message.
_MOST_COMPARED = 1_000
# How alike two messages are that one became the other, and how much of them is looked at.
_ALIKE = 0.4
_LOOKED_AT = 4_000
_CANDIDATES = 3

Key = bytes


@dataclass(frozen=True, slots=True)
class Aligned:
    """A message of the first list, of the second, or one of each; by their places."""

    kind: str
    before: int | None = None
    after: int | None = None


def key_of(message: Message) -> Key:
    """Equal for messages that say the same. To be taken before results are moved to their calls."""
    said = [text for part in message.parts if (text := _said(part))]
    # Thoughts and sources are not sent back with a reply; they count where there is nothing else.
    said = said or [_plain(part) for part in message.parts]
    text = "\x1f".join([message.speaker, *_joined_words(said)])
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def keys_of(messages: Sequence[Message]) -> list[Key]:
    return [key_of(message) for message in messages]


def plain_text(message: Message) -> str:
    """All a message says, as text to compare and to read."""
    return "\n\n".join(_plain(part) for part in message.parts)


def align(before: Sequence[Message], after: Sequence[Message]) -> list[Aligned]:
    """Every message of both lists once, in an order that keeps that of each."""
    old, new = keys_of(before), keys_of(after)
    aligned: list[Aligned] = []
    for tag, i1, i2, j1, j2 in _opcodes(old, new):
        if tag == "equal":
            aligned += [Aligned(SAME, i, j) for i, j in zip(range(i1, i2), range(j1, j2), strict=True)]
        else:
            aligned += _paired(before, after, range(i1, i2), range(j1, j2))
    return aligned


# -- what a message says


def _said(part: Part) -> str:
    if isinstance(part, Reasoning | Data):
        return ""
    if isinstance(part, Text | Refusal):
        return "".join(part.text.split())
    return "\x1e" + _plain(part)


def _joined_words(said: Sequence[str]) -> Iterator[str]:
    """Texts that follow each other as one: a reply may come back in more pieces, or fewer."""
    text = ""
    for one in said:
        if one.startswith("\x1e"):
            yield from (text, one)
            text = ""
        else:
            text += one
    yield text


def _plain(part: Part) -> str:
    if isinstance(part, Text | Refusal | Reasoning):
        return part.text
    if isinstance(part, Call):
        return f"{part.name} {_written(part.arguments)}"
    if isinstance(part, Result):
        return _written(part.value)
    if isinstance(part, Media):
        facts = (part.what, part.name, part.media_type, part.size_bytes, part.place)
        return " ".join(str(fact) for fact in facts if fact)
    return f"{part.label} {_written(part.value)}".strip()


def _written(value: Json) -> str:
    """JSON in one spelling; a text of JSON is what it says."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.lstrip()[:1] in ("{", "[") else value
        except (ValueError, RecursionError):
            return value
    if isinstance(value, str) or value is None:
        return value or ""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, default=str)


# -- which is which


def _opcodes(old: Sequence[Key], new: Sequence[Key]) -> Iterator[tuple[str, int, int, int, int]]:
    """As difflib has them; a middle that is too long to compare is one replacement."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    yield "equal", 0, head, 0, head
    if max(old_end, new_end) - head > _MOST_COMPARED:
        yield "replace", head, old_end, head, new_end
    else:
        # Its heuristic for messages that come again and again stays on: without it these take a time by the cube.
        matcher = SequenceMatcher(None, old[head:old_end], new[head:new_end])
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag, head + i1, head + i2, head + j1, head + j2
    yield "equal", old_end, len(old), new_end, len(new)


def _common(one: Sequence[Key], other: Sequence[Key]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (key, twin) in pairs if key != twin), min(len(one), len(other)))


def _paired(before: Sequence[Message], after: Sequence[Message], old: range, new: range) -> Iterator[Aligned]:
    """Messages that differ: each with the one it became, as far as there is one."""
    place = new.start
    is_one_for_one = [before[i].speaker for i in old] == [after[j].speaker for j in new]
    for i in old:
        candidates = range(place, min(place + (1 if is_one_for_one else _CANDIDATES), new.stop))
        twin = next((j for j in candidates if is_one_for_one or _are_alike(before[i], after[j])), None)
        if twin is None:
            yield Aligned(GONE, before=i)
            continue
        yield from (Aligned(NEW, after=j) for j in range(place, twin))
        yield Aligned(CHANGED, i, twin)
        place = twin + 1
    yield from (Aligned(NEW, after=j) for j in range(place, new.stop))


def _are_alike(one: Message, other: Message) -> bool:
    """Whether one may have become the other; instructions always do."""
    if one.speaker != other.speaker:
        return False
    if one.speaker == "system":
        return True
    words, others = _words(one), _words(other)
    return 2 * (words & others).total() >= _ALIKE * (words.total() + others.total())


def _words(message: Message) -> Counter[str]:
    return Counter(plain_text(message)[:_LOOKED_AT].split())
