"""From the text of a query to luqum's tree, with words side by side joined by AND and mistakes at their place. Pure."""

import re

from luqum.exceptions import IllegalCharacterError, ParseError, ParseSyntaxError
from luqum.thread import parse as luqum_parse
from luqum.tree import AndOperation, Item
from luqum.utils import UnknownOperationResolver

from .errors import QueryError

LONGEST_QUERY = 4096
_DEEPEST = 100  # brackets within brackets; the tree is walked by recursion

# `started:>-2h` is what people write; luqum reads a minus there as "not".
_BARE_OFFSET = re.compile(r'("(?:[^"\\]|\\.)*")|([:\[][<>]?=?)(?=-\d)')
_NOW = "now"
_PLACE = re.compile(r"position (\d+)")
_UNEXPECTED = re.compile(r"unexpected\s+'(.+?)'", re.DOTALL)


def parse(text: str) -> Item | None:
    """The tree of a query; None for an empty one. Positions in it are those of `prepared(text)`. Raises QueryError."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"A query has at most {LONGEST_QUERY:,} characters.", LONGEST_QUERY, len(text))
    if not text.strip():
        return None
    _check_depth(text)
    try:
        return UnknownOperationResolver(AndOperation)(luqum_parse(prepared(text)))
    except ParseError as error:
        raise _explained(error, text) from error


def prepared(text: str) -> str:
    """`text` as luqum gets it: offsets from now say so."""
    return _BARE_OFFSET.sub(lambda m: m[1] or m[2] + _NOW, text)


def place_in(text: str, position: int) -> int:
    """Where a position in `prepared(text)` is in `text`."""
    added = 0
    for number, match in enumerate(m for m in _BARE_OFFSET.finditer(text) if m[2]):
        if match.end() + number * len(_NOW) >= position:
            break
        added += len(_NOW)
    return max(0, min(position - added, len(text)))


def quoted(text: str) -> str:
    """`text` as a phrase that is searched for as it stands."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _check_depth(text: str) -> None:
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > _DEEPEST:
            raise QueryError(f"Brackets can be nested {_DEEPEST} deep.", place, place + 1)


def _explained(error: ParseError, text: str) -> QueryError:
    found = _PLACE.search(str(error))
    start = place_in(text, int(found[1])) if found else len(text.rstrip())
    if isinstance(error, IllegalCharacterError):
        return _illegal(text, start)
    unexpected = _UNEXPECTED.search(str(error)) if isinstance(error, ParseSyntaxError) else None
    if found is None or unexpected is None:
        return _unfinished(text)
    word = unexpected[1]
    message = _MESSAGES.get(word, f"{word} is not expected here. To look for it as text, put it in quotes.")
    return QueryError(message, start, start + len(word), repair=quoted(text.strip()))


def _illegal(text: str, start: int) -> QueryError:
    if text[start : start + 1] == '"':
        return QueryError("This quote is not closed.", start, len(text), repair=text.rstrip() + '"')
    return QueryError(
        "This character has no meaning here. To look for it as text, put it in quotes.",
        start,
        start + 1,
        repair=quoted(text.strip()),
    )


def _unfinished(text: str) -> QueryError:
    kept = text.rstrip()
    missing = kept.count("(") - kept.count(")")
    if missing > 0:
        place = kept.rfind("(")
        return QueryError("This bracket is not closed.", place, place + 1, repair=kept + ")" * missing)
    word = kept.split()[-1]
    start = len(kept) - len(word)
    if word.endswith(":"):
        return QueryError(f"A value is expected after {word}", start, len(kept))
    return QueryError(f"Something is expected after {word}.", start, len(kept))


_MESSAGES = {
    ")": "This bracket was never opened.",
    "AND": "AND stands between two conditions.",
    "OR": "OR stands between two conditions.",
    "NOT": "NOT stands before a condition.",
}
