"""Chains: a conversation that is sent whole with every call, stored as parts of which each holds what was new. Pure.

A part is known by a digest over its project and every message from the first to its own last, so the next call of the
same conversation finds the longest prefix that is stored already and adds one part to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from ..canonical import Json
from ..text import words
from . import dictionaries
from .blobs import encode, freeze
from .sound import is_doubtful, unsound_words

FORMAT = 1  # of a part: [items, words that search finds and that do not stand literally in the items' JSON]
MAX_DEPTH = 32  # parts that reading a conversation may take
MIN_MESSAGES = 3  # fewer are not stored apart, but for a long system message
MIN_HEAD_BYTES = 512  # of JSON, of a system message that is a part of its own so that conversations share it
MIN_TOOLS_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is to be stored, or one without a blob that was found in the store."""

    digest: bytes
    depth: int
    blob: bytes | None = None
    parent: "Part | None" = None


@dataclass(frozen=True, slots=True)
class Sequel:
    """A project's list, the JSON of each item, and a digest of every prefix: `digests[n]` is that of the first n."""

    project_id: int
    items: Sequence[Json]
    texts: list[bytes]
    digests: list[bytes]

    @classmethod
    def of(cls, items: Sequence[Json], project_id: int, kind: str) -> "Sequel":
        texts = [encode(item) for item in items]
        digest = blake2b(f"{project_id}:{kind}".encode(), digest_size=16).digest()
        digests = [digest]
        for text in texts:
            digest = blake2b(digest + text, digest_size=16).digest()
            digests.append(digest)
        return cls(project_id, items, texts, digests)

    def extended(self, item: Json) -> "Sequel":
        """The list with one more item."""
        text = encode(item)
        digest = blake2b(self.digests[-1] + text, digest_size=16).digest()
        return Sequel(self.project_id, [*self.items, item], [*self.texts, text], [*self.digests, digest])

    def size_bytes(self, start: int = 0) -> int:
        """Bytes of the JSON of the list, or of what it holds from `start` on."""
        texts = self.texts[start:]
        return sum(map(len, texts)) + max(len(texts) - 1, 0) + 2

    def part(self, start: int, end: int, parent: Part | None) -> Part:
        """The part that holds items [start, end) after `parent`."""
        text = b"[" + b",".join(self.texts[start:end]) + b"]"
        spoken = unsound_words(words(self.items[start:end])) if is_doubtful(text) else []
        blob = freeze(FORMAT, b"[%b,%b]" % (text, encode(spoken)), dictionaries.of_project(self.project_id))
        return Part(self.digests[end], parent.depth + 1 if parent else 1, blob, parent)


def messages_kept(messages: Sequence[Json]) -> int:
    """How many of these messages are stored apart; the rest stays where it was sent."""
    if not isinstance(messages[0], dict):
        return 0
    if len(messages) >= MIN_MESSAGES:
        return len(messages)
    return 1 if _has_long_head(messages) else 0


def is_like_earlier(reply: Json, messages: Sequence[Json]) -> bool:
    """Whether the caller sends replies back in the form that this one has: an earlier one has the same keys."""
    earlier = (one for one in messages if isinstance(one, dict) and one.get("role") == "assistant")
    return isinstance(reply, dict) and any(list(one) == list(reply) for one in earlier)


def is_growing(sequel: Sequel, known: Mapping[bytes, Part]) -> bool:
    """Whether a list goes on with what an earlier call had sent, by more than a system message."""
    return 1 < _known_length(sequel, len(sequel.items), known) < len(sequel.items)


def chain(sequel: Sequel, kept: int, known: Mapping[bytes, Part]) -> Part:
    """The last part of the first `kept` messages, on top of the longest prefix among the `known` parts."""
    start = _known_length(sequel, kept, known)
    parent = known[sequel.digests[start]] if start else None
    if start == kept:
        return parent
    if parent is not None and parent.depth >= MAX_DEPTH:
        start, parent = 0, None
    if start == 0 and _has_long_head(sequel.items):
        start, parent = 1, known.get(sequel.digests[1]) or sequel.part(0, 1, None)
    return parent if start == kept else sequel.part(start, kept, parent)


def _known_length(sequel: Sequel, most: int, known: Mapping[bytes, Part]) -> int:
    return next((n for n in range(most, 0, -1) if sequel.digests[n] in known), 0)


def _has_long_head(messages: Sequence[Json]) -> bool:
    head = messages[0]
    is_system = isinstance(head, dict) and head.get("role") in ("system", "developer")  # a role may be anything
    return is_system and len(encode(head)) >= MIN_HEAD_BYTES
