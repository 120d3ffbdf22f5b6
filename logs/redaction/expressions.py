"""Expressions that people write, on an engine that takes time in proportion to the text and no more (RE2)."""

from functools import lru_cache

import re2

from .spans import Span

LONGEST = 500  # characters
# Instructions: the worst that a byte of text may cost. `x{900}` has 1,800.
MOST_INSTRUCTIONS = 1000
_MEMORY = 1 << 20


class ExpressionError(ValueError):
    """Why an expression is refused, as a sentence."""


@lru_cache(maxsize=512)
def compiled(expression: str) -> "re2._Regexp":
    """Raises ExpressionError for what the engine cannot do, or not quickly."""
    if not expression or len(expression) > LONGEST:
        raise ExpressionError(f"An expression has 1 to {LONGEST} characters.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        pattern = re2.compile(expression, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise ExpressionError(_reason(error)) from error
    if pattern.programsize > MOST_INSTRUCTIONS:
        raise ExpressionError("The expression is too large: repeat less often, or name fewer alternatives.")
    if pattern.search(""):
        raise ExpressionError("The expression matches the empty text, which stands everywhere.")
    return pattern


def find(expression: str, raw: bytes) -> list[Span]:
    """Where an expression that was compiled before matches, in order."""
    found = compiled(expression).finditer(raw)
    return [Span(*match.span(), match[0]) for match in found if match[0]]


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if words.startswith(("invalid perl operator", "invalid escape sequence")):
        return f"{words}. Looking ahead or behind and references back are not there, as they can take for ever."
    return f"The expression cannot be read: {words}."
