"""Texts that came in pieces: what stands across the pieces of a stream is found in their sum. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..canonical import Json

# Where vendors put the next piece of a text.
_PIECES = frozenset(
    {"content", "text", "arguments", "partial_json", "partialJson", "thinking", "reasoning", "reasoning_content"}
    | {"refusal", "delta", "transcript", "response", "completion", "input", "args", "signature_text"}
)
# What tells the texts of one stream apart.
_TELLING = ("index", "output_index", "content_index", "item_id", "type", "event", "contentBlockIndex")
_MARKS = frozenset({"delta", "choices", "candidates", "contentBlockDelta", "done", "is_finished", "event_type"})

# A piece: the object or list that holds it, its key there, and the text.
Piece = tuple[Any, Any, str]
Redact = Callable[[str], str]


def is_stream(events: Sequence[Json]) -> bool:
    """Whether these are the events of a stream rather than messages of a conversation."""
    return (
        len(events) > 1
        and all(isinstance(one, dict) and "role" not in one for one in events)
        and any(not _MARKS.isdisjoint(one) or "delta" in str(one.get("type", "")) for one in events)
    )


def join_pieces(events: Sequence[Json], redact: Redact) -> bool:
    """Redact texts across their pieces, in place; whether anything changed.

    A text in which something is found comes to stand in its first piece, whole, and the others are emptied: where the
    pieces began says nothing any more.
    """
    texts: dict[tuple, list[Piece]] = {}
    for event in events:
        for path, piece in _pieces(event, ()):
            texts.setdefault(path, []).append(piece)
    changed = False
    for pieces in texts.values():
        if len(pieces) > 1:
            changed |= _redact_together(pieces, redact)
    return changed


def _redact_together(pieces: Sequence[Piece], redact: Redact) -> bool:
    whole = "".join(text for _, _, text in pieces)
    clean = redact(whole)
    if clean == whole:
        return False
    for number, (holder, key, _) in enumerate(pieces):
        holder[key] = "" if number else clean
    return True


def _pieces(value: Json, path: tuple) -> Iterator[tuple[tuple, Piece]]:
    if isinstance(value, dict):
        path = (*path, *(value[name] for name in _TELLING if isinstance(value.get(name), str | int)))
        for key, member in value.items():
            if isinstance(member, str):
                if key in _PIECES:
                    yield (*path, key), (value, key, member)
            elif isinstance(member, dict | list):
                yield from _pieces(member, (*path, key))
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict | list):
                yield from _pieces(item, path)
