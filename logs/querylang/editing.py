"""Changes to the text of a query: a value of a field included, excluded or left out again. Pure.

Facets, table cells and charts all edit the same text in the search bar, so it stays the one truth of what is shown.
Only conditions that AND joins at the top are touched; whatever else the text says stays as it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luqum.tree import AndOperation, FieldGroup, Group, Item, Not, OrOperation, Phrase, Prohibit, SearchField, Word

from .errors import QueryError
from .patterns import read_phrase, read_word
from .syntax import parse, place_in, prepared, quoted

# A bare word of these characters means itself to the parser.
_PLAIN = re.compile(r"[^\W_][\w.@/%$#=+-]*\Z")
_WORDS_OF_THE_LANGUAGE = {"AND", "OR", "NOT", "TO"}
NOT_SET = None  # the value of `-field:*`


@dataclass(frozen=True, slots=True)
class Choice:
    """What a query says of a field at its top: values one of which a log has, and values that it has not."""

    included: tuple[str | None, ...] = ()
    excluded: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """One condition on a field: characters [start, end), its values, and whether it leaves them out."""

    start: int
    end: int
    values: tuple[str | None, ...]
    is_excluding: bool


def choice(text: str, field: str) -> Choice:
    """The values of `field` that a query includes or excludes; nothing where it cannot be read."""
    places = list(_places(text, field))
    included = tuple(value for place in places if not place.is_excluding for value in place.values)
    return Choice(included, tuple(value for place in places if place.is_excluding for value in place.values))


def toggled(text: str, field: str, value: str | None) -> str:
    """The query that includes `value` beside the other included ones, or no longer does. None is "not set"."""
    now = choice(text, field)
    included = _without(now.included, value) if value in now.included else (*now.included, value)
    return _written(text, field, Choice(included, _without(now.excluded, value)))


def toggled_out(text: str, field: str, value: str | None) -> str:
    """The query that leaves `value` out, or no longer does."""
    now = choice(text, field)
    excluded = _without(now.excluded, value) if value in now.excluded else (*now.excluded, value)
    return _written(text, field, Choice(_without(now.included, value), excluded))


def cleared(text: str, field: str) -> str:
    """The query without its conditions on `field`."""
    return _written(text, field, Choice())


def conditions(text: str) -> list[tuple[str, str]]:
    """The conditions that AND joins at the top of a query, each with the query without it. Raises QueryError."""
    tree = parse(text)
    spans = [] if tree is None else [_span(text, term) for term in _terms(tree)]
    return [(text[start:end], _tidied(f"{text[:start].strip()} {text[end:].strip()}")) for start, end in spans]


def spelt(value: str) -> str:
    """A value as it stands in a query."""
    is_plain = _PLAIN.match(value) and value not in _WORDS_OF_THE_LANGUAGE
    return value if is_plain else quoted(value)


# -- reading


def _places(text: str, field: str) -> Iterator[_Place]:
    try:
        tree = parse(text)
    except QueryError:
        return
    for term in _terms(tree) if tree is not None else ():
        found = _read(term, field)
        if found is not None:
            yield _Place(*_span(text, term), *found)


def _read(term: Item, field: str) -> tuple[tuple[str | None, ...], bool] | None:
    """The values of a condition on `field`, and whether it leaves them out; None for any other condition."""
    if isinstance(term, Group) and isinstance(term.children[0], OrOperation):
        parts = [_read(child, field) for child in term.children[0].children]
        if any(part is None or part[1] for part in parts):
            return None
        return tuple(value for values, _ in parts for value in values), False
    is_excluding = isinstance(term, Not | Prohibit)
    condition = term.children[0] if is_excluding else term
    if not isinstance(condition, SearchField) or condition.name != field:
        return None
    if isinstance(condition.expr, Word) and read_word(condition.expr.value).is_anything:
        return (NOT_SET,), not is_excluding  # -field:* is the value that is not set
    values = _values(condition.expr)
    return None if values is None else (values, is_excluding)


def _terms(tree: Item) -> Iterator[Item]:
    if isinstance(tree, AndOperation):
        for child in tree.children:
            yield from _terms(child)
    else:
        yield tree


def _values(tree: Item) -> tuple[str, ...] | None:
    """The values of a condition that is one of several texts; None for a comparison, a range or a pattern."""
    if isinstance(tree, Phrase):
        return (read_phrase(tree.value).literal or "",)
    if isinstance(tree, Word):
        pattern = read_word(tree.value)
        return None if pattern.literal is None else (pattern.literal,)
    if isinstance(tree, FieldGroup | OrOperation):
        parts = [_values(child) for child in tree.children]
        return None if None in parts else tuple(value for part in parts for value in part)
    return None


def _span(text: str, term: Item) -> tuple[int, int]:
    written = prepared(text)
    end = term.pos + term.size
    while end > term.pos and written[end - 1].isspace():
        end -= 1
    return place_in(text, term.pos), place_in(text, end)


# -- writing


def _written(text: str, field: str, wanted: Choice) -> str:
    """`text` with its conditions on `field` replaced by those wanted, where the first of them stood."""
    places = sorted(_places(text, field), key=lambda place: place.start)
    new = " ".join(_conditions(field, wanted))
    if not places:
        return f"{_bracketed(text)} {new}".strip()
    pieces, end = [], 0
    for number, place in enumerate(places):
        pieces += [text[end : place.start].strip(), new if number == 0 else ""]
        end = place.end
    pieces.append(text[end:].strip())
    return _tidied(" ".join(piece for piece in pieces if piece))


def _bracketed(text: str) -> str:
    """`text` such that something can be added to it: an OR at its top is bracketed."""
    try:
        tree = parse(text)
    except QueryError:
        return text.strip()
    return f"({text.strip()})" if isinstance(tree, OrOperation) else text.strip()


def _conditions(field: str, wanted: Choice) -> Iterator[str]:
    named = [spelt(value) for value in wanted.included if value is not NOT_SET]
    conditions = []
    if named:
        conditions.append(f"{field}:{named[0]}" if len(named) == 1 else f"{field}:({' OR '.join(named)})")
    if NOT_SET in wanted.included:
        conditions.append(f"-{field}:*")
    if len(conditions) == 2:
        yield f"({conditions[0]} OR NOT {field}:*)"
    else:
        yield from conditions
    for value in wanted.excluded:
        yield f"{field}:*" if value is NOT_SET else f"-{field}:{spelt(value)}"


def _tidied(text: str) -> str:
    """Without an AND that has lost what stood beside it."""
    text = re.sub(r"^\s*AND\s+|\s+AND\s*$", "", text)
    return re.sub(r"\bAND\s+AND\b", "AND", text).strip()


def _without(values: tuple[str | None, ...], value: str | None) -> tuple[str | None, ...]:
    return tuple(one for one in values if one != value)
