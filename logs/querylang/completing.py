"""What stands at the cursor of a query that is being written: the start of a field or of one of its values. Pure.

Works on text that is no whole query yet, so it does not parse: it walks the pieces of it.
"""

import re
from dataclasses import dataclass

from .fields import FIELDS, METADATA, field_named

_PIECE = re.compile(r'\s+|[()]|(?:"(?:[^"\\]|\\.)*(?:"|\Z)|[^\s()"])+')
_SIGN = re.compile(r"[-+!]?")
_NAME = re.compile(r"([A-Za-z_][\w.\-]*):")
_COMPARISON = re.compile(r"[<>]=?|[\[{]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters [start, end) are being written: `prefix` of a value of `field`, or of a field or word without one."""

    start: int
    end: int
    prefix: str
    field: str | None = None


def spot_at(text: str, cursor: int) -> Spot:
    """What is being written at `cursor` (0 to the length of the text)."""
    group: list[str | None] = []  # the field that each open bracket belongs to
    pending: str | None = None
    for piece in _PIECE.finditer(text):
        word = piece[0]
        if piece.start() <= cursor <= piece.end() and not word.isspace() and word not in "()":
            return _in_word(word, piece.start(), piece.end(), group[-1] if group else None)
        if piece.start() >= cursor:
            break
        if word == "(":
            group.append(pending or (group[-1] if group else None))
        elif word == ")" and group:
            group.pop()
        name = _NAME.match(word[_SIGN.match(word).end() :])
        pending = name[1] if name and word.endswith(":") else None
    return Spot(cursor, cursor, "", group[-1] if group else None)


def inserted(text: str, spot: Spot, written: str, *, goes_on: bool = False) -> tuple[str, int]:
    """`text` with `written` at the spot, and where the cursor is then; `goes_on` where no space is to follow."""
    rest = text[spot.end :]
    space = "" if goes_on or rest.startswith((" ", ")")) else " "
    start = text[: spot.start] + written + space
    return start + rest, len(start) + (not goes_on and not space and rest.startswith(" "))


def field_names(prefix: str) -> list[str]:
    """Names of fields that begin so, in the order of the table; then those that contain it."""
    wanted = prefix.lower()
    names = [*FIELDS, METADATA]
    return [n for n in names if n.startswith(wanted)] + [n for n in names if wanted in n and not n.startswith(wanted)]


def _in_word(word: str, start: int, end: int, group: str | None) -> Spot:
    sign = _SIGN.match(word).end()
    name = _NAME.match(word, sign)
    if name is None or field_named(name[1]) is None:
        return Spot(start + sign, end, _unquoted(word[sign:]), group)
    value_start = name.end()
    compared = _COMPARISON.match(word, value_start)
    if compared:
        value_start = compared.end()
    return Spot(start + value_start, end, _unquoted(word[value_start:]), name[1])


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    return re.sub(r"\\(.)", r"\1", word[1:].removesuffix('"'))
