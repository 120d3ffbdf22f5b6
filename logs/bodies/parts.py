"""Parts fetched from the database: the chains that bodies refer to, each part read once for a whole page."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connections

from ..canonical import Json
from ..routers import logs_alias
from .blobs import decode, thaw
from .chains import FORMAT

_CHAINS = """
    WITH RECURSIVE chain(id, parent_id) AS (
        SELECT id, parent_id FROM logs_logpart WHERE id IN ({marks})
        UNION SELECT part.id, part.parent_id FROM logs_logpart part JOIN chain ON part.id = chain.parent_id
    )
    SELECT """
_WITH_BLOBS = f"{_CHAINS} part.id, part.parent_id, part.blob FROM chain JOIN logs_logpart part ON part.id = chain.id"
_WITHOUT_BLOBS = f"{_CHAINS} id, parent_id, NULL FROM chain"
_ALONE = "SELECT id, parent_id, blob FROM logs_logpart WHERE id IN ({marks})"


@dataclass(slots=True)
class Parts:
    """Some parts and all before them, by id; read when asked for."""

    parents: dict[int, int | None] = field(default_factory=dict)
    blobs: dict[int, bytes] = field(default_factory=dict)
    _read: dict[int, list[Json]] = field(default_factory=dict)

    def chain(self, leaf: int | None) -> list[int]:
        """Ids from `leaf` to the first part. Raises KeyError where one is missing."""
        found = []
        while leaf is not None:
            found.append(leaf)
            leaf = self.parents[leaf]
        return found

    def items(self, leaf: int) -> list[Json]:
        """All items of the chain that ends in `leaf`, first one first; a new list, of items that are shared.

        Raises one of UNREADABLE.
        """
        return [item for part in reversed(self.chain(leaf)) for item in self.own_items(part)]

    def own_items(self, part: int) -> list[Json]:
        """The items that one part adds to its chain."""
        if part not in self._read:
            self._read[part] = decode(self.json(part))[0]
        return self._read[part]

    def json(self, part: int) -> bytes:
        """The JSON of one part: its items, then words that search finds beside those that stand there."""
        form, text = thaw(self.blobs[part])
        if form != FORMAT:
            raise ValueError(f"unknown part format {form}")
        return text


def fetch_parts(leaves: Collection[int], *, with_blobs: bool = True, only_these: bool = False) -> Parts:
    """These parts and, unless `only_these`, all before them; one query, none where there are none."""
    if not leaves:
        return Parts()
    sql = _ALONE if only_these else _WITH_BLOBS if with_blobs else _WITHOUT_BLOBS
    with connections[logs_alias()].cursor() as cursor:
        cursor.execute(sql.format(marks=", ".join(["%s"] * len(leaves))), list(leaves))
        rows = cursor.fetchall()
    return Parts({row[0]: row[1] for row in rows}, {row[0]: bytes(row[2]) for row in rows if row[2] is not None})
