"""Where a payload holds what its caller sends again and again: lists of messages, the tools on offer, replies. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..canonical import Json

# Names that vendors give to a conversation so far, at the top of a payload or inside an object of it.
_MESSAGES = frozenset(
    {"messages", "prompt_messages", "input_messages", "input", "input_history", "contents", "history", "chat_history"}
)
_TOOLS = frozenset({"tools", "functions"})
_REPLIES = ("completion_message", "output_message")
_DEPTH = 3  # an export holds the payload, which holds the request, which holds the list

# A write: the dialect and the payload as it came in.
Write = tuple[str, Json]
Path = tuple[str, ...]


class Place(NamedTuple):
    """A list or a message in the writes of a log: which write, the keys that lead to it, and the value itself."""

    write: int
    path: Path
    value: Json

    @property
    def is_tools(self) -> bool:
        return self.path[-1] in _TOOLS

    @property
    def kind(self) -> str:
        """Lists of different kinds share no parts."""
        return "tools" if self.is_tools else "messages"


def lists_in(writes: Sequence[Write]) -> list[Place]:
    """The lists that may be worth storing once, in order."""
    return [
        Place(index, path, items)
        for index, (_, payload) in enumerate(writes)
        if isinstance(payload, Mapping)
        for path, items in _lists(payload, ())
    ]


def replies_in(writes: Sequence[Write]) -> list[Place]:
    """The messages that came back."""
    return [
        Place(index, (name,), payload[name])
        for index, (_, payload) in enumerate(writes)
        for name in _REPLIES
        if isinstance(payload, Mapping) and isinstance(payload.get(name), dict)
    ]


def value_at(payload: Json, path: Sequence[str]) -> Json:
    """What the keys of `path` lead to."""
    for key in path:
        payload = payload[key]
    return payload


def replaced(payload: Json, path: Sequence[str], value: Json) -> dict[str, Json]:
    """A copy of `payload`, keys in their order, with another value at `path`."""
    key, *rest = path
    return {**payload, key: replaced(payload[key], rest, value) if rest else value}


def _lists(value: Mapping[str, Json], path: Path) -> Iterator[tuple[Path, list[Json]]]:
    for key, child in value.items():
        kind = type(child)
        if kind is list:
            if child and (key in _MESSAGES or key in _TOOLS):
                yield (*path, key), child
        elif kind is dict and len(path) < _DEPTH - 1:
            yield from _lists(child, (*path, key))
