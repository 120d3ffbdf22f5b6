"""What search looks in: stored JSON, folded, and the words in it. Every text that search finds in a log is found here.

A log's own haystack is its JSON without what is stored in parts, so a conversation that is sent again and again is
looked through once. To find a folded text in a haystack, look for `needle(text)`. A hit may be a key of the JSON or
binary data too, so the words of the log confirm it. Of a body or part that cannot be read, nothing is found.
"""

from collections.abc import Collection, Iterator, Sequence

from ..canonical import Json
from ..text import fold, searched, words
from .blobs import UNREADABLE, decode
from .packing import FORMAT_PARTED
from .parts import fetch_parts
from .reading import Body, fetch, parse_writes
from .sound import escaped


def needle(folded: str) -> str:
    """A folded text as it stands in a haystack."""
    return escaped(folded).decode("utf-8", "surrogatepass")


def haystacks(keys: Sequence[int]) -> Iterator[tuple[int, str, list[int]]]:
    """Of each log: its key, its own haystack, and the parts its messages are in, last one first. Two queries."""
    for key, body in fetch(keys, with_blobs=False).items():
        try:
            yield key, _own(body), body.parts.chain(body.messages_part_id)
        except UNREADABLE:
            yield key, "", []


def part_haystacks(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Each of these parts that holds messages, with its haystack. One query."""
    parts = fetch_parts(ids, only_these=True)
    for part in parts.blobs:
        try:
            yield part, _folded(parts.json(part))
        except UNREADABLE:
            yield part, ""


def own_words(keys: Sequence[int]) -> Iterator[tuple[int, list[str], list[int]]]:
    """Of each log: its key, the words that search finds in it outside of its parts, and these parts. Two queries."""
    for key, body in fetch(keys).items():
        try:
            yield key, _own_words(body), body.parts.chain(body.messages_part_id)
        except UNREADABLE:
            yield key, [], []


def part_words(ids: Collection[int]) -> Iterator[tuple[int, list[str]]]:
    """The words in each of these parts; search finds every one of them in every log that the part belongs to."""
    parts = fetch_parts(ids, only_these=True)
    for part in parts.blobs:
        try:
            yield part, list(dict.fromkeys(words(parts.own_items(part))))
        except UNREADABLE:
            yield part, []


def _own(body: Body) -> str:
    form, text = body.json()
    if form == FORMAT_PARTED:
        return _folded(text)
    # Older bodies do not say which words do not stand in their JSON.
    return _with(_fold(text), _words(searched(parse_writes(body.writes()))))


def _own_words(body: Body) -> list[str]:
    writes, apart = body.restored()
    values = searched(parse_writes(writes))
    for whole, rest in apart:
        values = [rest if value is whole else value for value in values]
    return _words(values)


def _folded(text: bytes) -> str:
    """JSON whose last item is a list of words to be found beside the rest."""
    return _fold(text) if text.endswith(b",[]]") else _with(_fold(text), decode(text)[-1])


def _with(haystack: str, spoken: Sequence[str]) -> str:
    return "\n".join([haystack, *(needle(fold(word)) for word in spoken)])


def _fold(text: bytes) -> str:
    return fold(text.decode("utf-8", "surrogatepass"))


def _words(values: Json) -> list[str]:
    return list(dict.fromkeys(words(values)))
