"""One rule, ready to be followed, and what all rules of a project find in one text. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import expressions
from .detectors import DETECTORS
from .kinds import Kind, Mode
from .marks import marks_in, mask, pseudonym
from .spans import Span, outside

# What is encoded for machines has nothing for rules in it: pictures, sounds, encrypted thoughts.
_DATA_URL = re.compile(rb"data:[\w.+/;=-]{0,200};base64,[A-Za-z0-9+/=_%-]*")
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{400,}={0,2}")
# Characters that JSON may spell as escapes for no need: `\u0040` is an @.
_NEEDLESS = re.compile(rb"\\+u00(2[0-13-9a-f]|[3-6][0-9a-f]|5[0-9abd-f]|7[0-9a-e])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for and what to do with it. `name` is what marks and counts call it."""

    kind: str
    name: str
    mode: str
    in_identifiers: bool = False
    expression: str = ""
    region: str = ""  # of phone numbers without a country

    def find(self, raw: bytes) -> list[Span]:
        if self.kind == Kind.CUSTOM:
            return expressions.find(self.expression, raw)
        if self.kind == Kind.CONTENT:
            return []
        return list(DETECTORS[self.kind].find(raw, self.region))

    def may_find(self, encoded: bytes) -> bool:
        """False where there is surely nothing in the JSON of a payload. What people write can only be tried."""
        return self.kind not in DETECTORS or bool(DETECTORS[self.kind].hint(encoded, self.region))


class Find(NamedTuple):
    """A part of a text that a rule found."""

    start: int
    end: int
    rule: Rule
    value: bytes


class Replaced(NamedTuple):
    """A text after its rules; `is_dropped` where nothing of it may stay."""

    raw: bytes
    is_dropped: bool = False


def is_encoded(text: str) -> bool:
    """Whether a text is one long run of an encoding."""
    return len(text) >= 400 and _ENCODED.fullmatch(text) is not None


def spelt_out(raw: bytes) -> bytes:
    """The text without escapes that JSON does not need; in any JSON it means the same."""
    if b"u00" not in raw:
        return raw
    return _NEEDLESS.sub(lambda match: bytes([int(match[1], 16)]), raw)


def finds(raw: bytes, rules: Sequence[Rule]) -> list[Find]:
    """What the rules find, in order of place; what meets the find of an earlier rule is none."""
    taken = marks_in(raw)
    if b";base64," in raw:
        taken += [match.span() for match in _DATA_URL.finditer(raw)]
    found: list[Find] = []
    for rule in rules:
        if rule.may_find(raw) and (spans := rule.find(raw)):
            new = [Find(span.start, span.end, rule, span.value) for span in outside(spans, taken)]
            found += new
            taken += [(one.start, one.end) for one in new]
    return sorted(found)


def instead(find: Find, key: bytes, *, is_identifier: bool = False) -> bytes:
    """What takes the place of a find. An identifier that is masked would be that of everybody, so it is hashed."""
    if find.rule.mode == Mode.HASH or is_identifier:
        return pseudonym(find.rule.name, find.value, key)
    return mask(find.rule.name)


def replaced(raw: bytes, found: Sequence[Find], key: bytes, counts: Counter[str], **how: bool) -> Replaced:
    """The text with marks in place of finds, which are counted by rule."""
    if not found:
        return Replaced(raw)
    pieces, last = [], 0
    for one in found:
        counts[one.rule.name] += 1
        pieces += [raw[last : one.start], instead(one, key, **how)]
        last = one.end
    dropping = next((one.rule for one in found if one.rule.mode == Mode.DROP), None)
    if dropping is not None and not how.get("is_identifier"):
        return Replaced(mask(dropping.name), is_dropped=True)
    return Replaced(b"".join([*pieces, raw[last:]]))
