"""Bodies written with the parts they refer to, in the writer's transaction.

The parts that a log was packed on are checked again here, and held against the sweep until the commit: by the one
write lock of SQLite, by row locks on PostgreSQL. What is gone is written again, whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connections

from ..engines import engine_of
from ..engines.inserting import insert
from ..models import LogBody, LogPart
from ..routers import logs_alias
from .chains import Part
from .packing import Kept, Packed


def store(bodies: Mapping[int, Packed]) -> None:
    """Insert bodies by the key of their log. Inside a transaction."""
    ids = _store_parts(bodies.values())
    insert(LogBody, [{"id": key, **_columns(packed, ids)} for key, packed in bodies.items()])


def restore(key: int, packed: Packed) -> None:
    """Another body for the log at `key`, which has one. Inside a transaction."""
    LogBody.objects.filter(id=key).update(**_columns(packed, _store_parts([packed])))


def _columns(packed: Packed, ids: Mapping[bytes, int]) -> dict[str, Any]:
    messages, tools = (kept and ids[kept.part.digest] for kept in (packed.messages, packed.tools))
    return {"blob": packed.blob, "messages_part_id": messages, "tools_part_id": tools}


def _store_parts(bodies: Iterable[Packed]) -> dict[bytes, int]:
    """Insert the parts that are not there yet; ids of all that the bodies refer to, by digest."""
    pairs = [(packed.project_id, kept) for packed in bodies for kept in (packed.messages, packed.tools) if kept]
    wanted = {kept.part.digest: (project_id, kept) for project_id, kept in pairs}
    if not wanted:
        return {}
    there = _hold({part.digest for _, kept in wanted.values() for part in _line(kept.part)})
    missing: dict[bytes, tuple[int, Part]] = {}
    for project_id, kept in wanted.values():
        missing |= {part.digest: (project_id, part) for part in _missing(kept, there)}
    return there | _insert(missing, there) if missing else there


def _line(part: Part | None) -> Iterator[Part]:
    """A part and those before it, down to the first that was in the store when the log was packed."""
    while part is not None:
        yield part
        part = part.parent


def _missing(kept: Kept, there: Mapping[bytes, int]) -> list[Part]:
    """What has to be inserted so that the list can be referred to."""
    found = []
    for part in _line(kept.part):
        if part.digest in there:
            return found
        if part.blob is None:  # it was there when the log was packed, and has been swept since
            return [kept.as_root()]
        found.append(part)
    return found


def _hold(digests: Iterable[bytes]) -> dict[bytes, int]:
    """Ids of those that are there, which nobody can delete before this transaction ends."""
    marks = sorted(digests)
    sql = f"SELECT digest, id FROM logs_logpart WHERE digest IN ({', '.join(['%s'] * len(marks))}) ORDER BY digest"  # noqa: S608
    with connections[logs_alias()].cursor() as cursor:
        cursor.execute(sql + engine_of(logs_alias()).HOLD_ROWS, marks)
        return {bytes(digest): key for digest, key in cursor.fetchall()}


def _insert(missing: Mapping[bytes, tuple[int, Part]], there: Mapping[bytes, int]) -> dict[bytes, int]:
    """Insert parts, those of which others name the id first; the ids of all that were asked for, by digest."""
    ids, depths = dict(there), sorted({part.depth for _, part in missing.values()})
    for depth in depths:
        # Sorted, so that two processes with the same parts wait for each other instead of deadlocking.
        rows = [_row(ids, *missing[digest]) for digest in sorted(missing) if missing[digest][1].depth == depth]
        returned = insert(LogPart, rows, tail="ON CONFLICT DO NOTHING RETURNING digest, id")
        ids |= {bytes(digest): key for digest, key in returned}
        if len(returned) < len(rows):  # another process was first; its parts are as good
            ids |= _hold(row["digest"] for row in rows)
    return ids


def _row(ids: Mapping[bytes, int], project_id: int, part: Part) -> dict[str, Any]:
    parent = part.parent and ids[part.parent.digest]
    return {
        "project_id": project_id,
        "parent_id": parent,
        "depth": part.depth,
        "digest": part.digest,
        "blob": part.blob,
    }
