"""Packing: the writes of a log become one blob, with what is sent again and again taken out into parts. No writes here.

A body of format 2 is JSON [writes, references, spoken]. In the writes, a list that is stored apart holds only what of
it is not; its reference says where it stands and how many items of the part's chain go before. The reply of a
conversation that goes on is stored with its messages, because the next call will send it with them. `spoken` are words
that search finds and that stand neither in the writes nor in the parts, decoded from a text inside the payload, say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..canonical import CanonicalLog, Json
from ..text import searched, words
from . import dictionaries
from .blobs import encode, freeze
from .chains import MIN_MESSAGES, MIN_TOOLS_BYTES, Part, Sequel, chain, is_growing, is_like_earlier, messages_kept
from .lists import Place, Write, lists_in, replaced, replies_in
from .shelf import Shelf
from .sound import is_doubtful, stands_in

FORMAT_WHOLE = 1  # JSON of the writes, made before there were parts
FORMAT_PARTED = 2
MESSAGES, TOOLS, REPLY = range(3)  # in a reference: the first so many items of a chain, or its item at a place
_MOST_LOOKED_UP = 10_000  # prefixes, far from what a statement takes
_LIKELY = 8  # a conversation grows by a few messages a call, so what is known ends near the end


class Kept(NamedTuple):
    """A list that is stored apart: its last part, and the items by which it can be made whole again."""

    part: Part
    sequel: Sequel
    length: int  # items in the chain that ends in the part
    sent: Sequence[Json]  # the list as it came in
    reply: Json = None  # the last item of the chain, where it is the reply to the list

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
class _Own:
    """The writes while lists are taken out of them."""

    writes: list[Write]
    references: list[tuple]
    saved: int = 0  # bytes of JSON

    def take(self, place: Place, rest: Json, kind: int, count: int, *, saved: int) -> None:
        """Leave `rest` at a place."""
        dialect, payload = self.writes[place.write]
        self.writes[place.write] = (dialect, replaced(payload, place.path, rest))
        self.references.append((place.write, place.path, kind, count))
        self.saved += saved


def pack(writes: Sequence[Write], log: CanonicalLog, project_id: int, shelf: Shelf | None = None) -> Packed:
    """The body of a log's writes, oldest first; `log` is what they say together, in which search finds words."""
    lists = [(place, Sequel.of(place.value, project_id, place.kind)) for place in lists_in(writes) if _is_long(place)]
    replies = [place for place in replies_in(writes) if place.value is log.output_message]
    messages, tools = None, None
    if lists:
        messages, tools = _kept(lists, log, replies, Shelf() if shelf is None else shelf)
    own = _Own(list(writes), [])
    for place, sequel in lists:
        count = _shared(sequel, tools if place.is_tools else messages)
        if count:
            saved = sequel.size_bytes() - sequel.size_bytes(count)
            own.take(place, place.value[count:], TOOLS if place.is_tools else MESSAGES, count, saved=saved)
    if messages and messages.reply is not None:
        last = messages.length - 1
        own.take(replies[0], None, REPLY, last, saved=len(messages.sequel.texts[last]) - len("null"))
    text = encode(own.writes)
    spoken = _unheard(log, text, writes, messages)
    whole = b"[%b,%b,%b]" % (text, encode(own.references), encode(spoken))
    blob = freeze(FORMAT_PARTED, whole, dictionaries.of_project(project_id))
    return Packed(project_id, blob, len(text) + own.saved, messages, tools)


def _is_long(place: Place) -> bool:
    """Whether a list may be worth a part, before its JSON is made."""
    return place.is_tools or messages_kept(place.value) > 0


def _kept(
    lists: Sequence[tuple[Place, Sequel]], log: CanonicalLog, replies: Sequence[Place], shelf: Shelf
) -> tuple[Kept | None, Kept | None]:
    """The longest list of messages that search finds, and the longest of tools, stored apart."""
    messages = _longest([one for place, one in lists if not place.is_tools and _is_searched(one.items, log)])
    tools = _longest([one for place, one in lists if place.is_tools and one.size_bytes() >= MIN_TOOLS_BYTES])
    newest_first = messages.digests[messages_kept(messages.items) : 0 : -1][:_MOST_LOOKED_UP] if messages else ()
    shelf.recall(newest_first)
    if len(newest_first) < MIN_MESSAGES:
        newest_first = ()  # a first call continues no other, and what its head shares is remembered or soon will be
    shelf.look_up(newest_first[:_LIKELY], tools.digests[-1:] if tools else ())
    shelf.look_up(newest_first)
    return (
        messages and _kept_messages(messages, replies[0].value if replies else None, shelf),
        tools and _kept_list(tools, len(tools.items), shelf),
    )


def _longest(sequels: Sequence[Sequel]) -> Sequel | None:
    return max(sequels, key=Sequel.size_bytes, default=None)


def _kept_messages(sequel: Sequel, reply: Json, shelf: Shelf) -> Kept:
    length = messages_kept(sequel.items)
    if reply is not None and is_like_earlier(reply, sequel.items) and is_growing(sequel, shelf.known):
        return _kept_list(sequel.extended(reply), length + 1, shelf)._replace(sent=sequel.items, reply=reply)
    return _kept_list(sequel, length, shelf)


def _kept_list(sequel: Sequel, length: int, shelf: Shelf) -> Kept:
    part = chain(sequel, length, shelf.known)
    shelf.add(part)
    return Kept(part, sequel, length, sequel.items)


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


def _unheard(log: CanonicalLog, text: bytes, writes: Sequence[Write], messages: Kept | None) -> list[str]:
    """The words that search finds in the log and that do not stand in its JSON or its parts."""
    doubtful = is_doubtful(text)
    values = searched(log)
    if not doubtful:
        # Mostly a translator hands on what was sent, and that stands there as a whole.
        sent = {id(value) for _, payload in writes if isinstance(payload, Mapping) for value in payload.values()}
        sent |= {id(messages.sent)} if messages else set()
        values = [value for value in values if id(value) not in sent]
    missing = [word for word in _unique(values) if not stands_in(word, text, doubtful=doubtful)]
    if missing and messages is not None:
        apart = _words(messages.sequel.items[: messages.length])
        missing = [word for word in missing if word not in apart]
    return missing


def _unique(value: Json) -> dict[str, None]:
    return dict.fromkeys(words(value))


def _words(value: Json) -> set[str]:
    return set(words(value))
