"""Text compared alike on every engine: in any case as `str.casefold` has it, and in order of its code points.

SQLite's LOWER and LIKE know ASCII alone; PostgreSQL's, and the order of its texts, follow the locale of the database.
"""

import sys
from functools import cache, reduce
from typing import Any

from django.db import models

SQLITE_FUNCTION = "LLMLOGS_FOLD"


def fold_text(text: str | None) -> str | None:
    """What `SQLITE_FUNCTION` computes; the value that a `Folded` expression is compared with is folded by it too."""
    return text if text is None else text.casefold()


class Folded(models.Func):
    """A text with the case of its letters folded; compare it with `fold_text` of what is looked for."""

    function = SQLITE_FUNCTION
    arity = 1
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        text, params = compiler.compile(self.source_expressions[0])
        text = f"({text})::text"
        upper, lower, longer = _folds()
        folded = reduce(lambda inner, _: f"REPLACE({inner}, %s, %s)", longer, f"TRANSLATE({text}, %s, %s)")
        # In UTF-8 only ASCII has as many bytes as characters: nearly every text takes this short way.
        sql = f'(CASE WHEN OCTET_LENGTH({text}) = LENGTH({text}) THEN LOWER({text} COLLATE "C") ELSE {folded} END)'
        return sql, [*params * 4, upper, lower, *(part for pair in longer for part in pair)]


class ByCodePoint(models.Func):
    """A text to be sorted or to be compared by less and greater: upper case before lower, as SQLite has it anyway."""

    template = "%(expressions)s"
    arity = 1
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template='(%(expressions)s COLLATE "C")', **context)


@cache
def _folds() -> tuple[str, str, list[tuple[str, str]]]:
    """The letters that fold to one character, what they fold to, and those that fold to several (ß to ss)."""
    folds = [
        (letter, letter.casefold()) for letter in map(chr, range(sys.maxunicode + 1)) if letter.casefold() != letter
    ]
    single = [pair for pair in folds if len(pair[1]) == 1]
    upper, lower = ("".join(side) for side in zip(*single, strict=True))
    return upper, lower, [pair for pair in folds if len(pair[1]) > 1]
