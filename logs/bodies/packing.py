"""Packing: the writes of a log become one blob, with what is sent again and again taken out into parts. No writes here.

A body of format 2 is JSON [writes, references, spoken]. In the writes, a list that is stored apart holds only what of
it is not; its reference says where it stands and how many items of the part's chain go before. `spoken` are words that
search finds and that stand neither in the writes nor in the parts, decoded from a text inside the payload, say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import DatabaseError

from ..canonical import CanonicalLog, Json
from ..models import LogPart
from ..text import searched, words
from .blobs import encode, freeze
from .chains import MIN_TOOLS_BYTES, Part, Sequel, chain, messages_kept
from .lists import Place, Write, places, replaced
from .sound import is_doubtful, stands_in

FORMAT_WHOLE = 1  # JSON of the writes, made before there were parts
FORMAT_PARTED = 2
MAX_LOOK_UP = 10_000  # prefixes, far from what a statement takes
_LIKELY = 8  # a conversation grows by a few messages a call, so what is known ends near the end


class Kept(NamedTuple):
    """A list that is stored apart: its last part, and the items by which it can be made whole again."""

    part: Part
    sequel: Sequel
    length: int  # items in the chain that ends in the part

    def as_root(self) -> Part:
        """One part with everything, for when a prefix that was known is gone."""
        return self.sequel.part(0, self.length, None)


@dataclass(frozen=True, slots=True)
class Packed:
    """A body ready to be stored by `storing.store`."""

    project_id: int
    blob: bytes
    size_bytes: int  # of the JSON of the writes
    messages: Kept | None = None
    tools: Kept | None = None


@dataclass(slots=True)
class Shelf:
    """Parts that are known while a batch is packed: what was found in the store and what the batch will bring."""

    known: dict[bytes, Part] = field(default_factory=dict)

    def look_up(self, digests: Sequence[bytes]) -> bool:
        """Get to know the parts with these digests; whether there is any. At most one query."""
        if digests and self.known.keys().isdisjoint(digests):
            self.known |= {part.digest: part for part in _stored(digests)}
        return not self.known.keys().isdisjoint(digests)

    def add(self, part: Part | None) -> None:
        """Know a part that is about to be stored, and those before it."""
        while part is not None and self.known.setdefault(part.digest, part) is part:
            part = part.parent


def pack(writes: Sequence[Write], log: CanonicalLog, project_id: int, shelf: Shelf | None = None) -> Packed:
    """The body of a log's writes, oldest first; `log` is what they say together, in which search finds words."""
    shelf = Shelf() if shelf is None else shelf
    lists = [(place, Sequel.of(place.items, project_id, place.kind)) for place in places(writes) if _is_long(place)]
    messages = _messages([sequel for place, sequel in lists if not place.is_tools], log, shelf)
    tools = _tools([sequel for place, sequel in lists if place.is_tools], shelf)
    own, references, saved = list(writes), [], 0
    for place, sequel in lists:
        count = _shared(sequel, tools if place.is_tools else messages)
        if count:
            dialect, payload = own[place.write]
            own[place.write] = (dialect, replaced(payload, place.path, place.items[count:]))
            references.append((place.write, place.path, int(place.is_tools), count))
            saved += sequel.size_bytes() - sequel.size_bytes(count)
    text = encode(own)
    spoken = _unheard(log, text, messages)
    blob = freeze(FORMAT_PARTED, b"[%b,%b,%b]" % (text, encode(references), encode(spoken)))
    return Packed(project_id, blob, len(text) + saved, messages, tools)


def _stored(digests: Sequence[bytes]) -> list[Part]:
    rows = LogPart.objects.filter(digest__in=digests).values_list("digest", "depth")
    try:
        return [Part(bytes(digest), depth) for digest, depth in rows]
    except DatabaseError:
        return []  # a body needs no part to be packed; the writer says what is wrong with the database


def _is_long(place: Place) -> bool:
    """Whether a list may be worth a part, before its JSON is made."""
    return place.is_tools or messages_kept(place.items) > 0


def _messages(sequels: Sequence[Sequel], log: CanonicalLog, shelf: Shelf) -> Kept | None:
    """The longest list of messages that search finds, stored apart."""
    longest_first = sorted(sequels, key=Sequel.size_bytes, reverse=True)
    sequel = next((one for one in longest_first if _is_searched(one.items, log)), None)
    if sequel is None:
        return None
    kept = messages_kept(sequel.items)
    wanted = sequel.digests[kept:0:-1][:MAX_LOOK_UP]
    shelf.look_up(wanted[:_LIKELY]) or shelf.look_up(wanted[_LIKELY:])
    part = chain(sequel, kept, shelf.known)
    shelf.add(part)
    return Kept(part, sequel, kept)


def _tools(sequels: Sequence[Sequel], shelf: Shelf) -> Kept | None:
    """The longest list of tools, stored apart."""
    sequel = max(sequels, key=Sequel.size_bytes, default=None)
    if sequel is None or sequel.size_bytes() < MIN_TOOLS_BYTES:
        return None
    digest = sequel.digests[-1]
    part = shelf.known[digest] if shelf.look_up([digest]) else sequel.part(0, len(sequel.items), None)
    shelf.add(part)
    return Kept(part, sequel, len(sequel.items))


def _shared(sequel: Sequel, kept: Kept | None) -> int:
    """How many items a list begins with that are those of the chain."""
    if kept is None:
        return 0
    longest = min(len(sequel.items), kept.length)
    return next((n for n in range(longest, 0, -1) if sequel.digests[n] == kept.sequel.digests[n]), 0)


def _is_searched(items: Sequence[Json], log: CanonicalLog) -> bool:
    """Whether search finds every word of a list in the log; if not, what is found in its part would be no hit."""
    values = searched(log)
    return any(value is items for value in values) or _words(items) <= _words(values)


def _unheard(log: CanonicalLog, text: bytes, messages: Kept | None) -> list[str]:
    """The words that search finds in the log and that do not stand in its JSON or its parts."""
    values, apart = searched(log), frozenset()
    if messages is not None:
        if not is_doubtful(text):
            values = [value for value in values if value is not messages.sequel.items]
        apart = _words(messages.sequel.items[: messages.length]) if any(values) else apart
    found = dict.fromkeys(word for value in values for word in words(value) if word not in apart)
    return [word for word in found if not stands_in(word, text)]


def _words(value: Json) -> set[str]:
    return set(words(value))
