"""One text after the rules, whatever it holds: prose, JSON, or the lines of a stream. Pure."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import re2

from ..canonical import Json
from ..json_codec import JsonError, encode, parse
from .rules import Rule, finds, is_encoded, replaced, spelt_out
from .streams import is_stream, join_pieces

# What a stream or an escape may hide: then the hints of rules say nothing.
_SIGNS = ("u00", "data:", "delta", '"candidates"', '"done"', "event_type")
_DEEPEST = 4  # JSON inside a text inside JSON ...
_LITERAL = re2.compile(r'(?s)"(?:[^"\\]|\\.)*"')


@dataclass(slots=True)
class Texts:
    """Follows rules, and counts what they found. `likely` are those that may find something in a text as it stands;
    in the sum of pieces, and behind escapes, all of them may.
    """

    rules: Sequence[Rule]
    key: bytes
    likely: Sequence[Rule]
    counts: Counter[str] = field(default_factory=Counter)

    def redacted(self, text: str, *, is_identifier: bool = False, depth: int = 0, is_sum: bool = False) -> str:
        """The text itself where nothing was found. `is_sum` where it was put together from pieces."""
        if len(text) < 4 or (not is_sum and self._is_idle(text)) or is_encoded(text):
            return text
        if depth < _DEEPEST and not is_identifier:
            head = text.lstrip()[:1]
            if head in "{[" or '"' in text[:2] or "\ndata:" in text or text.startswith(("data:", "event:", "id:")):
                structured = self._structured(text, head, depth, is_sum)
                if structured is not None:
                    return structured
        return self._plain(text, is_identifier, is_sum)

    def _is_idle(self, text: str) -> bool:
        """Whether there is surely nothing to do: most of JSON and most lines of a stream."""
        if any(sign in text for sign in _SIGNS):
            return False
        raw = text.encode("utf-8", "surrogatepass") if self.likely else b""
        return not any(rule.may_find(raw) for rule in self.likely)

    def _plain(self, text: str, is_identifier: bool = False, is_sum: bool = False) -> str:
        if not (self.likely or is_sum or "u00" in text):
            return text
        sent = text.encode("utf-8", "surrogatepass")
        raw = spelt_out(sent)
        found = finds(raw, self.rules if is_sum or raw != sent else self.likely)
        if not found:
            return text
        return replaced(raw, found, self.key, self.counts, is_identifier=is_identifier).raw.decode(
            "utf-8", "surrogatepass"
        )

    def _structured(self, text: str, head: str, depth: int, is_sum: bool) -> str | None:
        """The text by its parts, None where it has none that can be read."""
        if head in '{["':
            try:
                value = parse(text.encode("utf-8", "surrogatepass"))
            except (JsonError, UnicodeEncodeError):
                return self._lines(text, depth)
            if isinstance(value, list) and is_stream(value) and join_pieces(value, self._joined(depth)):
                text = encode(value).decode()
            return self._literals(text, depth, is_sum)
        return self._lines(text, depth)

    def _literals(self, text: str, depth: int, is_sum: bool = False) -> str:
        """JSON with its strings redacted; all else stays to the byte."""
        pieces, last = [], 0
        raw = text.encode("utf-8", "surrogatepass")
        for match in _LITERAL.finditer(raw):
            start, end = match.span()
            literal = raw[start:end]
            if end - start < 6:
                continue
            said = json.loads(literal.decode("utf-8", "surrogatepass"), strict=False)
            clean = self.redacted(said, depth=depth + 1, is_sum=is_sum or b"\\u00" in literal)
            if clean is not said and clean != said:
                pieces += [
                    raw[last:start],
                    json.dumps(clean, ensure_ascii=literal.isascii()).encode("utf-8", "surrogatepass"),
                ]
                last = end
        return b"".join([*pieces, raw[last:]]).decode("utf-8", "surrogatepass") if pieces else text

    def _lines(self, text: str, depth: int) -> str | None:
        """The lines of a stream: `data:` and JSON, or JSON alone; None where these are no such lines."""
        lines = text.split("\n")
        events: dict[int, tuple[str, Json]] = {}
        for number, line in enumerate(lines):
            start = line.find("{")
            if start < 0 or (start and not line.startswith("data:")):
                continue
            try:
                events[number] = line[:start], parse(line[start:].encode("utf-8", "surrogatepass"))
            except (JsonError, UnicodeEncodeError):
                continue
        if len(events) < 2:
            return None
        sequence = [event for _, event in events.values()]
        if is_stream(sequence) and join_pieces(sequence, self._joined(depth)):
            for number, (head, event) in events.items():
                if event != parse(lines[number][len(head) :].encode("utf-8", "surrogatepass")):
                    lines[number] = head + encode(event).decode()
        return "\n".join(self._line(line, number in events, depth) for number, line in enumerate(lines))

    def _line(self, line: str, is_event: bool, depth: int) -> str:
        if not is_event:
            return self._plain(line) if len(line) > 3 else line
        if "u00" not in line and not any(rule.may_find(line.encode("utf-8", "surrogatepass")) for rule in self.likely):
            return line
        start = line.find("{")
        return line[:start] + self._literals(line[start:], depth)

    def _joined(self, depth: int) -> Callable[[str], str]:
        return partial(self.redacted, depth=depth + 1, is_sum=True)
