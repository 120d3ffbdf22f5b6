"""A JSON value as a tree to unfold and to search, of which only so much is built as an answer may hold. Pure.

A place in the value is written as the positions of its children, from the root: "2.0.1". What is too large, too deep or
beyond the budget of an answer stays unloaded and is asked for by its place when somebody unfolds it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ..canonical import Json
from ..json_codec import encode
from ..text import fold

# Larger parts are loaded when they are unfolded.
PART_BYTES = 256_000
# Of one answer: characters of texts and names, children of one node, characters of one text, hits, levels.
_SHOWN_CHARACTERS = 300_000
CHILDREN = 200
TEXT_CHARACTERS = 200_000
_MAX_HITS = 1_000
_SHOWN_HITS = 200
_LEVELS = 40
# Smaller parts stand open from the start.
_OPEN_BYTES = 6_000
_OVERHEAD = 40  # what a node weighs beside its text


@dataclass(slots=True)
class Node:
    """One value with its name. `children` or `text` is None where it is loaded when unfolded."""

    at: str
    name: str | None
    is_index: bool
    value: Json
    size_bytes: int
    children: list["Node"] | None = None
    text: str | None = None
    next_from: int | None = None  # where children go on that are not here
    is_open: bool = False
    is_pruned: bool = False  # only what leads to hits is here
    hits: int = 0  # in its children and in itself

    @property
    def is_container(self) -> bool:
        return isinstance(self.value, dict | list) and not is_numbers(self.value)

    @property
    def count(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True)
class Tree:
    """The root, what was looked for (folded), and in how many names and values it was found, counted to a bound."""

    root: Node
    needle: str = ""
    hits: int = 0

    @property
    def is_more(self) -> bool:
        return self.hits >= _MAX_HITS


@dataclass(frozen=True, slots=True)
class Piece:
    """More of a node that is on the page already: its next children, or the next of its text."""

    node: Node
    needle: str
    start: int
    end: int
    total: int

    @property
    def is_last(self) -> bool:
        return self.end >= self.total


def tree_of(value: Json, wanted: str = "") -> Tree:
    """The whole value, opened where `wanted` is found in any case."""
    needle = fold(wanted)
    hits = _Hits(needle)
    if needle:
        hits.count(value)
    root = _Builder(hits).node(value, "", None, depth=0)
    root.is_open = True
    return Tree(root, needle, hits.total)


def piece_of(value: Json, at: str, start: int, wanted: str = "") -> Piece | None:
    """A part of the value from child or character `start` on; None where there is no such place."""
    node = _Builder(_Hits("")).piece(value, at, start)
    if node is None:
        return None
    shown = len(node.children or ()) if node.is_container else len(node.text or "")
    total = node.count if node.is_container else len(text_of(node.value))
    return Piece(node, fold(wanted), start, start + shown, total)


def text_of(value: Json) -> str:
    """What a leaf says: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else encode(value).decode()


def is_numbers(value: Json) -> bool:
    """Whether a list is a vector or tokens: nobody unfolds these one by one."""
    return isinstance(value, list) and len(value) > 8 and all(type(item) in (int, float) for item in value)


@dataclass(slots=True)
class _Hits:
    """Where a needle is found: by place, how many hits there are in it and below it."""

    needle: str
    below: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def count(self, value: Json) -> None:
        waiting: list[tuple[str, str | None, Json]] = [("", None, value)]
        while waiting and self.total < _MAX_HITS:
            at, name, value = waiting.pop()
            found = (name is not None and self.needle in fold(name)) + self._is_found(value)
            if found:
                self._add(at, found)
            if isinstance(value, dict | list) and not is_numbers(value):
                is_named = isinstance(value, dict)
                below = [(place, key if is_named else None, child) for place, key, child in _children(value, at)]
                waiting += reversed(below)

    def _is_found(self, value: Json) -> bool:
        return not isinstance(value, dict | list) and self.needle in fold(text_of(value))

    def _add(self, at: str, found: int) -> None:
        self.total += found
        while True:
            self.below[at] += found
            if not at:
                return
            at = at.rpartition(".")[0]


@dataclass(slots=True)
class _Builder:
    """Builds nodes until an answer is full."""

    hits: _Hits
    left: int = _SHOWN_CHARACTERS
    hits_left: int = _SHOWN_HITS

    def node(self, value: Json, at: str, name: str | None, *, depth: int, is_index: bool = False) -> Node:
        node = Node(at, name, is_index, value, len(encode(value)), hits=self.hits.below[at])
        self.left -= _OVERHEAD + len(name or "")
        if node.is_container:
            self._fill(node, depth)
        else:
            node.text = self._text(value)
        return node

    def piece(self, value: Json, at: str, start: int) -> Node | None:
        for position in at.split(".") if at else ():
            found = _child(value, position)
            if found is None:
                return None
            value = found[0]
        node = Node(at, None, False, value, 0)
        if node.is_container:
            node.children = self._children(node, start, depth=1)
        else:
            node.text = text_of(value)[start : start + TEXT_CHARACTERS]
        return node

    def _fill(self, node: Node, depth: int) -> None:
        is_loaded = not depth or (node.size_bytes <= PART_BYTES and self.left > 0 and depth < _LEVELS)
        if is_loaded:
            node.children = self._children(node, 0, depth + 1)
            node.is_open = node.size_bytes <= _OPEN_BYTES or node.hits > 0
        elif node.hits and depth < _LEVELS:
            node.children = self._hit_children(node, 0, depth + 1)
            node.is_open = node.is_pruned = True

    def _children(self, node: Node, start: int, depth: int) -> list[Node]:
        """The next children; behind them those alone that lead to hits."""
        found = [
            self.node(child, place, name, depth=depth, is_index=isinstance(node.value, list))
            for place, name, child in islice(_children(node.value, node.at), start, start + CHILDREN)
        ]
        end = start + len(found)
        node.next_from = end if end < node.count else None
        return found + self._hit_children(node, end, depth)

    def _hit_children(self, node: Node, start: int, depth: int) -> list[Node]:
        if not node.hits:
            return []
        found = []
        for place, name, child in islice(_children(node.value, node.at), start, None):
            if self.hits.below[place] and self.hits_left > 0:
                self.hits_left -= 1
                found.append(self.node(child, place, name, depth=depth, is_index=isinstance(node.value, list)))
        return found

    def _text(self, value: Json) -> str | None:
        text = text_of(value)
        if len(text) > PART_BYTES or self.left <= 0:
            return None
        self.left -= len(text)
        return text


def _children(value: dict[str, Json] | list[Json], at: str) -> Iterator[tuple[str, str, Json]]:
    """Place, name and value of each child."""
    start = f"{at}." if at else ""
    pairs = value.items() if isinstance(value, dict) else ((str(n), child) for n, child in enumerate(value))
    return ((f"{start}{n}", name, child) for n, (name, child) in enumerate(pairs))


def _child(value: Json, position: str) -> tuple[Json] | None:
    """The child at a position, in a tuple because it may be null."""
    if not isinstance(value, dict | list) or not position.isdecimal() or len(position) > 9:
        return None
    return next(((child,) for child in islice(_values(value), int(position), None)), None)


def _values(value: dict[str, Json] | list[Json]) -> Iterator[Json]:
    return iter(value.values() if isinstance(value, dict) else value)
