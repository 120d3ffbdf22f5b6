"""The parts that are known while logs are packed: those the store has, and those the same batch will bring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, connections

from ..routers import logs_alias
from . import memory
from .chains import Part


@dataclass(slots=True)
class Shelf:
    """Parts by digest. Logs that are packed together share one, so that one may continue what another began."""

    known: dict[bytes, Part] = field(default_factory=dict)
    _asked: set[bytes] = field(default_factory=set)

    def recall(self, digests: Iterable[bytes]) -> None:
        """Get to know those of the parts that this process met a moment ago. No query."""
        for digest, depth in memory.recall(digests).items():
            self.known.setdefault(digest, Part(digest, depth))

    def look_up(self, *wishes: Sequence[bytes]) -> None:
        """Get to know the parts with these digests; of each wish one is enough. At most one query."""
        self.recall(digest for wish in wishes for digest in wish)
        open_wishes = [wish for wish in wishes if self.known.keys().isdisjoint(wish)]
        digests = [digest for wish in open_wishes for digest in wish if digest not in self._asked]
        if digests:
            self._asked.update(digests)
            self.known |= {part.digest: part for part in _stored(digests)}

    def add(self, part: Part | None) -> None:
        """Know a part that is about to be stored, and those before it."""
        while part is not None and self.known.setdefault(part.digest, part) is part:
            memory.remember(part.digest, part.depth)
            part = part.parent


def _stored(digests: Sequence[bytes]) -> list[Part]:
    sql = f"SELECT digest, depth FROM logs_logpart WHERE digest IN ({', '.join(['%s'] * len(digests))})"  # noqa: S608
    try:
        with connections[logs_alias()].cursor() as cursor:
            cursor.execute(sql, digests)
            return [Part(bytes(digest), depth) for digest, depth in cursor.fetchall()]
    except DatabaseError:
        return []  # a body can be packed without; the writer will say what is wrong with the database
