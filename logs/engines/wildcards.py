"""`column__wildcard=Pattern`: text that fits a pattern with `*` and `?`, with case, alike on every engine."""

from typing import Any

from django.db import models

from ..fields import escape_text


class Wildcard(models.Lookup):
    """GLOB on SQLite, whose LIKE ignores case; LIKE on PostgreSQL. The right side is a `querylang.patterns.Pattern`."""

    lookup_name = "wildcard"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return self._as_sql(compiler, connection, "GLOB", many="*", one="?", special="*?[", escape="[{}]")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return self._as_sql(compiler, connection, "LIKE", many="%", one="_", special="%_\\", escape="\\{}")

    def _as_sql(
        self, compiler: Any, connection: Any, word: str, *, many: str, one: str, special: str, escape: str
    ) -> tuple[str, list]:
        column, params = self.process_lhs(compiler, connection)

        def spelt(text: str) -> str:
            return "".join(escape.format(character) if character in special else character for character in text)

        pieces = [many if piece is None else spelt(escape_text(piece)) or one for piece in self.rhs.pieces]
        return f"{column} {word} %s", [*params, "".join(pieces)]


models.TextField.register_lookup(Wildcard)
