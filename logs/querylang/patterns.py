"""Words of a query as what they mean: literal text, or a pattern with `*` (any text) and `?` (one character). Pure."""

import re
from dataclasses import dataclass

_PIECE = re.compile(r"\\(.)|([*?])|([^\\*?]+|\\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Pieces in order: text, or None for `*`, or "" for `?`; `literal` is the text where there is no wildcard."""

    pieces: tuple[str | None, ...]

    @property
    def literal(self) -> str | None:
        return "".join(self.pieces) if all(self.pieces) else (None if self.pieces else "")

    @property
    def is_anything(self) -> bool:
        return self.pieces == (None,)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` fits, with case."""
        spelt = "".join(".*" if piece is None else re.escape(piece) or "." for piece in self.pieces)
        return re.fullmatch(spelt, text, re.DOTALL) is not None


def read_word(word: str) -> Pattern:
    """A bare word: wildcards count, a backslash takes the meaning from what follows it."""
    pieces: list[str | None] = []
    for escaped, wildcard, plain in _PIECE.findall(word):
        if wildcard:
            pieces.append(None if wildcard == "*" else "")
        elif pieces and pieces[-1]:
            pieces[-1] += escaped or plain
        else:
            pieces.append(escaped or plain)
    return Pattern(tuple(pieces))


def read_phrase(phrase: str) -> Pattern:
    """A phrase with its quotes: everything in it is text; a backslash stands before a quote or a backslash."""
    text = re.sub(r"\\([\\\"])", r"\1", phrase[1:-1])
    return Pattern((text,) if text else ())
